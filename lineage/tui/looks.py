"""How things look: two themes of ours, a colour a family of tensions, a mark an outcome; never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK = Theme(
    name="lineage-dark",
    primary="#d9a65a",
    secondary="#7fa7cf",
    accent="#d9a65a",
    warning="#e0b860",
    error="#e2786c",
    success="#8bbf83",
    foreground="#d9d6ce",
    background="#15171a",
    surface="#1a1d21",
    panel="#22262b",
    dark=True,
)
LIGHT = Theme(
    name="lineage-light",
    primary="#8f5a10",
    secondary="#2b5f8f",
    accent="#8f5a10",
    warning="#8a6500",
    error="#ad3327",
    success="#2f7540",
    foreground="#2a2825",
    background="#fbf9f4",
    surface="#f4f1e9",
    panel="#e9e4d8",
    dark=False,
)
THEMES = (DARK, LIGHT)

MARKS = {"stall": "■", "fail": "✕", "mutate": "◆", "held": "●", "recovered": "▲", "open": "○"}
"""An outcome's sign, so that it is told without colour; anything else has a dot."""
NO_MARK = "·"

_FAMILIES = {
    "a": ("#82b1e4", "#1f5f9e"),
    "b": ("#b7a0e8", "#6a4bab"),
    "c": ("#8fc58b", "#2f7540"),
    "d": ("#ea8f72", "#a8431f"),
    "e": ("#e49bc2", "#a03a72"),
    "f": ("#dcc06a", "#7a5d06"),
    "g": ("#e6a862", "#96560f"),
    "h": ("#74c4b9", "#1a6f67"),
    "i": ("#b5c873", "#586b10"),
    "j": ("#79c4e2", "#106a8a"),
}
_OUTCOMES = {
    "stall": ("#e0b05c", "#8a5e00"),
    "fail": ("#e2786c", "#ad3327"),
    "mutate": ("#b7a0e8", "#6a4bab"),
    "held": ("#8bbf83", "#2f7540"),
    "recovered": ("#74c4b9", "#1a6f67"),
    "open": ("#7fa7cf", "#2b5f8f"),
}
_COLOURS = ("primary", "secondary", "accent", "warning", "error", "success", "foreground", "background")
_COLOURS_OF_THEMES = (*_COLOURS, "surface", "panel", "boost")


def variables(theme: Theme) -> dict[str, str]:
    """The names of our own that style sheets and texts may use, for a theme of anybody's."""
    place = 0 if theme.dark else 1
    found = {f"family-{letter}": pair[place] for letter, pair in _FAMILIES.items()}
    found |= {f"outcome-{name}": pair[place] for name, pair in _OUTCOMES.items()}
    if theme.ansi:
        return found | {
            "soft": "ansi_bright_black",
            "faint": "ansi_bright_black",
            "line": "ansi_bright_black",
        }
    fore = Color.parse(theme.foreground or ("#dddddd" if theme.dark else "#222222"))
    back = Color.parse(theme.background or ("#121212" if theme.dark else "#f5f5f5"))
    # Soft text keeps 4.5 : 1 against the ground in both of our themes, faint text 3 : 1 (it repeats what is told elsewhere).
    for name, share in (("soft", 0.34), ("faint", 0.52), ("line", 0.80)):
        found[name] = fore.blend(back, share).hex
    return found


def family_style(code: str) -> str:
    """The style of a tension or family by its short code; soft where it has none of ours."""
    letter = code[:1].lower()
    return f"$family-{letter}" if letter in _FAMILIES else "$soft"


def outcome_style(outcome: str) -> str:
    """The style of an outcome's mark."""
    return f"$outcome-{outcome}" if outcome in _OUTCOMES else "$faint"


def own_theme(name: str, given: Mapping[str, object]) -> Theme:
    """A theme of the user's config: ``primary`` and any of the colours textual knows, over one of ours; ValueError where wrong."""
    dark = given.get("dark", True)
    if not isinstance(dark, bool):
        raise ValueError(f"themes.{name}.dark is neither true nor false")  # noqa: TRY004 (one kind of error for one kind of fault)
    base = DARK if dark else LIGHT
    colours: dict[str, str | None] = {one: getattr(base, one) for one in _COLOURS_OF_THEMES}
    for key, value in given.items():
        if key == "dark":
            continue
        if key not in colours:
            raise ValueError(f"themes.{name} has no colour {key!r}: there are {', '.join(colours)}")
        try:
            colours[key] = Color.parse(str(value)).hex
        except Exception as error:
            raise ValueError(f"themes.{name}.{key}: {value!r} is no colour") from error
    primary = colours.pop("primary") or DARK.primary
    return Theme(name=name, primary=primary, dark=dark, **colours)  # type: ignore[arg-type]
