"""The functions one decides with as a ladder each: how far a machine goes, where rules cap it, and how far it would go without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from lineage.model.rules import HARD, HIGHEST, parse_effect
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import Part, between, fitted, joined, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Advice, Recommendation, RuleTrace
    from lineage.model.rules import Effect

NAME, WORDS = 10, 23
"""Columns of a function's name, and of the longest level in words."""
NARROW, WIDE = 4, 10
"""Columns of a rung at the least and at the most."""
FINAL = 6
"""M6 describes arrangements that exist and is never given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A rule that lets a function go no further than a level."""

    rule: str
    level: int
    hard: bool
    """False for a rule that nudges by at most two levels together with others."""
    binding: bool
    """True where the level would be another without it."""
    certain: bool
    """False where it holds only for some values of what is unknown."""


def effects_on(trace: RuleTrace, function: str) -> tuple[Effect, ...]:
    """The effects of a rule that are about a function."""
    every = map(parse_effect, trace.effects)
    return tuple(one for one in every if function in (one.function, one.other))


def caps_on(rules: Iterable[RuleTrace], function: str) -> tuple[Cap, ...]:
    """The caps on a function, those that bind first; one that another rule exempts from is none."""
    every = [(trace, effect) for trace in rules for effect in effects_on(trace, function)]
    exempt = {name for _, effect in every if effect.kind == "exempt" for name in effect.rules}
    found = [
        Cap(
            rule=trace.rule,
            level=effect.number,
            hard=trace.strength in HARD or any(one.startswith("abstain") for one in trace.effects),
            binding=function in trace.binds_on,
            certain=trace.certain,
        )
        for trace, effect in every
        if effect.kind == "at_most" and trace.rule not in exempt and trace.strength != "S5"
    ]
    return tuple(sorted(found, key=lambda cap: (not cap.binding, not cap.hard, not cap.certain, cap.rule)))


def forbidden_on(rules: Iterable[RuleTrace], function: str) -> frozenset[int]:
    """Levels that are no valid form of oversight for a function here."""
    effects = [effect for trace in rules for effect in effects_on(trace, function)]
    if any(effect.kind == "exempt" for effect in effects):
        return frozenset()
    return frozenset(effect.number for effect in effects if effect.kind == "forbid")


