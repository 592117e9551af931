from __future__ import annotations

from dataclasses import replace
from datetime import date

from lineage.embedding.fallback import LexicalEmbedding
from lineage.mining.identity import changes_of, known_of, names_of
from lineage.mining.run import mine
from lineage.model.judgement import REJECT, RENAME, judgement_of, judgements, memo_of, standing
from lineage.model.kept import Kept, Known

TODAY = date(2026, 11, 24)


def mined(entries, taxonomy, **more):
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries])
    return mine(entries, taxonomy, vectors, embedding="words", seed=3, today=TODAY, **more)


def kept(found):
    return Kept(
        query="",
        audience="me",
        today=found.today,
        seed=found.seed,
        n=found.n,
        embedding=found.embedding,
        patterns=tuple(
            Known(id=one.id, kind=one.kind, label=one.label, terms=one.terms, entries=one.entries)
            for one in found.patterns
        ),
        places=found.places,
    )


def theme(name, *entries):
    return Known(id=name, kind="theme", entries=entries)


def test_a_theme_keeps_its_name_while_half_of_it_is_the_same():
    known = [theme("p-aaaaaa", *"abcdefgh")]
    assert names_of([theme("", *"abcdefij")], known) == ["p-aaaaaa"]
    assert names_of([theme("", *"abcijklm")], known) != ["p-aaaaaa"]


def test_what_is_new_in_the_journal_does_not_count_against_a_name():
    known, before = [theme("p-aaaaaa", *"abcd")], frozenset("abcdefgh")
    grown = theme("", *"abcd", *(f"new-{n}" for n in range(20)))
    assert names_of([grown], known, before) == ["p-aaaaaa"]
    assert names_of([grown], known) != ["p-aaaaaa"]


def test_each_name_is_given_once_and_to_the_likest():
    known = [theme("p-aaaaaa", *"abcdef")]
    names = names_of([theme("", *"abcd"), theme("", *"abcdef")], known)
    assert names[1] == "p-aaaaaa"
    assert names[0] not in ("", "p-aaaaaa")


def test_a_tension_is_known_by_its_term_whatever_its_entries_are():
    known = [Known(id="p-aaaaaa", kind="tension", terms=("unfunded",), entries=("a", "b"))]
    found = [Known(id="", kind="tension", terms=("unfunded",), entries=tuple("cdefgh"))]
    assert names_of(found, known) == ["p-aaaaaa"]
    other = [Known(id="", kind="tension", terms=("latency",), entries=("a", "b", "c", "d", "e"))]
    assert names_of(other, known) != ["p-aaaaaa"]


def test_a_judgement_that_names_part_of_a_large_pattern_is_reckoned_up_to_the_whole():
    entries = tuple(f"e{number:04d}" for number in range(1000))
    known = [replace(theme("p-aaaaaa", *entries[:400]), size=1000)]
    assert names_of([theme("", *entries)], known) == ["p-aaaaaa"]
    assert names_of([theme("", *entries[:300])], known) != ["p-aaaaaa"]


def test_the_order_of_findings_moves_no_name():
    found = [
        theme("", *"abc"),
        theme("", *"def"),
        Known(id="", kind="pair", terms=("x", "y"), entries=("a",)),
    ]
    known = [theme("p-aaaaaa", *"abc"), theme("p-bbbbbb", *"dex")]
    assert names_of(found[::-1], known[::-1])[::-1] == names_of(found, known)


def test_a_run_after_a_kept_one_is_the_same_to_the_byte(journal, taxonomy):
    entries = journal(60)
    first = mined(entries, taxonomy)
    again = mined(entries, taxonomy, kept=kept(first))
    assert again.patterns == first.patterns
    assert again.changed == changes_of(first.patterns, kept(first))
    assert not again.changed.changed


