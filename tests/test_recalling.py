"""Names in an entry: told from what the journal knows, and roles put in their place without a word lost."""

from __future__ import annotations

import pytest

from lineage.store.entries import parse_entry


def bytes_of(journal):
    return {path.name: path.read_bytes() for path in (journal.folder / "entries").rglob("*.md")}


@pytest.mark.parametrize(
    "role", ["the chair", 'a "role": with # signs', "[brackets]", "- dash", "no", "50 %", "ü"]
)
def test_any_role_can_stand_in_the_place_of_a_name_and_undo_brings_it_back(journal, role):
    text = "[Anna Meier's vote]{.G4} passed.\n\nNobody told Anna Meier, nor Anna Meierhof."
    entry = journal.add(text, {"actors": ("Anna Meier", "core team"), "words": ("ask Anna Meier",)}).entry
    before = bytes_of(journal)
    after = journal.put_roles(entry, {"Anna Meier": role})
    assert after.body == text.replace("Anna Meier'", f"{role}'").replace("Anna Meier,", f"{role},") + "\n"
    assert after.actors == (role, "core team")
    assert after.words == (f"ask {role}",)
    assert (after.id, after.recorded) == (entry.id, entry.recorded)
    assert journal.entry(entry.id) == after
    assert "anna" not in after.path
    assert len(bytes_of(journal)) == 1
    journal.undo()
    assert bytes_of(journal) == before


def test_a_file_whose_name_holds_no_name_is_edited_where_it_is(journal):
    entry = journal.add("Quorum missed.\n\nPriya had the keys.", {}).entry
    after = journal.put_roles(entry, {"Priya": "the key holder"})
    assert after.path == entry.path
    assert after.text.endswith("the key holder had the keys.\n")
    assert journal.put_roles(after, {"Nobody": "x"}) == after


def test_keys_and_comments_of_a_file_stay_as_they_were(journal, write):
    path = write(
        "20261124-k7f3q2wd-x.md",
        "---\nid: 20261124-k7f3q2wd   # mine\nkind: observation\nrecorded: 2026-11-24\nmood: Priya\n---\n\nPriya left.\n",
    )
    entry, _ = parse_entry(path.read_text(), "entries/2026/20261124-k7f3q2wd-x.md")
    journal.put_roles(entry, {"Priya": "the key holder"})
    said = "".join(one.read_text() for one in path.parent.iterdir())
    assert "id: 20261124-k7f3q2wd   # mine\n" in said
    assert said.endswith("---\n\nthe key holder left.\n")


def test_bodies_actors_and_terms_of_the_journal_are_no_people(journal):
    journal.add("x", {"organisation": "Maria Sibylla Works", "actors": ("Ulla Nook",)})
    text = "Maria Sibylla Works, Ulla Nook and Greta Garden left"
    new = journal.add(text, {"actors": ("Piotr",)}).entry
    assert [one.text for one in journal.people(new)] == ["Greta Garden", "Piotr"]
    (journal.folder / "lineage.toml").write_text('[context.x]\norganisation = "Greta Garden"\n')
    assert [one.text for one in type(journal)(journal.folder).people(new)] == ["Piotr"]


def test_roles_are_actors_of_the_same_context_or_of_none_and_no_people(journal):
    journal.add("a", {"actors": ("treasurer", "board")}, context="guild")
    journal.add("b", {"actors": ("treasurer",)}, context="")
    journal.add("c", {"actors": ("spy",)}, context="office")
    journal.add("d", {"actors": ("cook",)}, context="club")
    new = journal.add("Priya left", {"actors": ("Priya",)}, context="guild").entry
    assert journal.roles(new) == ("treasurer", "board")


def test_every_entry_with_a_name_is_listed_and_an_actor_of_several_entries_is_a_role(journal):
    one = journal.add("Priya left", {}).entry
    journal.add("The board left", {})
    for number in range(2):
        journal.add(f"x {number}", {"actors": ("Kwame",)})
    assert [(path, [name.text for name in names]) for path, names in journal.named_people()] == [
        (one.path, ["Priya"])
    ]
