from __future__ import annotations

import json

import pytest

from lineage.cli.main import Exit


@pytest.fixture
def many(lineage):
    """Six episodes of two bodies in which the same was agreed and not paid."""
    for number in range(6):
        code, _, err = lineage(
            "add", "-q", f"They agreed on fund {number} and nobody opened a line for it", "-t", "G4",
            "--organisation", f"Body {number % 2}", "--observed", f"2025-0{number + 1}", "--outcome", "stuck",
            "--episode", f"e{number}",
        )  # fmt: skip
        assert code == 0, err
    return lineage


def found(lineage, *words):
    return json.loads(lineage("mine", "--json", *words)[1])


def test_a_pattern_is_shown_whole(many):
    (pattern,) = found(many)["patterns"]
    code, out, _ = many("pattern", "show", pattern["id"][:5])
    assert code == Exit.DONE
    assert "Strength: 6 episodes" in out
    assert all(entry in out for entry in pattern["entries"])
    shown = json.loads(many("pattern", "show", pattern["id"], "--json")[1])
    assert shown["entries"] == pattern["entries"]


def test_a_pattern_that_is_not_there_is_refused_with_those_that_are(many):
    (pattern,) = found(many)["patterns"]
    code, _, err = many("pattern", "show", "p-zzzzzz")
    assert code == Exit.REFUSED
    assert pattern["id"] in err


def test_a_name_stays_when_entries_come_in_and_undo_takes_it_back(many):
    (pattern,) = found(many)["patterns"]
    code, out, _ = many("pattern", "rename", pattern["id"], "Money", "never follows", "--reason", "we say so")
    assert code == Exit.DONE
    assert "Renamed: Money never follows" in out
    many(
        "add", "-q", "Again agreed, again no line", "-t", "G4", "--organisation", "Body 3", "--episode", "e9"
    )
    after = found(many)["patterns"][0]
    assert (after["id"], after["label"]) == (pattern["id"], "Money never follows")
    assert after["judged"]["found_label"] == pattern["label"]
    assert "named by mina: we say so" in many("mine")[1]
    many("undo")
    many("undo")
    assert found(many)["patterns"][0]["label"] == pattern["label"]


def test_what_was_rejected_is_no_longer_reported_nor_advised_on(many, journal):
    (pattern,) = found(many)["patterns"]
    code, _, err = many("pattern", "reject", pattern["id"])
    assert (code, "without a reason" in err) == (Exit.REFUSED, True)
    assert list(journal.folder.glob("entries/*/*rejected*")) == []
    code, out, _ = many("pattern", "reject", pattern["id"], "--reason", "one grant, told six times", "--json")
    assert code == Exit.DONE
    memo = json.loads(many("show", json.loads(out)["memo"], "--json")[1])
    assert (memo["kind"], memo["body"].strip()) == ("memo", "one grant, told six times")
    run = found(many)
    assert run["patterns"] == []
    assert [one["id"] for one in run["rejected"]] == [pattern["id"]]
    code, out, err = many("mine")
    assert pattern["label"] not in out
    assert "1 pattern rejected before" in err
    assert "rejected by mina: one grant" in many("mine", "--rejected")[1]
    assert pattern["label"] not in many("report")[1].split("## Entries")[0]


def test_only_what_changed_since_the_kept_run_is_shown(many, journal):
    code, _, err = many("mine", "--since-last")
    assert (code, "no kept run" in err) == (Exit.REFUSED, True)
    assert many("mine", "--keep")[0] == Exit.DONE
    assert (journal.folder / "patterns" / "run.json").is_file()
    code, out, _ = many("mine", "--since-last")
    assert (code, "nothing changed" in out, "Agreed, not funded" in out) == (Exit.DONE, True, False)
    many(
        "add", "-q", "Again agreed, again no line", "-t", "G4", "--organisation", "Body 3", "--episode", "e9"
    )
    out = many("mine", "--since-last")[1]
    assert "1 entry more" in out
    assert "Agreed, not funded  (tension)" in out
    changed = found(many)["changed"]
    assert [len(one["gained"]) for one in changed["grown"]] == [1]
    assert found(many, "tension:G4")["changed"] is None


def test_a_kept_run_is_taken_back_by_undo(many, journal):
    many("mine", "--keep")
    assert many("undo")[0] == Exit.DONE
    assert not (journal.folder / "patterns" / "run.json").exists()


def test_who_may_read_a_judgement_is_never_more_than_may_read_its_entries(many, journal):
    (journal.folder / "lineage.toml").write_text('audience = "team"\n')
    (pattern,) = found(many, "--for", "me")["patterns"]
    out = many("pattern", "accept", pattern["id"], "--for", "me", "--json")[1]
    assert json.loads(many("show", json.loads(out)["memo"], "--for", "me", "--json")[1]).get(
        "sensitivity", ""
    ) in ("", "private")
