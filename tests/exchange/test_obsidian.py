from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from lineage.exchange.obsidian import is_note_name, read_obsidian
from lineage.model.incoming import Note
from lineage.model.intake import import_report, sort_incoming
from lineage.store.front_matter import FrontMatterError, read_document


def vault(given, note, **texts):
    """Drafts of a vault by the name of their note; a key's double underscore is a folder."""
    notes = [note(text, f"{name.replace('__', '/')}.md") for name, text in texts.items()]
    return {draft.key: draft for draft in read_obsidian(notes, **given).drafts}


@pytest.mark.parametrize(
    "written",
    [
        "tags: [Budget, status/open]",
        "tags:\n  - Budget\n  - status/open",
        "tags: Budget, status/open",
        "tags: Budget status/open",
        'tags: "#Budget #status/open"',
        "Tags:\n- '#Budget'\n- status/open/",
        "tag: Budget,status/open",
    ],
)
def test_tags_are_read_in_every_spelling_and_once(note, given, written):
    found = vault(given, note, a=f"---\n{written}\n---\nText with #budget and #later, not `#this`.\n")
    assert found["a.md"].words == ("Budget", "status/open", "later")
    assert "#budget" in found["a.md"].text


def test_the_text_stays_as_it_is_with_callouts_comments_and_embeds(note, given):
    body = "> [!tip] Note\n> kept\n\n%% a comment #no %%\n\n![[plan.png]] and ![x](b.pdf) and ![y](https://x/y.png)"
    draft = vault(given, note, a=f"---\naliases:\n  - Plan\n---\n\n{body}\n")["a.md"]
    assert draft.text == body
    assert draft.words == ()
    assert dict(draft.extra) == {"aliases": ("Plan",)}
    assert [(loss.kind, loss.line) for loss in draft.losses] == [("embed", 11), ("embed", 11)]


def test_a_link_to_an_earlier_dated_note_is_followed(note, given):
    found = vault(
        given,
        note,
        **{
            "daily__2024-01-05": "# Vote\nIt passed.",
            "daily__2024-01-09": "[[2024-01-05|That vote]] has no budget. [again](2024-01-05.md) ![[2024-01-05]]",
        },
    )
    assert found["daily/2024-01-09.md"].links == ("daily/2024-01-05.md",)
    assert found["daily/2024-01-05.md"].title == "Vote"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[2024-02-01]]", "it leads to a later note"),
        ("[[Alice]]", "one of the two has no day of its own"),
        ("[[Nobody]]", "no note of that name came in"),
        ("[[Same]]", "2 notes have that name"),
    ],
)
def test_a_link_that_says_no_lineage_stays_text_and_is_told(note, given, text, reason):
    found = vault(
        given,
        note,
        **{
            "2024-01-05": f"It passed: {text}",
            "2024-02-01": "Later.",
            "Alice": "A person.",
            "a__Same": "2024",
            "b__Same": "2023",
        },
    )
    draft = found["2024-01-05.md"]
    assert draft.links == ()
    assert [loss.message.partition("stays text: ")[2] for loss in draft.losses] == [reason]
    assert text in draft.text


def test_a_note_that_links_to_many_is_a_list(note, given):
    days = {f"2024-01-{day:02d}": f"Day {day}." for day in range(1, 11)}
    listed = " ".join(f"[[{day}]]" for day in days)
    found = vault(given, note, **days, **{"2024-03-01": listed})
    assert found["2024-03-01.md"].links == ()
    assert len(found["2024-03-01.md"].losses) == 10


def test_links_are_found_as_obsidian_finds_them(note, given):
    """By name whatever the case, by path from the top, nearest first, with headings and blocks cut off."""
    texts = {f"{folder}__2024-01-0{day}": f"{folder} {day}" for folder in ("a", "b") for day in (1, 2)}
    texts |= {"a__2024-02-01": "[[2024-01-01#Votes]]", "c__2024-02-02": "[[B/2024-01-02^x]] [[A/2024-02-01]]"}
    found = vault(given, note, **texts)
    assert found["a/2024-02-01.md"].links == ("a/2024-01-01.md",)
    assert found["c/2024-02-02.md"].links == ("a/2024-02-01.md", "b/2024-01-02.md")


def test_links_become_follows_also_to_notes_that_came_in_before(note, given):
    first = {"2024-01-05": "It passed."}
    later = {**first, "2024-01-09": "No budget: [[2024-01-05]]."}
    notes = [note(text, f"{name}.md") for name, text in first.items()]
    before = sort_incoming(read_obsidian(notes, **given), {})
    imported = {before.new[0].origin: "20261120-aaaaaaaa"}
    notes = [note(text, f"{name}.md") for name, text in later.items()]
    intake = sort_incoming(read_obsidian(notes, **given), imported)
    assert intake.follows({"2024-01-09.md": "20261124-bbbbbbbb"}) == {"2024-01-09.md": ("20261120-aaaaaaaa",)}
    assert import_report(intake).links == 1


