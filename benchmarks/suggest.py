"""How often the right tension is among those offered, and how often nothing is offered where nothing is to be tagged.

    python benchmarks/suggest.py GOLD.jsonl [--tagged OTHER.jsonl | --others] [--negatives FILE] [--lexical] [--reliability] --json
    python benchmarks/suggest.py --passages --json
    python benchmarks/suggest.py --cases [--records N] --json

GOLD has a passage a line with `text, setting, labels, any`: the tensions it bears, and those that any coder gave. Offers rest on
the taxonomy, the settings and how often each tension is met in the sample journal; cases of the sample journal from the organisation
of a passage (`org`, or the owner in `source.repo`) are left out when it is judged. With --tagged the passages of another file count
as the journal's tagged entries; with --others those of GOLD from all other organisations do. --negatives names passages that bear
nothing. --passages judges each example of the taxonomy by all the others, in ten parts; `records` are the figures of those written as
minutes and reports are. --cases judges each case of the sample journal, how often each tension is met taken from other organisations;
methods and weights are chosen by these two. --records N leaves each tension its first N such examples.

    p1          the first offered is among `any`
    recall3     the mean share of `labels` among the first three; recall5 among five
    hit3        one of the first three is among `any`
    none_rate   negatives that are offered nothing
    offer_rate  passages that are offered something; what is offered nothing counts as not found above
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from lineage.embedding.load import load_embedding
from lineage.journal import Journal
from lineage.model.entry import Entry
from lineage.store.nothing import read_nothing
from lineage.store.taxonomy import read_taxonomy
from lineage.tagging.learn import learn
from lineage.tagging.suggest import suggest

ROOT = Path(__file__).parents[1]
PARTS = 10
RECORD = 50
"""Words from which on an example is written as a record (``tagging/passages.py``)."""


def read_passages(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def entry_of(passage, number):
    return Entry(
        id=f"20260101-{number:08d}",
        title=passage.get("title", ""),
        organisation=passage.get("org", ""),
        setting=passage.get("setting", ""),
        tensions=tuple(passage["labels"]),
        body=passage["text"],
    )


def folded(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def usual_for(passage, cases):
    """How often each tension is met in the cases of other organisations."""
    org, owner = (
        folded(passage.get("org", "")),
        passage.get("source", {}).get("repo", "").split("/")[0].lower(),
    )
    counts = Counter()
    for case in cases:
        named = folded(case.organisation)
        same = bool(org and named) and (org in named or named in org)
        if not same and not (owner and any(f"/{owner}/" in source.lower() for source in case.sources)):
            counts.update(case.tensions)
    return counts


def figures(passages, offers):
    """Of (passage, offered terms and scores, best first)."""
    found = {"p1": [], "recall3": [], "hit3": [], "recall5": []}
    for passage, offered in zip(passages, offers, strict=True):
        terms = [one.term for one in offered]
        labels, every = set(passage["labels"]), set(passage.get("any") or passage["labels"])
        found["p1"].append(bool(terms) and terms[0] in every)
        found["recall3"].append(len(labels & set(terms[:3])) / len(labels))
        found["hit3"].append(bool(every & set(terms[:3])))
        found["recall5"].append(len(labels & set(terms[:5])) / len(labels))
    answer = {name: round(float(np.mean(values)), 3) for name, values in found.items()}
    return (
        {"n": len(passages)}
        | answer
        | {"offer_rate": round(float(np.mean([bool(one) for one in offers])), 3)}
    )


def reliability(passages, offers):
    """Offers by their score: how many, the mean score, and the share that some coder gave."""
    pairs = [
        (one.score, one.term in (passage.get("any") or passage["labels"]))
        for passage, offered in zip(passages, offers, strict=True)
        for one in offered[:3]
    ]
    table = []
    edges = (0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.01)
    for low, high in itertools.pairwise(edges):
        inside = [(score, right) for score, right in pairs if low <= score < high]
        if inside:
            score, right = np.mean(inside, axis=0)
            table.append(
                {
                    "from": low,
                    "n": len(inside),
                    "score": round(float(score), 3),
                    "right": round(float(right), 3),
                }
            )
    return table


def without(taxonomy, part):
    """The taxonomy without the examples of a part, and these."""
    tensions, left_out = [], []
    for tension in taxonomy.tensions:
        examples = {one for at, one in enumerate(tension.examples) if at % PARTS == part}
        if tension.status == "deprecated" or not examples:
            tensions.append(tension)
            continue
        left_out += [{"text": text, "labels": [tension.id], "setting": ""} for text in sorted(examples)]
        kept = "\n".join(
            f"- {item}" for item in tension.items("Examples") if item[9:].strip() not in examples
        )
        sections = tuple((name, kept if name == "Examples" else text) for name, text in tension.sections)
        tensions.append(replace(tension, sections=sections))
    return replace(taxonomy, tensions=tuple(tensions)), left_out


def with_records(taxonomy, number):
    """The taxonomy with so many examples a tension that are records."""
    tensions = []
    for tension in taxonomy.tensions:
        long = [one for one in tension.examples if len(one.split()) >= RECORD]
        kept = "\n".join(
            f"- {one}" for one in tension.items("Examples") if one[9:].strip() not in long[number:]
        )
        sections = tuple((name, kept if name == "Examples" else text) for name, text in tension.sections)
        tensions.append(replace(tension, sections=sections))
    return replace(taxonomy, tensions=tuple(tensions))


def judged_cases(cases, taxonomy, learnt, vectors_of):
    """Each case as a passage, and its offers."""
    passages = []
    for case in cases:
        labels = [term for term in map(taxonomy.resolve, case.tensions) if term in learnt.terms]
        if labels:
            passages.append({"text": case.text, "labels": labels, "setting": case.setting, "case": case})
    offers = []
    for one in passages:
        case = one["case"]
        others = [
            other
            for other in cases
            if other.id != case.id and not (case.organisation and other.organisation == case.organisation)
        ]
        offers.append(
            suggest(
                one["text"],
                taxonomy,
                (),
                vectors_of,
                setting=one["setting"],
                limit=5,
                learnt=learnt,
                usual=usual_for({}, others),
            )
        )
    return passages, offers


def judged_examples(taxonomy, nothing, vectors_of, known):
    """Each example with its offers by all the others, and the offers of each passage that bears nothing."""
    passages, offers = [], []
    for part in range(PARTS):
        fewer, left_out = without(taxonomy, part)
        learnt = learn(fewer, nothing, vectors_of)
        passages += left_out
        offers += [
            suggest(one["text"], fewer, (), vectors_of, limit=5, learnt=learnt, usual=known)
            for one in left_out
        ]
    none = []
    for part in range(PARTS):
        others = [one for at, one in enumerate(nothing) if at % PARTS != part]
        learnt = learn(taxonomy, others, vectors_of)
        none += [
            suggest(one, taxonomy, (), vectors_of, learnt=learnt, usual=known) for one in nothing[part::PARTS]
        ]
    return passages, offers, none


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--tagged", type=Path)
    parser.add_argument(
        "--others", action="store_true", help="passages of GOLD from other organisations are tagged entries"
    )
    parser.add_argument("--negatives", type=Path)
    parser.add_argument(
        "--passages", action="store_true", help="judge each example of the taxonomy by the others"
    )
    parser.add_argument("--cases", action="store_true", help="judge each case of the sample journal")
    parser.add_argument("--records", type=int, help="leave each tension so many examples that are records")
    parser.add_argument("--taxonomy", type=Path, default=ROOT / "taxonomy")
    parser.add_argument("--lexical", action="store_true", help="as on a machine without wordllama")
    parser.add_argument(
        "--reliability", action="store_true", help="a table of scores against what coders gave"
    )
    parser.add_argument("--flat", action="store_true", help="as if each tension were met equally often")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    arguments = parser.parse_args()
    if bool(arguments.gold) + arguments.passages + arguments.cases != 1:
        parser.error("name GOLD.jsonl or give --passages or --cases")
    return arguments


def main():
    arguments = parsed()
    embedding = None if arguments.lexical else load_embedding()
    vectors_of = embedding.vectors if embedding and embedding.fixed else None
    taxonomy, _ = read_taxonomy(arguments.taxonomy)
    if arguments.records is not None:
        taxonomy = with_records(taxonomy, arguments.records)
    nothing = read_nothing(arguments.taxonomy)
    cases = [] if arguments.flat else [case for case in Journal.built_in().entries().entries if case.tensions]
    began = time.process_time()
    answer = {"embedding": embedding.name if vectors_of else "words and letters"}
    if arguments.passages:
        passages, offers, none = judged_examples(taxonomy, nothing, vectors_of, usual_for({}, cases))
    elif arguments.cases:
        passages, offers = judged_cases(cases, taxonomy, learn(taxonomy, nothing, vectors_of), vectors_of)
        none = []
    else:
        passages = read_passages(arguments.gold)
        tagged = read_passages(arguments.tagged) if arguments.tagged else passages if arguments.others else []
        entries = [entry_of(passage, number) for number, passage in enumerate(tagged)]
        learnt = learn(taxonomy, nothing, vectors_of)

        def offers_of(passage):
            near = [one for one in entries if arguments.tagged or one.organisation != passage.get("org", "")]
            return suggest(
                passage["text"],
                taxonomy,
                near,
                vectors_of,
                setting=passage.get("setting", ""),
                limit=5,
                learnt=learnt,
                usual=usual_for(passage, cases),
            )

        offers = [offers_of(passage) for passage in passages]
        none = [offers_of(one) for one in read_passages(arguments.negatives)] if arguments.negatives else []
    answer |= figures(passages, offers)
    if arguments.passages:
        for name, of in (("records", True), ("notes", False)):
            some = [at for at, one in enumerate(passages) if (len(one["text"].split()) >= RECORD) == of]
            if some:
                answer[name] = figures([passages[at] for at in some], [offers[at] for at in some])
    if none:
        answer["none_rate"] = round(float(np.mean([not one for one in none])), 3)
    if arguments.reliability:
        answer["reliability"] = reliability(passages, offers)
    answer["cpu_s"] = round(time.process_time() - began, 1)
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
