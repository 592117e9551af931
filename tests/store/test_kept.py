from __future__ import annotations

import pytest

from lineage.model.kept import Kept, Known
from lineage.store.kept import PATH, read_kept, render_kept

RUN = Kept(
    query='setting:dao "two words"',
    audience="team",
    today="2026-11-24",
    seed=3,
    n=2,
    embedding="words",
    patterns=(
        Known(id="p-aaaaaa", kind="theme", label="votes\x1b[31m", terms=("plutocracy",), entries=("a", "b")),
    ),
    places=(("a", "b"), ("c",)),
)


def test_what_is_written_is_read_back(journal):
    place = journal.folder / PATH
    place.parent.mkdir()
    place.write_text(render_kept(RUN), encoding="utf-8")
    assert read_kept(journal.folder) == (RUN, [])
    assert render_kept(RUN) == render_kept(read_kept(journal.folder)[0])


def test_without_a_file_there_is_none_and_no_fault(journal):
    assert read_kept(journal.folder) == (None, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{\n  not json", 2),
        ("<<<<<<< ours\n{}\n", 1),
        ("[]", 0),
        ('{"version": 9}', 0),
        ('{"version": 1}', 0),
        (render_kept(RUN).replace('"a",\n    "b"', '"a",\n    7'), 0),
        ("[" * 100_000, 0),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_and_mining_goes_on(journal, text, line):
    place = journal.folder / PATH
    place.parent.mkdir()
    place.write_text(text, encoding="utf-8")
    kept, problems = read_kept(journal.folder)
    assert kept is None
    assert [(one.path, one.line) for one in problems] == [(PATH, line)]
    assert "mine --keep" in problems[0].hint
    assert journal.mine(journal.entries()).changed is None
    assert [one.path for one in journal.check()] == [PATH]
    assert place.read_text(encoding="utf-8") == text
