"""Contexts are not crossed unasked: one person, several bodies, several duties of confidence."""

from __future__ import annotations

import json

import pytest

from lineage.journal import Journal
from lineage.model.query import Query

QUERIES = (["list"], ["search", "budget"], ["mine"], ["report"], ["advise", "budget"], ["claims"])


@pytest.fixture
def two(journal):
    """Two contexts and an entry without one, all about a budget; ids by context."""
    ids = {}
    for context in ("guild", "office", ""):
        entry = journal.add(f"budget of {context or 'nobody'}", {"tensions": ("G4",)}, context=context).entry
        ids[context] = entry.id
    return ids


def titles(lineage, *words):
    code, out, err = lineage(*words, "--json")
    assert code == 0, err
    return sorted(row["title"] for row in json.loads(out))


@pytest.mark.parametrize("command", QUERIES, ids=" ".join)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_what_would_mix_two_contexts_is_refused_with_counts_and_the_way_on(lineage, two, command, form):
    code, out, err = lineage(*command, *form)
    assert (code, out) == (1, "")
    assert "it would mix 2 contexts: guild 1, office 1, none 1" in err
    for way in ("@guild", "--across", "LINEAGE_CONTEXT", "config.toml"):
        assert way in err


@pytest.mark.parametrize("command", QUERIES, ids=" ".join)
@pytest.mark.parametrize("way", [("--across",), ("context:guild",)], ids=["across", "clause"])
def test_what_names_a_context_or_asks_for_all_is_answered(lineage, two, command, way):
    assert lineage(*command, *way)[0] == 0
    name, *rest = command
    assert lineage(name, "@guild", *rest)[0] == 0


def test_a_context_is_named_by_the_first_word_the_environment_or_the_users_own_config(
    lineage, two, monkeypatch, a_home_of_its_own
):
    assert titles(lineage, "list", "@guild") == ["budget of guild"]
    assert titles(lineage, "list", "context:guild,office") == ["budget of guild", "budget of office"]
    assert len(titles(lineage, "list", "--across")) == 3
    config = a_home_of_its_own / ".config" / "lineage"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('context = "office"\n')
    assert titles(lineage, "list") == ["budget of office"]
    assert titles(lineage, "search", "@guild", "budget") == ["budget of guild"]
    monkeypatch.setenv("LINEAGE_CONTEXT", "@guild")
    assert titles(lineage, "list") == ["budget of guild"]
    assert "kept to the context guild" in lineage("mine")[2]
    assert "found in the context guild" in lineage("search", "quorum")[2]
    assert lineage("report")[1].startswith("# journal @guild\n")
    monkeypatch.setenv("LINEAGE_CONTEXT", "")
    assert lineage("list")[0] == 1


def test_what_is_chosen_is_where_a_new_entry_goes(lineage, journal, two, monkeypatch):
    monkeypatch.setenv("LINEAGE_CONTEXT", "guild")
    one = lineage("add", "-q", "no context typed")[1].strip()
    assert journal.entry(one).context == "guild"
    assert one in lineage("list")[1] + lineage("list", "--json")[1]
    two = lineage("add", "-q", "--context", "", "none wanted")[1].strip()
    assert journal.entry(two).context == ""


def test_one_context_and_entries_without_any_are_no_crossing(lineage, journal):
    journal.add("budget of guild", {}, context="guild")
    journal.add("budget of Guild", {}, context="Guild")
    journal.add("budget of nobody", {}, context="")
    assert len(titles(lineage, "list")) == 3


def test_only_what_the_query_finds_and_the_audience_may_read_counts(lineage, journal):
    journal.add("budget", {"sensitivity": "public"}, context="guild")
    journal.add("quorum", {}, context="office")
    assert titles(lineage, "search", "budget") == ["budget"]
    assert lineage("list")[0] == 1
    assert titles(lineage, "list", "--for", "public") == ["budget"]
    assert lineage("list", "-context:office")[0] == 0


def test_many_entries_of_one_context_are_answered_and_one_of_another_is_enough_to_refuse(lineage, journal):
    journal.add_all([f"budget {number}" for number in range(305)], {}, context="guild")
    journal.add("quorum", {}, context="office")
    assert lineage("search", "budget")[0] == 0
    assert lineage("list", "has:context", "-word:x", "-outcome:held")[0] == 1
    journal.add("budget too", {"observed": "2001"}, context="office")
    code, _, err = lineage("search", "budget")
    assert code == 1
    assert "guild 305, office 1" in err


def test_an_entry_that_is_named_is_free_and_a_trace_stays_inside_and_counts_the_rest(lineage, two):
    for one in ("guild", "office", ""):
        assert lineage("show", two[one])[0] == 0
    assert lineage("edit", two["office"], "--set", f"follows={two['guild']}")[0] == 0
    assert lineage("edit", two[""], "--set", f"follows={two['guild']}")[0] == 0
    found = json.loads(lineage("trace", two["guild"], "--json")[1])
    assert [node["id"] for node in found["nodes"]] == [two["guild"], two[""]]
    assert found["elsewhere"] == 1
    assert two["office"] not in json.dumps(found)
    assert "1 in other contexts: --across" in lineage("trace", two["guild"])[2]
    assert len(json.loads(lineage("trace", two["guild"], "--across", "--json")[1])["nodes"]) == 3


