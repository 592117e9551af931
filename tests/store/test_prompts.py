from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.model.waiting import LAST, Prompt
from lineage.store.prompts import read_prompts


@pytest.fixture
def write_prompt(tmp_path):
    def write(folder: str, name: str, text: str):
        path = tmp_path / folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def read(tmp_path):
    return lambda: read_prompts(tmp_path / "taxonomy", tmp_path)


def test_a_question_is_its_first_paragraph_and_the_rest_is_help(write_prompt, read):
    write_prompt("templates", "mine", "What did\nnobody say?\n\nNames are\nnot needed.\n\nOne line.\n")
    prompts, problems = read()
    assert prompts == (
        Prompt(
            name="mine", question="What did nobody say?", help="Names are not needed. One line.", order=LAST
        ),
    )
    assert problems == []


def test_front_matter_fills_the_fields_of_the_answer(write_prompt, read):
    write_prompt(
        "templates", "mine", "---\norder: 2\noutcome: held\nactors:\n  - the board\n---\n\nWhat held?\n"
    )
    (one,) = read()[0]
    assert (one.order, dict(one.given)) == (2, {"outcome": "held", "actors": ("the board",)})


def test_a_journals_own_replaces_adds_and_takes_away_by_name(write_prompt, read):
    for order, name in enumerate(("held", "stopped", "changed"), start=1):
        write_prompt("taxonomy/prompts", name, f"---\norder: {order}\n---\n\nBuilt in {name}?\n")
    write_prompt("templates", "stopped", "---\norder: 2\n---\n\nOur own?\n")
    write_prompt("templates", "changed", "")
    write_prompt("templates", "a-new-one", "Added?\n")
    assert [(one.name, one.question) for one in read()[0]] == [
        ("held", "Built in held?"),
        ("stopped", "Our own?"),
        ("a-new-one", "Added?"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\noutcom: held\n---\n\nWhat?\n", "outcom is no field"),
        ("---\noutcome:\n  - held\n---\n\nWhat?\n", "outcome is no field"),
        ("---\norder: soon\n---\n\nWhat?\n", "order is no field"),
        ("---\noutcome: [\n", ""),
        ("caf\x00", "NUL"),
    ],
)
def test_what_is_wrong_with_a_template_is_a_problem_of_its_file(write_prompt, read, text, message):
    write_prompt("templates", "mine", text)
    problems = read()[1]
    assert [one.path for one in problems] == ["templates/mine.md"]
    assert message in problems[0].message


@pytest.mark.parametrize("text", ["caf\x00", "---\noutcome: [\n", "---\noutcome: held\n"])
def test_a_damaged_template_leaves_the_one_that_came_with_the_product(write_prompt, read, text):
    write_prompt("taxonomy/prompts", "held", "What held?\n")
    write_prompt("templates", "held", text)
    assert [one.question for one in read()[0]] == ["What held?"]


def test_four_questions_come_with_the_product_and_one_asks_what_held(journal):
    prompts = journal.prompts
    assert len(prompts) == 4
    held = prompts[0]
    assert "could have failed" in held.question
    assert dict(held.given) == {"outcome": "held"}
    outcomes = {value.id for value in journal.taxonomy.facet("outcome").values}
    assert {dict(one.given).get("outcome", "held") for one in prompts} <= outcomes


def test_check_names_what_is_wrong_with_a_template(journal):
    (journal.folder / "templates").mkdir()
    (journal.folder / "templates" / "mine.md").write_text("---\noutcom: held\n---\n\nWhat?\n")
    assert [(one.path, one.hint) for one in Journal(journal.folder).check()] == [
        ("templates/mine.md", "nearest: outcome")
    ]
