from __future__ import annotations

import io
import json

import pytest

from lineage.model.coding import Coding
from lineage.store.codings import parse_coding

TEXT = "The vote passed. [Nobody had asked the treasury]{.G4} whether the money was there."
G4 = "agreement-without-resource-alignment"


@pytest.fixture
def three(lineage):
    """Three entries that mina tagged, by their ids."""
    return [
        lineage("add", "-q", f"{TEXT} Case {number}.", "-t", "G4", "--outcome", "stuck", "--setting", "dao")[
            1
        ].strip()
        for number in range(3)
    ]


def code(lineage, name, *words, coder="jo"):
    return lineage("agree", "code", name, "--coder", coder, *words)


def coding(journal, name, coder="jo"):
    path = journal.folder / "codings" / coder / f"{name}.md"
    return parse_coding(path.read_text(), f"codings/{coder}/{name}.md")[0]


def compared(lineage, *words):
    return json.loads(lineage("agree", "--json", *words)[1])


# Coding --------------------------------------------------------------------------------------------------------------


def test_a_coding_by_options_is_written_to_the_coders_own_folder(lineage, journal, three):
    words = (
        "--set",
        "tensions=G4;plutocracy",
        "--set",
        "outcome=broke down",
        "--quote",
        "G4=nobody had asked",
    )
    assert code(lineage, three[0], *words)[0] == 0
    found = coding(journal, three[0])
    assert found.answers == (("tensions", (G4, "plutocracy")), ("outcome", ("fail",)))
    assert found.taxonomy == journal.taxonomy.version
    assert (journal.folder / found.path).stat().st_mode & 0o777 == 0o600
    # The passage is not the text's very words, and `check` says so.
    code_, out, _ = lineage("check")
    assert (code_, "is not in the entry's text" in out) == (4, True)


def test_the_entry_itself_is_not_touched(lineage, journal, three):
    before = {path: path.read_bytes() for path in (journal.folder / "entries").rglob("*.md")}
    code(lineage, three[0], "--set", "tensions=none")
    assert before == {path: path.read_bytes() for path in (journal.folder / "entries").rglob("*.md")}


def test_undo_takes_a_coding_back(lineage, journal, three):
    code(lineage, three[0], "--set", "tensions=E3")
    assert lineage("undo")[0] == 0
    assert not list((journal.folder / "codings" / "jo").glob("*.md"))


