"""How often the right tension is among those offered, and how often nothing is offered where nothing is to be tagged.

    python benchmarks/suggestion.py GOLD_FOLDER [--taxonomy FOLDER]

GOLD_FOLDER holds gold.jsonl (passages with the tensions two of three coders gave) and none.jsonl (passages in which they saw
none). ``alone`` offers from the taxonomy only; ``learnt`` also from the tagged passages of all *other* organisations. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from lineage.embedding.load import load_embedding
from lineage.model.dates import parse_when
from lineage.model.entry import Entry
from lineage.store.taxonomy import read_taxonomy
from lineage.tagging.suggest import suggest


def read_passages(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def entry_of(passage, number):
    return Entry(
        id=f"20260101-{number:08d}",
        title=passage["title"],
        observed=parse_when(passage["date"]),
        organisation=passage["org"],
        setting=passage["setting"],
        tensions=tuple(passage["labels"]),
        body=passage["text"],
    )


def figures(gold, none, offers):
    recall, hit, any_coder, offered = [], [], [], []
    for passage in gold:
        terms = {one.term for one in offers(passage)}
        labels = set(passage["labels"])
        recall.append(len(labels & terms) / len(labels))
        hit.append(bool(labels & terms))
        any_coder.append(bool(set(passage["any"]) & terms))
        offered.append(bool(terms))
    nothing = [not offers(passage) for passage in none]
    return {
        "recall_at_3": round(float(np.mean(recall)), 3),
        "one_right": round(float(np.mean(hit)), 3),
        "one_right_by_any_coder": round(float(np.mean(any_coder)), 3),
        "offered_where_due": round(float(np.mean(offered)), 3),
        "none_where_none": round(float(np.mean(nothing)), 3),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--taxonomy", type=Path, default=Path(__file__).parents[1] / "taxonomy")
    arguments = parser.parse_args()
    taxonomy, _ = read_taxonomy(arguments.taxonomy)
    gold, none = read_passages(arguments.gold / "gold.jsonl"), read_passages(arguments.gold / "none.jsonl")
    entries = [entry_of(passage, number) for number, passage in enumerate(gold)]
    embedding = load_embedding()

    def offers(passage, known):
        return suggest(passage["text"], taxonomy, known, embedding.vectors, setting=passage["setting"])

    def learnt(passage):
        return offers(passage, [entry for entry in entries if entry.organisation != passage["org"]])

    began = time.perf_counter()
    answer = {
        "embedding": embedding.name,
        "passages": len(gold),
        "none": len(none),
        "alone": figures(gold, none, lambda passage: offers(passage, [])),
        "learnt": figures(gold, none, learnt),
    }
    answer["seconds_an_offer"] = round((time.perf_counter() - began) / (2 * (len(gold) + len(none))), 3)
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