def test_what_came_in_shows_as_grown_and_what_went_as_gone(journal, taxonomy):
    entries = journal(84)
    first = mined(entries[:80], taxonomy)
    then = mined(entries, taxonomy, kept=kept(first))
    assert {one.id for one in then.patterns if one.kind == "theme"} == {
        one.id for one in first.patterns if one.kind == "theme"
    }
    gained = {one for growth in then.changed.grown for one in growth.gained}
    assert gained == {entry.id for entry in entries[80:]}
    assert then.changed.gone == ()
    funding = [one for one in entries if "unfunded" not in one.tensions]
    less = mined(funding, taxonomy, kept=kept(first))
    assert [one.terms for one in less.changed.gone if one.kind == "tension"] == [("unfunded",)]


def test_themes_that_part_and_join_are_told(journal, taxonomy):
    found = mined(journal(60), taxonomy)
    themes = [one for one in found.patterns if one.kind == "theme"]
    one, two, *rest = themes
    joined = Kept(
        query="", audience="me", today="2026-01-01", seed=0, n=60, embedding="words",
        patterns=(theme("p-joined", *sorted((*one.entries, *two.entries))), *(theme(t.id, *t.entries) for t in rest)),
    )  # fmt: skip
    assert changes_of(found.patterns, joined).split == (("p-joined", tuple(sorted((one.id, two.id)))),)
    half = len(one.entries) // 2
    parted = replace(
        joined, patterns=(theme("p-left", *one.entries[:half]), theme("p-right", *one.entries[half:]))
    )
    changes = changes_of(found.patterns, parted)
    assert changes.merged == ((one.id, ("p-left", "p-right")),)
    assert changes.gone == ()


def test_a_name_a_person_gave_stays_and_what_they_rejected_is_no_longer_reported(journal, taxonomy):
    entries = journal(60)
    first = mined(entries, taxonomy)
    renamed, rejected = first.patterns[0], first.patterns[1]
    memos = [
        memo_of(judgement_of(pattern, verdict, label=label, reason="so it is"), memo=f"20261124-{verdict}", coder="mina",
                recorded="2026-11-24T10:00:00+00:00", day=TODAY, level="team")
        for pattern, verdict, label in ((renamed, RENAME, "Money comes late"), (rejected, REJECT, ""))
    ]  # fmt: skip
    judged = standing(judgements(memos))
    again = mined([*entries, *memos], taxonomy, judged=judged)
    now = next(one for one in again.patterns if one.id == renamed.id)
    assert (now.label, now.judged.found_label) == ("Money comes late", renamed.label)
    assert [one.id for one in again.rejected] == [rejected.id]
    assert again.rejected[0].judged.reason == "so it is"
    assert rejected.id not in {one.id for one in again.patterns}
    assert again.n == first.n
    public = mined([*entries, *memos], taxonomy, judged=judged, readable=("public",))
    hidden = next(one for one in public.patterns if one.id == renamed.id)
    assert (hidden.label, hidden.judged.reason) == (renamed.label, "")
    assert [one.id for one in public.rejected] == [rejected.id]


def test_the_latest_judgement_stands_and_a_name_outlives_it():
    one = theme("p-aaaaaa", "a", "b")

    class Found:
        id, kind, label, about, entries = one.id, one.kind, "votes", (), one.entries

    memos = [
        memo_of(judgement_of(Found, verdict, label=label, reason="why"), memo=f"m{at}", coder="mina",
                recorded=f"2026-11-{at:02d}", day=TODAY, level="private")
        for at, (verdict, label) in enumerate([(RENAME, "Votes without money"), (REJECT, "")], start=1)
    ]  # fmt: skip
    (now,) = standing(judgements(memos))
    assert (now.verdict, now.named) == (REJECT, "Votes without money")


def test_known_patterns_are_those_of_the_kept_run_and_of_judgements():
    run = Kept(
        query="", audience="me", today="", seed=0, n=0, embedding="", patterns=(theme("p-aaaaaa", "a"),)
    )
    assert [one.id for one in known_of(run, [theme("p-aaaaaa", "b"), theme("p-bbbbbb", "b")])] == [
        "p-aaaaaa",
        "p-bbbbbb",
    ]
    assert known_of(None, []) == []
