"""From fired rules to a level per function, for a situation in which every input has a value.

Hard caps and floors bind, soft caps (strength S4) nudge by at most two levels together, shifts add up to at most two
either way. Unknown inputs are the business of scan.py, which asks this module once for each value they may take.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lineage.delegation.conditions import ANY_LEVEL, Condition, Facts
from lineage.model.rules import FUNCTIONS, HIGHEST, Effect, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Named = tuple[tuple[str, int], ...]
"""(rule id, number) pairs in rule order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the fired rules ask of one function."""

    prior: int
    shifts: Named = ()
    caps: Named = ()
    """Caps that bind hard."""
    soft: Named = ()
    floors: Named = ()
    forbidden: Named = ()
    """Levels that are no valid form of oversight here."""

    @property
    def shift(self) -> int:
        """The sum of the shifts, at most two either way."""
        return max(-2, min(2, sum(number for _, number in self.shifts)))

    @property
    def cap(self) -> int:
        """The lowest hard cap."""
        return min((number for _, number in self.caps), default=HIGHEST)

    @property
    def floor(self) -> int:
        """The highest floor; floors bind hard whatever their strength, for a floor raises and does not restrict."""
        return max((number for _, number in self.floors), default=0)

    @property
    def conflict(self) -> bool:
        """True where a floor lies above a cap."""
        return self.floor > self.cap

    def level(self, *, mild: bool) -> int:
        """The level these bounds give; ``mild`` where stakes are at most 1 and reversibility at least 2."""
        cap, floor = self.cap, self.floor
        level = cap if self.conflict else max(floor, min(cap, self.prior + self.shift))
        lower = [number for _, number in self.soft if number < level]
        if lower:
            # One soft cap may take one level, several may take two; none lifts above the hard cap.
            level = max(min(lower), level - min(2, len(lower)), 0 if self.conflict else floor)
        return self.allowed(level, cap=cap, mild=mild)

    def allowed(self, level: int, *, cap: int, mild: bool) -> int:
        """The level, or the next one that is not forbidden: upward where the case is mild and the cap lets it."""
        banned = {number for _, number in self.forbidden}
        if level not in banned:
            return level
        upward = next((n for n in range(level + 1, cap + 1) if n not in banned), None) if mild else None
        if upward is not None:
            return upward
        return next((n for n in range(level - 1, -1, -1) if n not in banned), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Levels for one case with all that made them."""

    levels: Mapping[str, int]
    bounds: Mapping[str, Bounds]
    fired: tuple[Rule, ...]
    mild: bool
    joint: Named = ()
    """(rule id, index of the function in FUNCTIONS) where a joint rule lowered a level."""
    paths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Steps from the current level for functions whose target is further than the step limit."""
    stepped: tuple[str, ...] = ()
    """Ids of the rules that limited a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A rule beside its condition."""

    rule: Rule
    condition: Condition

    @property
    def late(self) -> bool:
        """True where it asks for the level that the other rules gave."""
        return ANY_LEVEL in self.condition.numbers


_Key = tuple[tuple[str, ...], bool, tuple[float | None, ...], frozenset[str], frozenset[str]]


class Engine:
    """Settles cases for one set of rules, starting levels and present arrangement; equal cases are settled once."""

    def __init__(
        self, rules: Iterable[Compiled], *, priors: Mapping[str, int], current: Mapping[str, int], law: bool
    ) -> None:
        ordered = tuple(rules)
        self.first = tuple(item for item in ordered if not item.late)
        self.late = tuple(item for item in ordered if item.late)
        self._priors = dict(priors)
        self._current = dict(current)
        self._law = law
        self._late_names = sorted(
            {name for item in self.late for name in item.condition.numbers} - {ANY_LEVEL}
        )
        self._cases: dict[_Key, Settled] = {}

    def without(self, rule: str, function: str) -> Engine:
        """The same engine with the restrictions of one rule on one function left out."""
        return self._mapped(lambda item: _relaxed(item, function) if item.rule.id == rule else item)

    def without_caps(self, function: str) -> Engine:
        """The same engine with every restriction on one function left out."""
        return self._mapped(lambda item: _relaxed(item, function))

    def _mapped(self, change: Callable[[Compiled], Compiled]) -> Engine:
        rules = [change(item) for item in (*self.first, *self.late)]
        return Engine(rules, priors=self._priors, current=self._current, law=self._law)

    def settle(self, facts: Facts, fired: tuple[Rule, ...]) -> Settled:
        """Levels for one case; ``fired`` are the rules of the first pass that fire in it, in order."""
        mild = (facts.numbers.get("stk") or 0) <= 1 and (facts.numbers.get("rev") or 0) >= 2
        asked = tuple(facts.numbers.get(name) for name in self._late_names)
        key = (tuple(rule.id for rule in fired), mild, asked, facts.marks, facts.unknown)
        if key not in self._cases:
            self._cases[key] = self._two_passes(facts, fired, mild=mild)
        return self._cases[key]

    def _two_passes(self, facts: Facts, fired: tuple[Rule, ...], *, mild: bool) -> Settled:
        settled = self._levels(fired, mild=mild)
        highest = max(settled.levels.get("decide", 0), settled.levels.get("act", 0))
        asked = replace(facts, numbers={**facts.numbers, ANY_LEVEL: float(highest)})
        late = [item.rule for item in self.late if item.condition.truth(asked)]
        return self._levels((*fired, *late), mild=mild) if late else settled

    def _levels(self, fired: tuple[Rule, ...], *, mild: bool) -> Settled:
        fired = tuple(sorted(fired, key=lambda rule: rule.id))
        bounds = {name: self._bounds(name, prior, fired) for name, prior in self._priors.items()}
        levels = {name: item.level(mild=mild) for name, item in bounds.items()}
        joint = _join(levels, bounds, fired, mild=mild)
        paths, stepped = self._step(levels, bounds, fired, mild=mild)
        if stepped:
            joint = tuple(dict.fromkeys((*joint, *_join(levels, bounds, fired, mild=mild))))
        return Settled(
            levels=levels, bounds=bounds, fired=fired, mild=mild, joint=joint, paths=paths, stepped=stepped
        )

    def _bounds(self, function: str, prior: int, fired: tuple[Rule, ...]) -> Bounds:
        exempting = [
            e for rule in fired for e in rule.effects if e.kind == "exempt" and e.function == function
        ]
        exempt = {name for effect in exempting for name in effect.rules}

        def named(kind: str, *, hard: bool | None = None) -> Named:
            return tuple(
                (rule.id, effect.number)
                for rule in fired
                for effect in rule.effects
                if effect.kind == kind
                and effect.function == function
                and (hard is None or (rule.id not in exempt and rule.binds(law=self._law) is hard))
                and rule.strength_in_force(law=self._law) != "S5"
            )

        return Bounds(
            prior=prior,
            shifts=named("shift"),
            caps=named("at_most", hard=True),
            soft=named("at_most", hard=False),
            floors=named("at_least"),
            forbidden=() if exempting else named("forbid"),
        )

    def _step(
        self, levels: dict[str, int], bounds: Mapping[str, Bounds], fired: tuple[Rule, ...], *, mild: bool
    ) -> tuple[dict[str, tuple[int, ...]], tuple[str, ...]]:
        """Hold each level within the step limit of the current one, but never above a hard cap; changes ``levels``."""
        limits = [
            (effect.number, rule.id)
            for rule in fired
            for effect in rule.effects
            if effect.kind == "step_limit"
        ]
        if not limits:
            return {}, ()
        limit = min(limits)[0]
        paths: dict[str, tuple[int, ...]] = {}
        for name in [name for name in levels if name in self._current]:
            target, current = levels[name], self._current[name]
            if abs(target - current) <= limit:
                continue
            paths[name] = _path(current, target, limit)
            cap = bounds[name].cap
            levels[name] = bounds[name].allowed(min(paths[name][1], cap, HIGHEST), cap=cap, mild=mild)
        return paths, tuple(rule for _, rule in sorted(limits)) if paths else ()


def _path(current: int, target: int, limit: int) -> tuple[int, ...]:
    steps = range(current, target, -limit if target < current else limit)
    return (*steps, target)


def _join(
    levels: dict[str, int], bounds: Mapping[str, Bounds], fired: tuple[Rule, ...], *, mild: bool
) -> Named:
    """Apply the joint rules to ``levels``: the first function gives way, and stays below the level they name."""
    lowered: list[tuple[str, int]] = []
    for rule in fired:
        for effect in rule.effects:
            if (
                effect.kind == "not_both"
                and min(levels[effect.function], levels[effect.other]) >= effect.number
            ):
                cap = min(bounds[effect.function].cap, effect.number - 1)
                levels[effect.function] = bounds[effect.function].allowed(
                    effect.number - 1, cap=cap, mild=mild
                )
                lowered.append((rule.id, FUNCTIONS.index(effect.function)))
    return tuple(lowered)


def _restricts(effect: Effect, function: str) -> bool:
    return effect.function == function and effect.kind in ("at_most", "forbid", "not_both")


def _relaxed(item: Compiled, function: str) -> Compiled:
    if not any(_restricts(effect, function) for effect in item.rule.effects):
        return item
    kept = tuple(effect for effect in item.rule.effects if not _restricts(effect, function))
    return replace(item, rule=replace(item.rule, effects=kept))


def binding_rules(settled: Settled, function: str) -> frozenset[str]:
    """Ids of the rules that decide the level of the function in this case.

    A group of equal effects binds if without the whole group the level would be another: ties bind together.
    """
    bounds, mild = settled.bounds[function], settled.mild
    level = bounds.level(mild=mild)
    before_soft = replace(bounds, soft=(), forbidden=()).level(mild=mild)
    groups = (
        (
            [name for name, n in bounds.caps if n == bounds.cap],
            replace(bounds, caps=_other(bounds.caps, bounds.cap)),
        ),
        (
            [name for name, n in bounds.floors if n == bounds.floor],
            replace(bounds, floors=_other(bounds.floors, bounds.floor)),
        ),
        ([name for name, n in bounds.soft if n < before_soft], replace(bounds, soft=())),
        ([name for name, n in bounds.shifts if n * bounds.shift > 0], replace(bounds, shifts=())),
        ([name for name, _ in bounds.forbidden], replace(bounds, forbidden=())),
    )
    bound = {name for names, rest in groups if rest.level(mild=mild) != level for name in names}
    bound |= {name for name, index in settled.joint if FUNCTIONS[index] == function}
    if function in settled.paths and settled.levels[function] != settled.paths[function][-1]:
        bound |= set(settled.stepped)
    return frozenset(bound)


def _other(named: Named, number: int) -> Named:
    return tuple(item for item in named if item[1] != number)
