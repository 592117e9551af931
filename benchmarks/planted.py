"""Whether the miners find what was planted in a journal, and nothing where nothing was.

    python benchmarks/planted.py [--episodes 100 300 1000] [--journals 20] [--nulls 200] [--cost 10000 100000] --json

Journals are made in memory from the built-in taxonomy: 24 tensions at uneven rates, five facets, four setting families, five years in which
more and more is written, episodes of one to four observations. ``power`` gives for each kind and number of episodes the share of planted
findings that were found, and how many others of the kind were told beside them in all. ``nulls`` gives for each kind of null journal the
share of journals in which a miner told anything, which is its false discovery rate, beside the stated .05: ``plain`` has nothing planted,
``half`` has no tags in a random half of its episodes. ``mixed`` plants two tensions that are both at home in one setting family and unrelated
within it: the share of the pairs told that are told to mirror the mix of settings. ``cpu_s`` is processor seconds a miner.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from lineage.journal import Journal
from lineage.mining.frame import frame_of
from lineage.mining.miners.contrasts import contrasts
from lineage.mining.miners.gaps import gaps
from lineage.mining.miners.pairs import pairs
from lineage.mining.miners.sequences import sequences
from lineage.mining.miners.trends import trends
from lineage.model.dates import on_day
from lineage.model.entry import Entry, entry_id

TODAY = date(2026, 11, 24)
DAYS = 5 * 365
MINERS = {"pairs": pairs, "sequences": sequences, "trends": trends, "contrasts": contrasts, "gaps": gaps}
FAMILIES = {
    "dao": "token-community",
    "government": "local-government",
    "community": "open-source-community",
    "hybrid": "hybrid-setting",
}
FACETS = {
    "channel": ("online-first", "offline-first", "crossing"),
    "stage": ("forming", "deliberating", "committing", "executing", "monitoring", "disputing"),
    "machine_role": ("none", "tool", "recommender", "ai-agent"),
    "functions": ("sense", "decide", "act", "monitor"),
    "mechanisms": ("collective-action", "principal-agent", "capacity-constraint", "path-dependence"),
}
OUTCOMES = ("fail", "stall", "mutate", "held", "recovered", "open")
WRONG = OUTCOMES[:3]
NOISE, PLANTS, TOPICS = 24, 11, 6


@dataclass
class Case:
    """One episode while it is made."""

    day: int
    family: str
    facets: dict[str, str]
    outcome: str
    tags: list[set[str]]
    topic: int = 0

    def add(self, rng, term):
        self.tags[rng.randrange(len(self.tags))].add(term)


@dataclass
class Made:
    """A journal in memory, its vectors and what was planted: (miner, terms, facets, words of the label)."""

    entries: list[Entry]
    vectors: np.ndarray
    planted: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)


def terms_of(taxonomy):
    """Tensions that are neither broader nor narrower nor deprecated: those for noise, then those for plants."""
    parents = {one.parent for one in taxonomy.tensions}
    able = [
        one.id
        for one in taxonomy.tensions
        if not one.parent and one.id not in parents and one.status != "deprecated"
    ]
    return able[:NOISE], able[NOISE : NOISE + PLANTS]


def noise(rng, n, terms):
    """Episodes in which everything is drawn for itself; later years have more of them."""
    weights = [1 / (2 + at) for at in range(len(terms))]
    made = []
    for _ in range(n):
        length = rng.choices((1, 2, 3, 4), (40, 30, 20, 10))[0]
        made.append(
            Case(
                day=int(DAYS * rng.random() ** 0.6),
                family=rng.choices(tuple(FAMILIES), (4, 3, 2, 1))[0],
                facets={
                    name: rng.choices(values, range(len(values), 0, -1))[0] for name, values in FACETS.items()
                },
                outcome=rng.choice(OUTCOMES),
                tags=[set(rng.choices(terms, weights, k=rng.choice((1, 1, 2)))) for _ in range(length)],
                topic=rng.randrange(TOPICS),
            )
        )
    return made


def plant_pairs(rng, cases, extra):
    a, b, c = extra[:3]
    for case in cases:
        if rng.random() < 0.15:
            case.add(rng, a)
            if rng.random() < 0.45:
                case.add(rng, b)
        elif rng.random() < 0.06:
            case.add(rng, b)
        if rng.random() < 0.15:
            case.add(rng, c)
            case.facets["machine_role"] = "ai-agent" if rng.random() < 0.45 else case.facets["machine_role"]
    return [("pairs", tuple(sorted((a, b))), (), ()), ("pairs", (c,), ("machine:ai-agent",), ())]


def plant_sequences(rng, cases, extra):
    ways = [(extra[0], extra[1]), (extra[2], extra[3])]
    for case in cases:
        for one, other in ways:
            for at in range(len(case.tags)):
                if rng.random() < 0.04:
                    case.tags[at].add(other)
                if at + 1 < len(case.tags) and rng.random() < 0.15:
                    case.tags[at].add(one)
                    if rng.random() < 0.6:
                        case.tags[at + 1].add(other)
    return [("sequences", way, (), ()) for way in ways]


def plant_trend(rng, cases, extra):
    for case in cases:
        time_of = case.day / DAYS
        for term, chance in ((extra[0], 0.04 + 0.26 * time_of), (extra[1], 0.30 - 0.26 * time_of)):
            if rng.random() < chance:
                case.add(rng, term)
    return [("trends", (extra[0],), (), ("rising", "more")), ("trends", (extra[1],), (), ("falling", "less"))]


def plant_change(rng, cases, extra):
    for case in cases:
        late = case.day > 0.6 * DAYS
        for term, chance in ((extra[0], 0.25 if late else 0.05), (extra[1], 0.05 if late else 0.25)):
            if rng.random() < chance:
                case.add(rng, term)
    return [("trends", (extra[0],), (), ("rising", "more")), ("trends", (extra[1],), (), ("falling", "less"))]


def plant_contrasts(rng, cases, extra):
    for case in cases:
        if rng.random() < (0.30 if case.family == "government" else 0.08):
            case.add(rng, extra[0])
        if rng.random() < (0.30 if case.outcome in WRONG else 0.08):
            case.add(rng, extra[1])
    return [
        ("contrasts", (extra[0],), ("setting:government",), ("more",)),
        ("contrasts", (extra[1],), (f"outcome:{','.join(WRONG)}",), ("wrong",)),
    ]


def plant_gaps(rng, cases, _):
    for case in cases:
        if rng.random() < 0.10:
            case.topic, case.tags = TOPICS, [set() for _ in case.tags]
        elif rng.random() < 0.10:
            case.tags = [set() for _ in case.tags]
    return [("gaps", (), (), ())]


def plant_mixed(rng, cases, extra):
    for case in cases:
        for term in extra[:2]:
            if rng.random() < (0.5 if case.family == "government" else 0.03):
                case.add(rng, term)
    return [("pairs", tuple(sorted(extra[:2])), (), ())]


def plant_half(rng, cases, _):
    for case in cases:
        if rng.random() < 0.5:
            case.tags = [set() for _ in case.tags]
    return []


def plant_everything(rng, cases, extra):
    """Every kind at once, each with tensions of its own; gaps last, for they take tags away."""
    parts = ((plant_pairs, 0), (plant_sequences, 3), (plant_change, 7), (plant_contrasts, 9), (plant_gaps, 0))
    return [one for plant, begin in parts for one in plant(rng, cases, extra[begin:])]


def plant_nothing(*_):
    return []


PLANTS_OF = {
    "pairs": plant_pairs,
    "sequences": plant_sequences,
    "trend": plant_trend,
    "change": plant_change,
    "contrasts": plant_contrasts,
    "gaps": plant_gaps,
    "mixed": plant_mixed,
    "half": plant_half,
    "plain": plant_nothing,
    "everything": plant_everything,
}


def journal(taxonomy, kind, n, seed):
    """A journal of n episodes with what a kind plants; the same seed gives the same journal."""
    rng = random.Random(f"{kind} {n} {seed}")
    terms, extra = terms_of(taxonomy)
    cases = noise(rng, n, terms)
    planted = PLANTS_OF[kind](rng, cases, extra)
    entries, topics = [], []
    for number, case in enumerate(cases):
        last = None
        for at, tags in enumerate(case.tags):
            day = TODAY - timedelta(days=DAYS - case.day) + timedelta(days=at * rng.randrange(10, 40))
            entry = Entry(
                id=entry_id(date(2026, 1, 1), rng.getrandbits(40)),
                title=f"Note {number}",
                observed=on_day(day),
                recorded=f"{day}T10:00:00+00:00",
                observer=f"observer-{number % 5}",
                coder="mina",
                setting=FAMILIES[case.family],
                organisation=f"Body {number % 17}",
                observer_position="participant",
                tensions=tuple(sorted(tags)),
                outcome=case.outcome,
                channel=case.facets["channel"],
                stage=case.facets["stage"],
                machine_role=case.facets["machine_role"],
                functions=(case.facets["functions"],),
                mechanisms=(case.facets["mechanisms"],),
                episode=f"e{number}",
                follows=(last,) if last and rng.random() < 0.5 else (),
                body=f"What was seen of matter {case.topic} that day by those who were there.\n",
            )
            entries.append(entry)
            topics.append(case.topic)
            last = entry.id
    space = np.random.default_rng(abs(seed) + 1)
    vectors = np.eye(64)[topics] + space.normal(0, 0.13, (len(topics), 64))
    return Made(entries=entries, vectors=vectors.astype(np.float32), planted=planted)


def mined(taxonomy, made, miners=tuple(MINERS)):
    """What each of the miners finds in a journal."""
    frame = frame_of(made.entries, taxonomy, made.vectors, today=TODAY)
    return frame, {name: MINERS[name](frame, 0) for name in miners}


def is_planted(finding, plant, frame):
    """True where a finding is what was planted, in the way it was planted."""
    miner, terms, facets, words = plant
    if miner == "gaps":
        bodies = [frame.entries[row].body for row in finding.rows]
        return sum(f"matter {TOPICS} " in body for body in bodies) > 0.8 * len(bodies)
    same = sorted(finding.terms) == sorted(terms) if miner == "pairs" else finding.terms == terms
    return (
        same
        and set(facets) <= set(finding.facets)
        and (not words or any(word in finding.label for word in words))
    )


def power(taxonomy, kind, n, journals):
    """(planted, found, others of the kind told beside them) over so many journals."""
    planted = found = others = 0
    for seed in range(journals):
        made = journal(taxonomy, kind, n, seed)
        miner = made.planted[0][0]
        frame, results = mined(taxonomy, made, (miner,))
        told = results[miner].findings
        hits = [[one for one in told if is_planted(one, plant, frame)] for plant in made.planted]
        planted += len(hits)
        found += sum(bool(one) for one in hits)
        others += len(told) - len({id(one) for hit in hits for one in hit})
    return planted, found, others


def nulls(taxonomy, kind, n, journals):
    """For each miner the share of null journals in which it told anything, and how much it told in all."""
    anything, told = dict.fromkeys(MINERS, 0), dict.fromkeys(MINERS, 0)
    for seed in range(journals):
        _, results = mined(taxonomy, journal(taxonomy, kind, n, seed))
        for name, result in results.items():
            told[name] += len(result.findings)
            anything[name] += bool(result.findings)
    return {name: {"share": anything[name] / journals, "told": told[name]} for name in MINERS}


def mixes(taxonomy, n, journals):
    """How often a pair that only mirrors the mix of settings was told, and told to be that."""
    told = warned = 0
    for seed in range(journals):
        made = journal(taxonomy, "mixed", n, seed)
        frame, results = mined(taxonomy, made, ("pairs",))
        for one in results["pairs"].findings:
            if is_planted(one, made.planted[0], frame):
                told += 1
                warned += any("mirror" in note for note in one.notes)
    return {"told": told, "told_as_mix": warned}


def cost(taxonomy, entries):
    """Processor seconds of each miner on a journal of so many entries with everything planted."""
    made = journal(taxonomy, "everything", entries // 2, 1)
    made.entries, made.vectors = made.entries[:entries], made.vectors[:entries]
    frame = frame_of(made.entries, taxonomy, made.vectors, today=TODAY)
    spent = {}
    for name, miner in MINERS.items():
        began = time.process_time()
        miner(frame, 0)
        spent[name] = round(time.process_time() - began, 2)
    return {
        "entries": len(made.entries),
        "episodes": len(frame.episodes),
        **spent,
        "all": round(sum(spent.values()), 2),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--journals", type=int, default=20)
    parser.add_argument("--nulls", type=int, default=200)
    parser.add_argument("--null-episodes", type=int, default=300)
    parser.add_argument("--cost", type=int, nargs="*", default=[])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    taxonomy = Journal.built_in().taxonomy
    kinds = ("pairs", "sequences", "trend", "change", "contrasts", "gaps")
    answer = {"power": {}, "nulls": {}, "mixed": {}, "cpu_s": []}
    for kind in kinds if given.journals else ():
        for n in given.episodes:
            planted, found, others = power(taxonomy, kind, n, given.journals)
            answer["power"].setdefault(kind, {})[n] = {"planted": planted, "found": found, "others": others}
    for kind in ("plain", "half") if given.nulls else ():
        answer["nulls"][kind] = nulls(taxonomy, kind, given.null_episodes, given.nulls)
    for n in given.episodes if given.journals else ():
        answer["mixed"][n] = mixes(taxonomy, n, given.journals)
    answer["cpu_s"] = [cost(taxonomy, entries) for entries in given.cost]
    if given.json:
        json.dump(answer, sys.stdout, indent=1)
        print()
        return
    for kind, rows in answer["power"].items():
        said = (f"n={n} {one['found']}/{one['planted']} (+{one['others']})" for n, one in rows.items())
        print(f"{kind:10} found/planted (+others told)  {'   '.join(said)}")
    for kind, rows in answer["nulls"].items():
        said = (f"{name} {one['share']:.3f} ({one['told']} told)" for name, one in rows.items())
        print(
            f"{kind:10} false discovery rate in {given.nulls} null journals, .05 stated  {'   '.join(said)}"
        )
    for n, one in answer["mixed"].items():
        print(
            f"mixed      n={n} pairs that mirror the mix: {one['told']} told, {one['told_as_mix']} told to be that"
        )
    for one in answer["cpu_s"]:
        print("cpu_s      " + "   ".join(f"{name} {value}" for name, value in one.items()))


if __name__ == "__main__":
    main()
