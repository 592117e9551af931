"""How well themes find known classes again, and how little they move with the seed and the order of the input.

    python benchmarks/themes.py FILE.parquet [--k N] [--embedding wordllama|fallback] [--sample N] --json

FILE.parquet has the columns text and label. Without ``--k`` the number of themes is chosen as in mining; ``k`` in the answer is that
number. ``ami`` and ``ari`` compare all texts with their labels, those unplaced in the theme they were nearest to; ``unplaced`` is a
share; ``seed_ari`` is the mean agreement of three seeds, ``order_ari`` that of the input and its reverse; ``cpu_s`` is one run after
encoding, without the hundred resamples that only grade it; ``rss_mb`` the most the process held. Reading needs pyarrow.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from lineage.embedding.fallback import LexicalEmbedding
from lineage.embedding.load import load_embedding
from lineage.mining.clusters import chosen, clustering_of, one_thread
from lineage.mining.features import space_of


def read_labelled(path, sample):
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError:
        sys.exit("reading parquet needs pyarrow: pip install pyarrow")
    import pandas as pd

    table = pd.read_parquet(path)
    if len(table) > sample:
        table = table.sample(sample, random_state=0)
    return [str(text) for text in table["text"]], [str(label) for label in table["label"]]


def clusters_of(texts, vectors, k, seed):
    """Labels in the order given and the share of unplaced; rows sorted by hash as in a frame."""
    order = sorted(range(len(texts)), key=lambda at: (hashlib.blake2b(texts[at].encode()).digest(), at))
    with one_thread():
        space = space_of(vectors[order], [texts[at] for at in order], [()] * len(texts))
        points = space.points()
        episodes = np.arange(len(texts))
        found = clustering_of(points, k, seed) if k else chosen(space, points, episodes, seed)
    if found is None:
        return None, 1.0
    labels = np.empty(len(texts), dtype=int)
    labels[order] = found.labels
    return labels, float((found.silhouettes < 0).mean())


def figures(texts, classes, vectors, k):
    began = time.process_time()
    labels, unplaced = clusters_of(texts, vectors, k, 0)
    cpu = time.process_time() - began
    if labels is None:
        return {"n": len(texts), "k": 0, "unplaced": unplaced, "cpu_s": round(cpu, 2)}
    runs = [labels, *(clusters_of(texts, vectors, k, seed)[0] for seed in (1, 2))]
    agreeing = [
        adjusted_rand_score(a, b) for a, b in combinations([run for run in runs if run is not None], 2)
    ]
    backwards, _ = clusters_of(texts[::-1], vectors[::-1], k, 0)
    return {
        "n": len(texts),
        "k": int(labels.max()) + 1,
        "ami": round(adjusted_mutual_info_score(classes, labels), 3),
        "ari": round(adjusted_rand_score(classes, labels), 3),
        "unplaced": round(unplaced, 3),
        "seed_ari": round(float(np.mean(agreeing)), 3) if agreeing else None,
        "order_ari": round(adjusted_rand_score(labels, backwards[::-1]), 3),
        "cpu_s": round(cpu, 2),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--k", type=int, default=0)
    parser.add_argument("--embedding", choices=("wordllama", "fallback"), default="wordllama")
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="the default and only form")
    arguments = parser.parse_args()
    texts, classes = read_labelled(arguments.file, arguments.sample)
    embedding = load_embedding() if arguments.embedding == "wordllama" else LexicalEmbedding()
    answer = {"file": arguments.file.name, "embedding": embedding.name, "classes": len(set(classes))}
    answer |= figures(texts, classes, embedding.vectors(texts), arguments.k)
    answer["rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