def rung_width(width: int, *, words: bool) -> int:
    """Columns of one rung where so many are left for the whole row."""
    return max(NARROW, min(WIDE, (width - NAME - (WORDS if words else 0)) // (HIGHEST + 1)))


def level_words(advice: Advice, catalogue: Catalogue) -> str:
    """A level in few words: ``acts after approval``, or the range that is left open; ``~`` as far as was tried."""
    low, high = advice.range
    said = f"M{low}" if low == high else f"M{low} to M{high}"
    if advice.status == "conflict":
        return f"rules conflict; {said}"
    tried = "~" if advice.status == "open" else ""
    if low != high:
        return f"{tried}{said}" if tried else f"{said}, still open"
    return tried + next((one.label for one in catalogue.levels if one.id == said), said)


class Ladder(Rows):
    """One function a row: a bar as long as the machine goes, its caps with the rules they come from, and the level in words."""

    HELP = (
        "How far a machine may go in each function. The bar ends where the rules put it: ● the level, ○ the level without "
        "caps, ┤ a cap and its rule (a + where there are several), ╎ one that only nudges, ├ a floor, ⊘ no valid form of oversight, "
        "a dashed bar what the unknown leaves open, ~ as far as was tried. Left and right say which level there is today (◇); Delete takes that back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "read why", id="ladder.read"),
        Binding("right", "stand(1)", "today's level up", show=False, id="ladder.more"),
        Binding("left,h", "stand(-1)", "today's level down", show=False, id="ladder.less"),
        Binding("delete,backspace", "unstand", "no level today", show=False, id="ladder.none"),
    ]

    class Stood(Message):
        """A function has another level today, or none that is known."""

        def __init__(self, function: str, level: int | None) -> None:
            super().__init__()
            self.function = function
            self.level = level

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self._found: Recommendation | None = None
        self._catalogue: Catalogue | None = None
        self.current: Mapping[str, int] = {}

    def show(self, found: Recommendation, catalogue: Catalogue, current: Mapping[str, int]) -> None:
        """Show levels; the cursor stays on its function."""
        self._found, self._catalogue, self.current = found, catalogue, current
        self.set_count(len(found.functions), self.cursor)

    def stand(self, current: Mapping[str, int]) -> None:
        """Show what there is today at once, before the answer comes."""
        self.current = current
        self.draw_again()

    @property
    def function(self) -> str:
        """The function of the cursor; empty before the first answer."""
        return self._found.functions[self.cursor].function if self._found and self.count else ""

    def go_to(self, function: str) -> None:
        """Put the cursor on a function."""
        names = [one.function for one in self._found.functions] if self._found else []
        if function in names:
            self.move_to(names.index(function))

    def on_resize(self) -> None:
        """Where it is narrow the words stand below."""
        height = 1 if self.size.width - 2 >= NAME + WORDS + 6 * (NARROW + 1) else 2
        if height != self.ROW_HEIGHT:
            self.ROW_HEIGHT = height
            self.stretch(self.count * height)

    # What one does -----------------------------------------------------------------------------------------------

    def action_stand(self, by: int) -> None:
        """Another level today; the first press begins at the level that is given."""
        if self._found is None or not self.function:
            return
        now = self.current.get(self.function)
        level = self._found.functions[self.cursor].range[0] if now is None else now + by
        if 0 <= level <= FINAL:
            self.post_message(self.Stood(self.function, level))

    def action_unstand(self) -> None:
        """No level is known today."""
        if self.function in self.current:
            self.post_message(self.Stood(self.function, None))

    # Drawing -----------------------------------------------------------------------------------------------------

    def lines_of(self, index: int, width: int) -> list[Content]:
        """The ladder and its level in words, in one line or two."""
        assert self._found is not None
        assert self._catalogue is not None
        advice = self._found.functions[index]
        two = self.ROW_HEIGHT > 1
        drawn = _drawn(
            advice, self._found.rules, self.current.get(advice.function), rung_width(width, words=not two)
        )
        words = safe(level_words(advice, self._catalogue), _level_style(advice))
        name = fitted(safe(advice.function, "bold"), NAME - 1)
        name = Content("").join([name, Content(" " * (NAME - name.cell_length))])
        if not two:
            return [joined(name, drawn, words)]
        label = self._catalogue.function(advice.function)
        beside = safe(label.label.lower() if label else "", "$faint")
        return [joined(name, drawn), joined(" " * NAME, between([words, beside]))]


def _level_style(advice: Advice) -> str:
    return {"conflict": "$error", "settled": "$foreground"}.get(advice.status, "$soft")


def _drawn(advice: Advice, rules: Iterable[RuleTrace], now: int | None, width: int) -> Content:
    """The rungs of one function, each as wide as the others."""
    traces = tuple(rules)
    caps = caps_on(traces, advice.function)
    banned = forbidden_on(traces, advice.function)
    parts: list[Part] = []
    for level in range(HIGHEST + 1):
        parts.append(_rung(advice, level, now, banned=level in banned))
        parts += _after(
            advice, level, [cap for cap in caps if cap.level == level and level < HIGHEST], width - 1
        )
    return joined(*parts, ("◇", "bold $success") if now == FINAL else "")


def _rung(advice: Advice, level: int, now: int | None, *, banned: bool) -> tuple[str, str]:
    """The sign that stands on a rung, the most telling first."""
    low, high = advice.range
    conflict = advice.status == "conflict"
    given = level in advice.range
    signs = (
        (given and now == level, "◈", "bold $primary"),
        (given, "✕" if conflict else "●", "bold $error" if conflict else "bold $primary"),
        (now == level, "◇", "bold $success"),
        (level in advice.uncapped and not low <= level <= high, "○", "bold $secondary"),
        (banned, "⊘", "$warning"),
        (level == advice.band[0] > 0, "├", "$warning"),
        (level < low, "━", "$primary"),
        (level < high, "╍", "$primary"),
    )
    return next(((sign, style) for holds, sign, style in signs if holds), ("·", "$faint"))


def _after(advice: Advice, level: int, caps: list[Cap], width: int) -> list[Part]:
    """What stands between a rung and the next: a cap with the rule it comes from, and the bar."""
    low, high = advice.range
    if level == HIGHEST:
        return [" " * width]
    if level < high:
        line, style = "━" if level < low else "╍", "$primary"
    else:
        line, style = "─" if level < advice.band[1] else " ", "$line"
    if not caps:
        return [(line * width, style)]
    first, more = caps[0], "+" if len(caps) > 1 else ""
    tone = "$faint" if not first.certain else "$warning" if first.hard else "$soft"
    rule = fitted(safe(first.rule, f"bold {tone}" if first.binding else tone), width - 1 - len(more))
    rest = width - 1 - rule.cell_length - len(more)
    return [("┤" if first.hard else "╎", f"bold {tone}"), rule, (more, tone), (line * rest, style)]


class Scale(Widget):
    """The names of the levels over the ladders."""

    DEFAULT_CSS = """
    Scale { height: 1; }
    """

    def render(self) -> Content:
        """M0 to M5, each over its rung."""
        width = self.size.width - 3
        two = width < NAME + WORDS + 6 * (NARROW + 1)
        rung = rung_width(width, words=not two)
        marks = "".join(f"M{level}".ljust(rung) for level in range(HIGHEST + 1))
        said = "" if two else "by rules and literature"
        return fitted(joined(" " * (NAME + 1), (marks, "$soft"), (said, "$faint")), self.size.width)
