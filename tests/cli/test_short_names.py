"""An entry named on the command line: in any case, and never one of two that say they are the same."""

from __future__ import annotations

import json

import pytest

ENTRY = "---\nid: {}\nkind: observation\nrecorded: 2026-11-24\n---\n\n{}\n"


@pytest.mark.parametrize(
    "name", ["20261124-k7f3q2wd", "20261124-K7F3Q2WD", "K7F3", "k7f3", "Q2WD", " 20261124-K7F3Q2WD "]
)
@pytest.mark.parametrize("written", ["20261124-k7f3q2wd", "20261124-K7F3Q2WD"], ids=["lower", "upper"])
def test_an_id_is_found_in_any_case(lineage, write, name, written):
    write(f"{written}-x.md", ENTRY.format(written, "seen"))
    assert json.loads(lineage("show", name, "--json")[1])["id"] == written


@pytest.mark.parametrize(
    "command", [["show"], ["edit", "--set", "outcome=held"], ["trace"], ["remove"]], ids=" ".join
)
def test_two_files_with_one_id_are_both_named_and_neither_is_touched(lineage, journal, write, command):
    paths = [write(f"20261124-k7f3q2wd-{name}.md", ENTRY.format("20261124-k7f3q2wd", name)) for name in "ab"]
    before = [path.read_bytes() for path in paths]
    name, *rest = command
    code, out, err = lineage(name, "k7f3", *rest)
    assert (code, out) == (1, "")
    assert "the id 20261124-k7f3q2wd stands in 2 files, so nothing was done" in err
    for path in paths:
        assert path.relative_to(journal.folder).as_posix() in err
    assert "give all but one of them another id" in err
    assert [path.read_bytes() for path in paths] == before


def test_a_short_name_that_fits_several_ids_asks_for_more_of_it(lineage, write):
    for name in ("k7f3q2wd", "k7f3aaaa"):
        write(f"20261124-{name}-x.md", ENTRY.format(f"20261124-{name}", "seen"))
    code, _, err = lineage("show", "k7f3")
    assert code == 1
    assert "fits 2 entries" in err
    assert "give more of it" in err