@pytest.mark.parametrize(
    ("words", "code_", "said"),
    [
        (("--set", "tensions=plutocrasy"), 1, "nearest: plutocracy"),
        (("--set", "tension=G4"), 2, "nearest: tensions"),
        (("--set", "tensions"), 2, "write --set KEY=VALUE"),
        (("--set", "tensions=G1;G2;G3;G4"), 1, "at most 3 tensions"),
        (("--set", "outcome=stuck;held"), 1, "outcome takes one value"),
        (("--set", "tensions=G4", "--quote", "G4=a [b"), 1, "quote fewer words"),
        (("--remark", "only words"), 1, "no answer was given"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(lineage, journal, three, words, code_, said):
    found, _, err = code(lineage, three[0], *words)
    assert (found, said in err) == (code_, True)
    assert not (journal.folder / "codings").exists()


def test_the_first_coder_cannot_agree_with_themselves(lineage, three):
    found, _, err = code(lineage, three[0], "--set", "tensions=G4", coder="mina")
    assert found == 1
    assert "measures steadiness, not agreement" in err
    drawn = json.loads(lineage("agree", "code", "--coder", "mina", "--json")[1])
    assert (drawn["drawn"], drawn["entries"]) == (0, [])


def test_a_second_coding_of_the_same_is_refused_until_it_is_asked_for(lineage, journal, three):
    code(lineage, three[0], "--set", "tensions=E3")
    found, _, err = code(lineage, three[0], "--set", "tensions=G4")
    assert (found, "--again codes it anew" in err) == (1, True)
    assert coding(journal, three[0]).answer("tensions") == ("plutocracy",)
    assert code(lineage, three[0], "--set", "tensions=G4", "--again")[0] == 0
    assert coding(journal, three[0]).answer("tensions") == (G4,)
    lineage("undo")
    assert coding(journal, three[0]).answer("tensions") == ("plutocracy",)


def test_two_names_of_one_folder_never_write_over_each_other(lineage, journal, three):
    code(lineage, three[0], "--set", "tensions=E3", coder="Jo")
    found, _, err = code(lineage, three[0], "--set", "tensions=G4", "--again")
    assert (found, "is the coding of 'Jo'" in err) == (1, True)


def test_a_machines_coding_says_so(lineage, journal, three):
    code(lineage, three[0], "--set", "tensions=E3", "--machine", "some-model 2")
    assert coding(journal, three[0]).machine == "some-model 2"
    assert any("jo is a machine (some-model 2)" in note for note in compared(lineage)["notes"])


# Drawing, blind ------------------------------------------------------------------------------------------------------


def test_what_is_drawn_shows_no_tag_no_mark_and_no_outcome(lineage, three):
    code(lineage, three[0], "--set", "tensions=E3", "--remark", "ravi's secret", coder="ravi")
    out = lineage("agree", "code", "--coder", "jo", "--json")[1]
    shown = json.loads(out)
    assert {one["id"] for one in shown["entries"]} == set(three)
    assert set(shown["entries"][0]) == {"id", "title", "observed", "setting", "text"}
    for word in (G4, "G4", "stall", "stuck", "plutocracy", "secret", "{.", "mina"):
        assert word not in out
    assert "Nobody had asked the treasury whether" in shown["entries"][0]["text"]


def test_the_setting_is_hidden_where_it_is_asked_for(lineage, three):
    shown = json.loads(lineage("agree", "code", "--coder", "jo", "--ask", "setting", "--json")[1])
    assert {one["setting"] for one in shown["entries"]} == {""}


def test_a_draw_is_seeded_goes_on_where_it_was_and_leaves_untagged_entries_out(lineage, three):
    lineage("add", "-q", "untagged")
    first = json.loads(lineage("agree", "code", "--coder", "jo", "--sample", "2", "--seed", "7", "--json")[1])
    code(lineage, first["entries"][0]["id"], "--set", "tensions=G4")
    again = json.loads(lineage("agree", "code", "--coder", "jo", "--sample", "2", "--seed", "7", "--json")[1])
    assert (again["drawn"], again["done"]) == (2, 1)
    assert again["entries"] == first["entries"][1:]


def test_a_query_narrows_what_is_drawn(lineage, three):
    other = lineage("add", "-q", "In a village hall.", "-t", "E3", "--setting", "community")[1].strip()
    drawn = json.loads(lineage("agree", "code", "setting:community", "--coder", "jo", "--json")[1])
    assert [one["id"] for one in drawn["entries"]] == [other]
    named = json.loads(lineage("agree", "code", three[1], "--coder", "jo", "--json")[1])
    assert [one["id"] for one in named["entries"]] == [three[1]]


def test_without_a_terminal_it_says_what_to_do(lineage, three):
    found, _, err = lineage("agree", "code", "--coder", "jo")
    assert found == 1
    assert "--list shows what is drawn" in err
    assert "3 drawn of 3 entries that others tagged (seed 0), 0 coded, 3 to go" in err


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def typed(lineage, monkeypatch):
    """Runs a command line with these lines typed at a terminal, and gives (exit code, what was shown)."""

    def run(*words, lines):
        shown = Terminal()
        monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr("sys.stdout", shown)
        monkeypatch.setenv("NO_COLOR", "1")
        code_, _, err = lineage(*words)
        return code_, shown.getvalue(), err

    return run


def test_the_walk_asks_consults_and_saves_one_by_one(typed, journal, three):
    lines = [
        "s", "?", "?G", "? G4", "plutocrasy", "G4; E3; G3; G8", "G4; E3", "no such words",
        "Nobody had asked the treasury whether", "", "first thoughts", "q",
    ]  # fmt: skip
    code_, shown, err = typed("agree", "code", "--coder", "jo", "--seed", "1", lines=lines)
    assert code_ == 0
    for part in (
        "G Capacity and execution:",
        "G4 Agreed, not funded: “who pays for it?”",
        "Neighbours, and the question that separates them",
        "1 of 3",
        "2 of 3",
    ):
        assert part in shown
    for part in ("nearest: plutocracy", "at most 3 tensions", "the text does not have these very words"):
        assert part in err
    assert "1 coding saved, 2 to go: the same command goes on" in err
    (path,) = (journal.folder / "codings" / "jo").glob("*.md")
    found = coding(journal, path.stem)
    assert found.answers == (("tensions", (G4, "plutocracy")), ("outcome", ("stall",)))
    assert found.quotes == ((G4, "Nobody had asked the treasury whether"),)
    assert found.remark == "first thoughts"


def test_the_walk_never_shows_a_tag_or_a_mark(typed, three):
    lines = ["", "0", "", "-", "", "q"]
    _, shown, err = typed("agree", "code", "--coder", "jo", lines=lines)
    for word in (G4, "G4 A", "Agreed, not funded", "{.", "mina"):
        assert word not in shown + err


def test_a_coder_who_sees_nothing_and_leaves_the_outcome_open(typed, journal, three):
    typed("agree", "code", "--coder", "jo", three[0], lines=["", "none", ""])
    found = coding(journal, three[0])
    assert found.answers == (("tensions", ()),)


def test_a_further_facet_is_asked_for(typed, journal, three):
    lines = ["u", "G4", "?", "exec", "executing", "", ""]
    _, shown, err = typed("agree", "code", "--coder", "jo", "--ask", "stage", three[0], lines=lines)
    assert "Executing (executing): What was decided is being carried out." in shown
    assert "nearest: executing" in err
    assert coding(journal, three[0]).answers == (
        ("tensions", (G4,)),
        ("outcome", ("unclear",)),
        ("stage", ("executing",)),
    )


def test_words_that_break_a_mark_are_asked_for_again(typed, lineage, journal):
    name = lineage("add", "-q", "They said [sic we pay] and did not.", "-t", "G4")[1].strip()
    lines = ["", "E3", "said [sic we", "and did not", ""]
    _, _, err = typed("agree", "code", "--coder", "jo", name, lines=lines)
    assert "brackets or back-ticks in them break the mark" in err
    assert coding(journal, name).quotes == (("plutocracy", "and did not"),)


def test_who_cannot_tell_is_written_down_and_not_compared(lineage, journal, three):
    code(lineage, three[0], "--set", "tensions=unclear", "--set", "outcome=held")
    assert coding(journal, three[0]).answer("tensions") == ("unclear",)
    assert lineage("check")[0] == 0
    found = compared(lineage)
    assert (found["n"], found["facets"]["tensions"]["n"], found["facets"]["outcome"]["n"]) == (1, 0, 1)


def test_what_could_not_be_saved_is_said_again(typed, lineage, journal, three):
    (journal.folder / "codings").mkdir()
    (journal.folder / "codings" / "jo").write_text("in the way")
    code_, _, err = typed("agree", "code", "--coder", "jo", three[0], lines=["h", "G4", "", ""])
    assert code_ == 1
    assert f"your answers: lineage agree code {three[0]} --set 'outcome=held' --set 'tensions={G4}'" in err


def test_interrupted_in_the_middle_of_an_entry_nothing_of_it_is_kept(typed, journal, three):
    code_, _, err = typed("agree", "code", "--coder", "jo", lines=["s", "G4"])
    assert code_ == 0
    assert "0 codings saved, 3 to go" in err
    assert not (journal.folder / "codings").exists()


# Comparing -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def twelve(journal):
    """Twelve entries of mina, coded by jo: three otherwise."""
    names = []
    for number in range(12):
        tag = G4 if number % 2 else "plutocracy"
        given = {"tensions": (tag,), "outcome": "stuck", "organisation": f"Body {number}"}
        names.append(journal.add(f"{TEXT} Case {number}.", given).entry.id)
        other = "plutocracy" if number in (1, 3, 5) else tag
        answers = (("tensions", (other,)), ("outcome", ("stall",)))
        journal.save_coding(Coding(entry=names[-1], coder="jo", answers=answers))
    return names


def test_json_has_the_shape_that_formats_promise(lineage, twelve):
    found = compared(lineage)
    tensions = found["facets"]["tensions"]
    assert (tensions["n"], tensions["percent"]) == (12, 0.75)
    assert tensions["interval"][0] < tensions["alpha"] < tensions["interval"][1]
    assert found["facets"]["outcome"]["alpha"] is None
    assert "one and the same answer" in found["facets"]["outcome"]["why"]
    assert found["terms"][G4]["used"] == {"jo": 3, "mina": 6}
    assert {one["entry"] for one in found["disagreements"]} == {twelve[1], twelve[3], twelve[5]}
    assert compared(lineage, "--seed", "0") == found


def test_the_disagreements_stand_before_the_numbers(lineage, twelve):
    out = lineage("agree")[1]
    places = [
        out.index(part)
        for part in (
            "Where they disagree: 3 entries open",
            "How far they agree",
            "Term by term",
            "What these numbers do not say",
        )
    ]
    assert places == sorted(places)
    assert "“Nobody had asked the treasury”" in out


def test_agree_with_a_query_is_agree_compare_with_it(lineage, twelve):
    assert (
        lineage("agree", "tension:E3", "--limit", "1")[1]
        == lineage("agree", "compare", "tension:E3", "--limit", "1")[1]
    )
    assert compared(lineage, "tension:E3")["n"] == 6


@pytest.mark.parametrize(
    ("words", "code_", "said"),
    [
        (("--min", "0.2"), 0, ""),
        (("--min", "0.667"), 1, "tensions: alpha 0.489 is below 0.667"),
        (("--min", "0.8", "--measure", "percent"), 1, "tensions: percent 0.750 is below 0.8"),
        (
            ("--min", "0.667", "--facet", "outcome"),
            1,
            "nothing could be held against --min 0.667: all gave one",
        ),
        (("--min", "0.667", "since:2099"), 1, "nothing could be held against"),
    ],
)
def test_a_build_fails_below_the_least_agreement(lineage, twelve, words, code_, said):
    found, out, err = lineage("agree", *words)
    assert found == code_
    assert said in err
    assert out.startswith("Agreement between coders")


def test_a_facet_that_is_none_is_refused(lineage, twelve):
    found, _, err = lineage("agree", "--facet", "tension")
    assert (found, "nearest: tensions" in err) == (2, True)


def test_what_is_stricter_than_the_audience_is_left_out_of_text_and_counts(lineage, twelve):
    lineage("edit", twelve[1], "--set", "sensitivity=public")
    found = compared(lineage, "--for", "public")
    assert (found["n"], found["withheld"]) == (1, 11)
    assert {one["entry"] for one in found["disagreements"]} == {twelve[1]}


def test_before_any_second_coding_it_says_how_to_begin(lineage, three):
    assert "`lineage agree code --coder NAME` draws some and asks" in lineage("agree")[1]


def test_a_hostile_name_and_text_do_no_harm(lineage, journal, three):
    name = lineage("add", "-q", "a\x1b[31mred\x07 note", "-t", "G4")[1].strip()
    code(lineage, name, "--set", "tensions=E3", "--remark", "\x1b]0;owned\x07", coder="../../\x1b[2J")
    out = (
        lineage("agree")[1]
        + lineage("agree", "--json")[1]
        + lineage("agree", "code", "--coder", "x", "--list")[1]
    )
    assert "\x1b" not in out
    assert "\x07" not in out
    assert not list(journal.folder.parent.glob("2*"))


# Settling ------------------------------------------------------------------------------------------------------------


def test_a_decision_is_a_memo_and_the_entrys_tags_and_one_undo_step(lineage, journal, twelve):
    name = twelve[1]
    before = {path.relative_to(journal.folder): path.read_bytes() for path in journal.folder.rglob("*.md")}
    found, out, _ = lineage(
        "agree", "resolve", name, "--take", "jo", "--reason", "Holders of most tokens: decided.", "--json"
    )
    assert found == 0
    memo = journal.entry(json.loads(out)["memo"])
    assert (memo.kind, memo.get("about"), memo.get("reason")) == (
        "memo",
        name,
        "Holders of most tokens: decided.",
    )
    assert dict(memo.extra)["decision"] == ("tensions: plutocracy",)
    assert journal.entry(name).tensions == ("plutocracy",)
    assert lineage("check")[0] == 0
    assert lineage("undo")[0] == 0
    after = {path.relative_to(journal.folder): path.read_bytes() for path in journal.folder.rglob("*.md")}
    assert after == before


def test_agreement_is_that_of_the_codings_as_they_were_made(lineage, journal, twelve):
    before = compared(lineage)
    lineage("agree", "resolve", twelve[1], "--take", "jo", "--reason", "x")
    after = compared(lineage)
    assert after["facets"] == before["facets"]
    assert coding(journal, twelve[1], "mina").answer("tensions") == (G4,)
    assert coding(journal, twelve[1], "mina").quotes == (("G4", "Nobody had asked the treasury"),)
    assert [one["entry"] for one in after["resolved"]] == [twelve[1]]
    assert twelve[1] not in {one["entry"] for one in after["disagreements"]}


def test_a_decision_for_the_first_coder_changes_no_tag(lineage, journal, twelve):
    lineage("agree", "resolve", twelve[1], "--take", "mina", "--reason", "x")
    assert journal.entry(twelve[1]).tensions == (G4,)
    assert not (journal.folder / "codings" / "mina").exists()


def test_a_third_answer_may_stand(lineage, journal, twelve):
    lineage(
        "agree",
        "resolve",
        twelve[1],
        "--set",
        "tensions=G3;none" if False else "tensions=G3",
        "--reason",
        "x",
    )
    assert journal.entry(twelve[1]).tensions == ("online-consensus-offline-execution-gap",)
    lineage("agree", "resolve", twelve[3], "--set", "tensions=none", "--reason", "no tension after all")
    assert journal.entry(twelve[3]).tensions == ()


@pytest.mark.parametrize(
    ("words", "code_", "said"),
    [
        ((), 2, "nothing says what stands"),
        (("--take", "jo"), 1, "a decision without a reason is not kept"),
        (("--take", "ravi", "--reason", "x"), 2, "there are jo, mina"),
        (("--set", "outcome=held", "--reason", "x"), 2, "outcome is not in dispute"),
    ],
)
def test_a_decision_that_is_none_changes_nothing(lineage, journal, twelve, words, code_, said):
    before = journal.entry(twelve[1])
    found, _, err = lineage("agree", "resolve", twelve[1], *words)
    assert (found, said in err) == (code_, True)
    assert journal.entry(twelve[1]) == before


def test_where_coders_agree_there_is_nothing_to_settle(lineage, twelve):
    found, _, err = lineage("agree", "resolve", twelve[0], "--take", "jo", "--reason", "x")
    assert (found, "do not disagree" in err) == (1, True)


def test_both_are_shown_and_what_stands_is_asked(typed, journal, twelve):
    code_, shown, err = typed(
        "agree", "resolve", twelve[1], lines=["9", "2", "", "Nobody could outvote them."]
    )
    assert code_ == 0
    assert "1 mina: G4 Agreed, not funded" in " ".join(shown.split())
    assert "2 jo: E3 Money has the vote" in " ".join(shown.split())
    assert "a decision without a reason is not kept" in err
    assert journal.entry(twelve[1]).tensions == ("plutocracy",)


def test_a_memo_is_as_private_as_the_entry_it_is_about(lineage, journal, twelve):
    lineage("edit", twelve[1], "--set", "sensitivity=team")
    out = lineage("agree", "resolve", twelve[1], "--take", "jo", "--reason", "x", "--json")[1]
    assert journal.entry(json.loads(out)["memo"]).sensitivity == "team"


# What goes with an entry ---------------------------------------------------------------------------------------------


def test_a_removed_entry_takes_its_codings_along_and_undo_brings_both_back(lineage, journal, twelve):
    lineage("remove", twelve[1])
    assert not (journal.folder / "codings" / "jo" / f"{twelve[1]}.md").exists()
    assert lineage("check")[0] == 0
    lineage("undo")
    assert coding(journal, twelve[1]).entry == twelve[1]


def test_a_forgotten_entry_leaves_no_quote_of_it_in_codings(lineage, journal, three):
    code(
        lineage,
        three[0],
        "--set",
        "tensions=G4",
        "--quote",
        "G4=Nobody had asked the treasury",
        "--remark",
        "canary",
    )
    assert lineage("forget", three[0], "--yes")[0] == 0
    left = [path for path in journal.folder.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]
    assert left == []


def test_check_names_what_is_wrong_with_codings(lineage, journal, three):
    place = journal.folder / "codings" / "jo"
    place.mkdir(parents=True)
    (place / "20260101-00000000.md").write_text(
        "---\nentry: 20260101-00000000\ncoder: jo\ntensions:\n  - plutocrasy\n---\n"
    )
    (place / f"{three[0]}.md").write_text("broken")
    found, out, _ = lineage("check")
    assert found == 4
    for said in (
        "codes 20260101-00000000, which is not in this journal",
        "'plutocrasy' is not in the taxonomy (nearest: plutocracy",
        "no front matter",
    ):
        assert said in out


# Health --------------------------------------------------------------------------------------------------------------


def test_health_tells_what_it_cannot_say(lineage, twelve):
    found = json.loads(lineage("agree", "health", "--json")[1])
    assert (found["tagged"], found["twice"]) == (12, 12)
    assert any(one.startswith("never used: 12 tagged entries") for one in found["abstained"])
    assert "Not said, and why" in lineage("agree", "health")[1]


def test_taxonomy_check_ends_with_notes_that_fail_nothing(lineage, twelve):
    found, out, err = lineage("taxonomy", "check")
    assert (found, "no faults" in err) == (0, True)
    assert "Codebook health" in out
    assert json.loads(lineage("taxonomy", "check", "--json")[1]) == []


def test_patterns_know_of_second_coders(lineage, twelve):
    mined = json.loads(lineage("mine", "--json")[1])
    reasons = [one["reason"] for pattern in mined["patterns"] for one in pattern["subtractions"]]
    assert any("coders do not agree (alpha 0.49)" in reason for reason in reasons)
    assert not any("one coder" in reason for reason in reasons)


def test_a_tag_written_as_a_short_code_is_not_changed_by_a_decision_for_it(lineage, journal, twelve):
    path = journal.folder / journal.entry(twelve[1]).path
    path.write_text(path.read_text().replace(f"  - {G4}\n", "  - G4\n"))
    lineage("index")
    lineage("agree", "resolve", twelve[1], "--take", "mina", "--reason", "x")
    assert journal.entry(twelve[1]).tensions == ("G4",)
    assert not (journal.folder / "codings" / "mina").exists()


def test_no_machine_role_is_a_role_that_stands(lineage, journal, three):
    lineage("edit", three[0], "--set", "machine_role=tool")
    code(lineage, three[0], "--set", "machine_role=none")
    assert lineage("agree", "resolve", three[0], "--take", "jo", "--reason", "x")[0] == 0
    assert journal.entry(three[0]).machine_role == "none"