def test_suggestions_and_recall_quote_only_the_same_context_or_none(journal):
    def missed(context, number=0):
        text = f"The night shift missed its quorum as nobody had the keys of the shed, time {number}"
        return journal.add(text, {"tensions": ("E4",)}, context=context).entry

    def quoted(context):
        said = " ".join(
            one.why for one in journal.suggest("The night shift missed its quorum", context=context)
        )
        return {one.context for one in journal.entries().entries if one.id in said}

    offices = [missed("office", number) for number in range(12)]
    club = missed("club")
    assert quoted("guild") == set()
    assert quoted("") == set()
    assert quoted("office") == {"office"}
    assert journal.earlier(club) is None
    assert journal.seen(club).here == 0
    assert journal.earlier(missed("office", 12)).entry.id in {one.id for one in offices}
    assert journal.seen(offices[0]).here == 12
    for number in range(12):
        missed("", number)
    assert quoted("guild") == {""}


def test_changing_many_by_a_query_keeps_to_a_context_too(lineage, two, journal):
    assert lineage("tag", "--query", "budget", "+E4", "--yes")[0] == 1
    assert lineage("tag", "--query", "@guild budget", "+E4", "--yes")[0] == 0
    assert [entry.context for entry in journal.entries(Query.parse("tension:E4")).entries] == ["guild"]


def test_a_context_whose_name_needs_quotes_is_shown_as_one_types_it(lineage, journal):
    for context in ("my guild", "office"):
        journal.add("budget", {}, context=context)
    journal.add("budget", {}, context="my guild")
    err = lineage("list")[2]
    assert 'context:"my guild"' in err
    assert len(titles(lineage, "list", 'context:"my guild"')) == 2


def test_a_pattern_can_be_named_with_the_context_it_was_mined_in(lineage, journal):
    for number in range(6):
        given = {"tensions": ("G4",), "organisation": f"Guild {number}", "outcome": "stuck"}
        journal.add(f"The budget never followed vote {number}", given, context="guild")
    journal.add("quorum missed", {}, context="office")
    patterns = json.loads(lineage("mine", "@guild", "--json")[1])["patterns"]
    assert lineage("advise", "@guild", patterns[0]["id"], "--json")[0] == 0
    assert lineage("advise", patterns[0]["id"])[0] == 1


def test_the_demo_is_one_context(tmp_path):
    journal, _ = Journal.sample(tmp_path / "demo")
    journal.add("x", {}, context="guild")
    assert journal.asked(Query()) == Query()


@pytest.fixture
def named(journal):
    """A journal whose lineage.toml names the guild, with two of its entries and one of a misspelt context."""
    (journal.folder / "lineage.toml").write_text('[context.Guild]\norganisation = "The Guild"\n')
    fresh = Journal(journal.folder)
    for number in range(2):
        fresh.add(f"budget {number}", {}, context="guild")
    fresh.add("budget of the giuld", {}, context="giuld")
    return fresh


@pytest.mark.parametrize(
    "command", [*QUERIES, ["due"], ["tag", "--query", "budget", "+G4", "--yes"]], ids=" ".join
)
def test_a_slip_of_the_hand_makes_no_wall_and_is_said(lineage, named, command):
    code, _, err = lineage(*command)
    assert (code, "would mix" in err, "are not mixed unasked" in err) == (0, False, False)
    if command != ["due"]:
        assert (
            "@giuld has one entry and is not in lineage.toml, so it keeps nothing apart (nearest: guild)"
            in err
        )


def test_a_slip_is_not_named_where_nothing_could_be_mixed(lineage, named, monkeypatch):
    assert titles(lineage, "list") == ["budget 0", "budget 1", "budget of the giuld"]
    for words in (["list", "@guild"], ["list", "--across"], ["list", "@giuld"]):
        assert "keeps nothing apart" not in lineage(*words)[2]
    monkeypatch.setenv("LINEAGE_CONTEXT", "guild")
    assert "keeps nothing apart" not in lineage("list")[2]


@pytest.mark.parametrize("how", ["a second entry", "its name in lineage.toml"])
def test_a_context_with_company_or_a_name_stands_apart(lineage, named, how):
    if how == "a second entry":
        named.add("quorum", {}, context="Giuld")
    else:
        with (named.folder / "lineage.toml").open("a") as settings:
            settings.write("[context.giuld]\n")
    code, out, err = lineage("search", "budget")
    assert (code, out) == (1, "")
    assert "guild 2, giuld 1" in err
    assert "several contexts are not mixed" in lineage("due")[2]


def test_a_trace_and_what_was_seen_before_go_through_a_slip(lineage, named):
    ids = {row["title"]: row["id"] for row in json.loads(lineage("list", "--json")[1])}
    one = named.add("no context", {"follows": (ids["budget of the giuld"],)}, context="").entry
    assert len(json.loads(lineage("trace", one.id, "--json")[1])["nodes"]) == 2
    assert named._peers("") == named._peers("guild") == Query()
