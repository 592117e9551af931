"""From a situation and the rules to a recommendation: the one entry to this stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.delegation.arguments import RESTRICTING, arguments
from lineage.delegation.conditions import ConditionError, parse_condition
from lineage.delegation.engine import Compiled, Engine, binding_rules
from lineage.delegation.facts import facts_of
from lineage.delegation.grading import Case, Grade, context_fit, grade
from lineage.delegation.review import review_term
from lineage.delegation.scan import moves, questions, scan
from lineage.model.delegation import (
    Advice,
    Evidence,
    Move,
    Recommendation,
    RuleTrace,
    Situation,
    WithoutCap,
)
from lineage.model.rules import FUNCTIONS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.catalogue import Catalogue
    from lineage.model.pattern import Pattern


def recommend(
    situation: Situation,
    rules: Iterable[Rule],
    catalogue: Catalogue,
    *,
    disabled: frozenset[str] = frozenset(),
    pattern: Pattern | None = None,
    evidence: Evidence | None = None,
) -> Recommendation:
    """Levels by rules for every function and, beside them, what the evidence allows; the same input gives the same value."""
    return _Adviser(
        situation, rules, catalogue, disabled=disabled, pattern=pattern, evidence=evidence
    ).recommendation()


class _Adviser:
    """The working state of one recommendation."""

    def __init__(
        self,
        situation: Situation,
        rules: Iterable[Rule],
        catalogue: Catalogue,
        *,
        disabled: frozenset[str],
        pattern: Pattern | None,
        evidence: Evidence | None,
    ) -> None:
        ordered = sorted(rules, key=lambda rule: rule.id)
        compiled, self._unread = _compiled([rule for rule in ordered if rule.id not in disabled])
        self._disabled = tuple(rule.id for rule in ordered if rule.id in disabled)
        self._unmatched = tuple(sorted(disabled - {rule.id for rule in ordered}))
        self._situation = situation
        self._catalogue = catalogue
        self._pattern = pattern
        self._evidence = evidence or Evidence()
        self._law = "flag_law" in situation.marks
        self._neutral = {item.key: item.neutral for item in catalogue.inputs}
        self._facts = facts_of(situation, catalogue)
        self._engine = Engine(
            compiled,
            priors={item.id: item.prior for item in catalogue.functions},
            current=situation.current,
            law=self._law,
        )
        self._base = scan(self._engine, self._facts, neutral=self._neutral)
        self._traces = self._rule_traces()
        self._fired = tuple(zip(self._traces, (rule for rule, _ in self._base.fired()), strict=True))
        self._questions = questions(self._engine, self._facts, self._base, catalogue=catalogue)

    def recommendation(self) -> Recommendation:
        changes = moves(self._engine, self._facts, self._base, neutral=self._neutral)
        names = [name for name in FUNCTIONS if self._catalogue.function(name) is not None]
        functions = tuple(self._advice(name, changes[name]) for name in names)
        unknown = self._unknown()
        hinted = tuple((key, self._situation.hinted[key]) for key in unknown if key in self._situation.hinted)
        assumed = tuple(key for key in unknown if key not in self._situation.hinted)
        return Recommendation(
            functions=functions,
            rules=self._traces,
            questions=self._questions,
            unknown=unknown,
            hinted=hinted,
            assumed=assumed if self._situation.assume_neutral else (),
            marks=tuple(
                (mark, self._situation.origins.get(mark, "given")) for mark in sorted(self._situation.marks)
            ),
            setting=self._situation.setting,
            disabled=self._disabled,
            requirements=_requirements(trace for trace in self._traces if trace.certain),
            review=review_term(self._situation, functions, self._catalogue),
            checks=tuple(item for item in self._catalogue.checks if item.kind in ("check", "ostrom")),
            escalation_triggers=self._catalogue.texts("trigger"),
            log_fields=self._catalogue.texts("log"),
            limits=self._catalogue.texts("limit"),
            notes=self._notes(),
            context_fit=context_fit(self._case("decide")),
            combinations=len(self._base.cases),
            pattern=self._pattern.id if self._pattern else "",
            pattern_confidence=self._pattern.confidence if self._pattern else "none",
            contradicting=self._pattern.contradicting if self._pattern else (),
        )

    def _unknown(self) -> tuple[str, ...]:
        return tuple(item.key for item in self._catalogue.inputs if item.key in self._facts.unknown)

    def _rule_traces(self) -> tuple[RuleTrace, ...]:
        bound: dict[str, set[str]] = {}
        for case in self._base.distinct:
            for function in case.levels:
                for rule in binding_rules(case, function):
                    bound.setdefault(rule, set()).add(function)
        return tuple(
            RuleTrace(
                rule=rule.id,
                title=rule.title,
                effects=tuple(effect.text for effect in rule.effects),
                binds_on=tuple(name for name in FUNCTIONS if name in bound.get(rule.id, ())),
                certain=certain,
                strength=rule.strength_in_force(law=self._law),
                why=rule.why,
                counter_argument=rule.counter_argument,
                what_would_change=rule.what_would_change,
                requires=rule.requires,
                sources=rule.sources,
            )
            for rule, certain in self._base.fired()
        )

    def _advice(self, function: str, changes: tuple[Move, ...]) -> Advice:
        span = self._base.range(function)
        level = span[0] if span[0] == span[1] and self._base.complete else None
        graded: Grade = grade(self._case(function), self._catalogue)
        division = self._catalogue.division(function, level) if level is not None else None
        more, less = arguments(self._fired, function)
        current = self._situation.current.get(function)
        return Advice(
            function=function,
            level=level,
            range=span,
            band=self._base.band(function),
            status=self._status(function, level),
            uncapped=scan(self._engine.without_caps(function), self._facts, neutral=self._neutral).range(
                function
            ),
            without_caps=self._without_caps(function),
            path=self._path(function),
            current=current,
            effective=self._effective(function, current),
            human_role=division.human if division else "",
            machine_role=division.machine if division else "",
            oversight=division.oversight if division else "",
            argue_more=more,
            argue_less=less,
            what_would_change=changes,
            requirements=_requirements(
                trace for trace, rule in self._fired if trace.certain and rule.touches(function)
            ),
            rule_support=graded.rule_support,
            certainty=graded.certainty,
            strength=graded.strength,
            wording=graded.wording,
            abstain=graded.reasons,
            lifted_by=graded.lifted_by,
        )

    def _path(self, function: str) -> tuple[int, ...]:
        """The steps from the current level where they are the same for all that is unknown."""
        paths = {case.paths.get(function, ()) for case in self._base.distinct}
        return paths.pop() if len(paths) == 1 else ()

    def _status(self, function: str, level: int | None) -> str:
        if any(case.bounds[function].conflict for case in self._base.distinct):
            return "conflict"
        if not self._base.complete:
            return "open"
        return "range" if level is None else "settled"

    def _case(self, function: str) -> Case:
        situation = self._situation
        unknown = self._unknown()
        values = {key: value for key, value in situation.inputs.items() if value is not None}
        return Case(
            function=function,
            range=self._base.range(function),
            conflict=self._conflict(function),
            precondition=tuple(
                trace.title
                for trace, rule in self._fired
                if any(effect.kind == "abstain" and effect.function == function for effect in rule.effects)
            ),
            binding=tuple(trace.strength for trace in self._traces if function in trace.binds_on),
            unknown=unknown,
            critical=tuple(key for key in unknown if (item := self._catalogue.input(key)) and item.critical),
            complete=self._base.complete,
            first_question=self._questions[0].text if self._questions else "",
            marks=situation.marks,
            legal_review=situation.legal_review,
            involved=situation.answered_by_involved,
            benefits_clear=situation.benefits_clear,
            mild=values.get("stk", 3) <= 1 and values.get("rev", 0) >= 2,
            setting=situation.setting,
            pattern=self._pattern,
            evidence=self._evidence,
        )

    def _conflict(self, function: str) -> str:
        for case in self._base.distinct:
            bounds = case.bounds[function]
            if bounds.conflict:
                asking = ", ".join(name for name, number in bounds.floors if number > bounds.cap)
                capping = ", ".join(name for name, number in bounds.caps if number < bounds.floor)
                return f"{asking} for at least M{bounds.floor} against {capping} for at most M{bounds.cap}"
        return ""

    def _without_caps(self, function: str) -> tuple[WithoutCap, ...]:
        found = []
        for trace, rule in self._fired:
            effects = [e.text for e in rule.effects if e.function == function and e.kind in RESTRICTING]
            if effects and function in trace.binds_on:
                engine = self._engine.without(rule.id, function)
                level = scan(engine, self._facts, neutral=self._neutral).range(function)
                cost = rule.counter_argument
                found.append(WithoutCap(rule=rule.id, effect=", ".join(effects), level=level, cost=cost))
        return tuple(found)

    def _effective(self, function: str, current: int | None) -> int | None:
        if current is None:
            return None
        # Override rates are counted where people approve: choosing and carrying out.
        plus = [
            effect.number
            for trace, rule in self._fired
            for effect in rule.effects
            if effect.kind == "effective_plus" and trace.certain and function in ("decide", "act")
        ]
        return min(6, current + max(plus, default=0))

    def _notes(self) -> tuple[str, ...]:
        notes = [
            f"{trace.rule}{'' if trace.certain else ', depending on what is unknown'}: {effect.note}"
            for trace, rule in self._fired
            for effect in rule.effects
            if effect.kind == "flag"
        ]
        if not self._base.complete:
            scanned = ", ".join(self._base.names)
            notes.append(
                f"More than six inputs are unknown: the ranges try {scanned} and hold the others at neutral."
            )
        notes.extend(
            f"{name} was left out: its condition cannot be read ({error})" for name, error in self._unread
        )
        notes.extend(f"{name} is disabled, but there is no rule of that id" for name in self._unmatched)
        return tuple(notes)


def _compiled(rules: Iterable[Rule]) -> tuple[list[Compiled], list[tuple[str, str]]]:
    compiled: list[Compiled] = []
    unread: list[tuple[str, str]] = []
    for rule in rules:
        try:
            compiled.append(Compiled(rule=rule, condition=parse_condition(rule.when)))
        except ConditionError as error:
            unread.append((rule.id, str(error)))
    return compiled, unread


def _requirements(traces: Iterable[RuleTrace]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for trace in traces for name in trace.requires))
