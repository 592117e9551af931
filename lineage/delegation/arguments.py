"""What speaks for more and for less machine involvement in one function, out of the rules that fired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.model.delegation import Argument, RuleTrace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.rules import Effect, Rule

RESTRICTING = ("at_most", "forbid", "not_both")


def arguments(
    fired: Iterable[tuple[RuleTrace, Rule]], function: str
) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
    """(for more, for less): a rule argues its own way, and by its counter-argument the other way where it binds."""
    more: list[Argument] = []
    less: list[Argument] = []
    for trace, rule in fired:
        binding = function in trace.binds_on
        for side, other, asks in ((more, less, _raises), (less, more, _lowers)):
            if any(asks(effect, function) for effect in rule.effects):
                side.append(_argument(trace, binding=binding, counter=False))
                if binding:
                    other.append(_argument(trace, binding=binding, counter=True))
    return _strongest(more), _strongest(less)


def _raises(effect: Effect, function: str) -> bool:
    return effect.function == function and (
        effect.kind in ("at_least", "exempt") or (effect.kind == "shift" and effect.number > 0)
    )


def _lowers(effect: Effect, function: str) -> bool:
    return (function in (effect.function, effect.other)) and (
        effect.kind in RESTRICTING or (effect.kind == "shift" and effect.number < 0)
    )


def _argument(trace: RuleTrace, *, binding: bool, counter: bool) -> Argument:
    text = trace.counter_argument if counter else trace.why
    return Argument(rule=trace.rule, strength=trace.strength, binding=binding, counter=counter, text=text)


def _strongest(arguments: list[Argument]) -> tuple[Argument, ...]:
    """Binding rules first, then by strength of evidence, then by id."""
    return tuple(
        sorted(arguments, key=lambda item: (not item.binding, item.strength, item.rule, item.counter))
    )
