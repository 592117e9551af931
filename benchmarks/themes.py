"""How well themes find known classes again, and how little they move with the seed, the order and more entries.

    python benchmarks/themes.py FILE.parquet [--k N] [--embedding NAME] [--sample N] --json

FILE.parquet has the columns text and label. Without ``--k`` the number of themes is chosen as in mining; ``k`` in the answer is that
number. ``ami`` and ``ari`` compare all texts with their labels, those unplaced in the theme they were nearest to; ``unplaced`` is a
share. ``seed_ari`` is the mean agreement of five seeds, ``order_ari`` that of the input and its reverse. ``plus5_ari`` compares the
themes of 95 % of the texts with those of all, on the texts they share, with the first as the kept run; ``plus5_refit_ari`` without a
kept run. ``cpu_s`` is one whole run with its embedding and the resamples that grade it, imports included, in a process of its own;
``rss_mb`` is the most that process held. Reading the file needs pyarrow and pandas and is counted in neither.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

import numpy as np

SEEDS = 5


def read_labelled(path, sample):
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError:
        sys.exit("reading parquet needs pyarrow: pip install pyarrow pandas")
    import pandas as pd

    table = pd.read_parquet(path)
    if len(table) > sample:
        table = table.sample(sample, random_state=0)
    return [str(text) for text in table["text"]], [str(label) for label in table["label"]]


def embedding_of(name):
    """The embedding of that name; the best this machine has where none is given."""
    from lineage.embedding.fallback import LexicalEmbedding
    from lineage.embedding.load import load_embedding

    return LexicalEmbedding() if name == "fallback" else load_embedding()


def ids_of(texts):
    """An id a text, equal texts told apart by how many came before."""
    seen: dict[str, int] = {}
    made = []
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        made.append(
            hashlib.blake2b(f"{text}\0{seen[text]}".encode("utf-8", "replace"), digest_size=8).hexdigest()
        )
    return made


def clusters_of(texts, vectors, k, seed, kept=()):
    """Labels in the order given and the share of unplaced; rows sorted by hash as in a frame, ``kept`` are groups of ids."""
    from lineage.mining.clusters import anchored, clustering_of, one_thread
    from lineage.mining.features import space_of
    from lineage.mining.granularity import choose

    ids = ids_of(texts)
    order = sorted(range(len(texts)), key=ids.__getitem__)
    at = {ids[row]: place for place, row in enumerate(order)}
    groups = [[at[one] for one in group if one in at] for group in kept]
    with one_thread():
        space = space_of(vectors[order], [texts[row] for row in order], [()] * len(texts))
        points = space.points()
        if k:
            found = (kept and anchored(points, groups)) or clustering_of(points, k)
        else:
            choice = choose(space, points, np.arange(len(texts)), seed=seed, kept=groups)
            found = choice and choice.clustering
    if not found:
        return None, 1.0
    labels = np.empty(len(texts), dtype=int)
    labels[order] = found.labels
    return labels, float((found.silhouettes < 0).mean())


def figures(texts, classes, vectors, k):
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    labels, unplaced = clusters_of(texts, vectors, k, 0)
    if labels is None:
        return {"n": len(texts), "k": 0, "unplaced": unplaced}
    runs = [labels, *(clusters_of(texts, vectors, k, seed)[0] for seed in range(1, SEEDS))]
    agreeing = [
        adjusted_rand_score(a, b) for a, b in combinations([run for run in runs if run is not None], 2)
    ]
    backwards, _ = clusters_of(texts[::-1], vectors[::-1], k, 0)
    ids = ids_of(texts)
    early = np.array([int(one, 16) % 21 != 0 for one in ids])
    fewer = [text for text, stays in zip(texts, early, strict=True) if stays]
    first, _ = clusters_of(fewer, vectors[early], k, 0)
    kept_ids = np.array(ids)[early]
    groups = [kept_ids[first == theme].tolist() for theme in range(first.max() + 1)]
    later, _ = clusters_of(texts, vectors, k, 0, kept=groups)
    return {
        "n": len(texts),
        "k": int(labels.max()) + 1,
        "ami": round(adjusted_mutual_info_score(classes, labels), 3),
        "ari": round(adjusted_rand_score(classes, labels), 3),
        "unplaced": round(unplaced, 3),
        "seed_ari": round(float(np.mean(agreeing)), 3),
        "order_ari": round(adjusted_rand_score(labels, backwards[::-1]), 3),
        "plus5_ari": round(adjusted_rand_score(first, later[early]), 3),
        "plus5_refit_ari": round(adjusted_rand_score(first, labels[early]), 3),
    }


def whole_run(path, k, name):
    """CPU seconds and MiB of one run from texts to graded themes; this is what the process of its own does."""
    from lineage.mining.clusters import clustering_of, one_thread, stabilities
    from lineage.mining.features import space_of
    from lineage.mining.granularity import choose

    texts = json.loads(Path(path).read_text())
    vectors = embedding_of(name).vectors(texts)
    with one_thread():
        space = space_of(vectors, texts, [()] * len(texts))
        points = space.points()
        if k:
            stabilities(space, clustering_of(points, k), np.arange(len(texts)), seed=0)
        else:
            choose(space, points, np.arange(len(texts)), seed=0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_s": round(time.process_time(), 2), "rss_mb": round(used.ru_maxrss / 1024)}


def cost(texts, k, name):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        done = subprocess.run(
            [sys.executable, __file__, file.name, "--k", str(k), "--embedding", name, "--whole-run"],
            check=True,
            capture_output=True,
            text=True,
        )
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--k", type=int, default=0)
    parser.add_argument(
        "--embedding", default="", help="wordllama, fallback or semantic; default: the best there is"
    )
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="the default and only form")
    parser.add_argument("--whole-run", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.whole_run:
        print(json.dumps(whole_run(arguments.file, arguments.k, arguments.embedding)))
        return
    texts, classes = read_labelled(arguments.file, arguments.sample)
    embedding = embedding_of(arguments.embedding)
    answer = {"file": arguments.file.name, "embedding": embedding.name, "classes": len(set(classes))}
    answer |= figures(texts, classes, embedding.vectors(texts), arguments.k)
    answer |= cost(texts, arguments.k, arguments.embedding)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