def test_a_note_is_called_by_its_name_unless_obsidian_gave_it(note, given):
    found = vault(
        given, note, **{"Untitled 1": "# Heard\nIt passed.", "Untitled": "It passed.", "Dune": "# A book\nx"}
    )
    assert {key: draft.title for key, draft in found.items()} == {
        "Untitled 1.md": "Heard",
        "Untitled.md": "",
        "Dune.md": "Dune",
    }


def test_a_drawing_and_an_empty_note_are_not_taken(note, given):
    notes = [
        note("---\nexcalidraw-plugin: parsed\n---\n{}", "a.md"),
        note("", "b.md"),
        note("---\nStatus: read\n---\n", "Dune.md"),
    ]
    incoming = read_obsidian(notes, others=["pic.png"], **given)
    assert [(draft.text, draft.extra) for draft in incoming.drafts] == [("Dune", (("Status", "read"),))]
    assert [problem.path for problem in incoming.problems] == ["a.md", "b.md", "pic.png"]


def test_hidden_folders_are_no_notes():
    assert is_note_name("Projects/Plan.MD")
    assert not is_note_name(".trash/Plan.md")
    assert not is_note_name("Plan.canvas")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@generated(
    st.lists(
        st.tuples(
            st.sampled_from(["2024-01-05.md", "a/2024-01-05.md", "a/b.md", "2023.md", "..md"]),
            st.text(alphabet=st.sampled_from("[]#|!^/.a2024-15 \n`%-:"), max_size=80),
        ),
        max_size=5,
        unique_by=lambda one: one[0],
    )
)
def test_any_vault_comes_in_and_its_links_lead_back_in_time(given, through_a_file, files):
    notes = [Note(path=path, data=text.encode()) for path, text in files]
    incoming = read_obsidian(notes, **given)
    assert read_obsidian(reversed(notes), **given) == incoming
    by_key = {draft.key: draft for draft in incoming.drafts}
    for draft in incoming.drafts:
        assert draft.key not in draft.links
        assert all(by_key[key].observed.first <= draft.observed.first for key in draft.links)
        assert through_a_file(draft)[2] == []


def expected_notes(shared):
    base = shared / "data" / "imports" / "obsidian-importer"
    for path in sorted(base.rglob("*.md")):
        if "expected" in path.parts:
            yield path.relative_to(base).as_posix(), path


def test_every_note_the_obsidian_importer_writes_comes_in_whole(shared, given):
    """Its 200 expected notes are what a vault holds after Bear, Keep, Notion, Roam, Tomboy and others came in."""
    notes = [Note(path=name, data=path.read_bytes()) for name, path in expected_notes(shared)]
    incoming = read_obsidian(notes, **given)
    assert len(notes) > 200
    assert {problem.message for problem in incoming.problems} == {"has no text"}
    raw = {note.path: note.data.decode().replace("\r\n", "\n") for note in notes}
    for draft in incoming.drafts:
        try:
            document = read_document(raw[draft.key])
            body, fields = document.body, document.fields
        except FrontMatterError:
            body, fields = raw[draft.key], {}
        assert draft.text.startswith(body.strip("\n").rstrip() or draft.title)
        kept = {key.lower() for key, _ in (*draft.extra, *draft.fields)}
        told = " ".join(loss.message.lower() for loss in draft.losses)
        for key, value in fields.items():
            taken = key.lower() in ("tags", "date", "created", "title", "source", "categories")
            assert not value or value == ["null"] or taken or key.lower() in kept or key.lower() in told, (
                draft.key,
                key,
            )


@pytest.mark.parametrize(
    ("name", "observed", "words"),
    [
        (
            "bear/expected/tags/Tags in other scripts.md",
            "unclear",
            ("中文", "标签/子标签", "仕事", "일정", "Ελλάδα", "русский"),
        ),
        ("bear/expected/backup/File with asset, content, and a tag.md", "unclear", ("Test-Tag",)),
        ("journal/expected/entry-with-assets.md", "2024-11-03", ()),
        ("notion/expected/database-row.md", "unclear", ("home-office", "coffee")),
        ("roam/expected/shapes/2021-01-01.md", "2021-01-01", ()),
        ("roam/expected/shapes/Sapiens.md", "unclear", ("history",)),
    ],
)
def test_tags_and_days_of_those_notes_are_found(shared, given, name, observed, words):
    path = shared / "data" / "imports" / "obsidian-importer" / name
    (draft,) = read_obsidian([Note(path=name.rpartition("/")[2], data=path.read_bytes())], **given).drafts
    assert (str(draft.observed), draft.words) == (observed, words)
