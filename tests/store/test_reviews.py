from __future__ import annotations

from datetime import date

import pytest

from lineage.store.reviews import cells, due_decisions, table_rows

TODAY = date(2026, 11, 20)
TABLE = """\
# Review 2026-Q3

| Pattern | Decision | Owner | Due | Comments |
|:---|---|---:|---|---|
| Agreed, not funded | act | mina | 2026-11-01 | see [x](y) |
| Nobody answers | drop | | 2026-11-01 | |
| Decided \\| undone | watch | tom | 2026-11-24 | |
| Too many chats | act | tom | 2027-01 | |
| No day yet | accept | mina | | |
| Some day | act | mina | unclear | |

Some words | with a bar.

```
| due |
|---|
| 2026-01-01 |
```
"""


@pytest.fixture
def review(tmp_path):
    def write(text: str, name: str = "2026-Q3.md"):
        path = tmp_path / "reviews" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def test_decisions_wait_whose_day_has_come_or_is_near(review):
    found = due_decisions(review(TABLE), TODAY, 7)
    assert [(one.title, one.written, one.over, one.note) for one in found] == [
        ("Agreed, not funded", "2026-11-01", 19, "act, mina"),
        ("Decided | undone", "2026-11-24", -4, "watch, tom"),
        ("Some day", "unclear", None, "act, mina"),
    ]
    assert {one.path for one in found} == {"reviews/2026-Q3.md"}


def test_a_decision_that_says_when_it_was_done_does_not_wait(review):
    table = "| pattern | due | done |\n|---|---|---|\n| a | 2026-11-01 | 2026-11-02 |\n| b | 2026-11-01 | |\n"
    assert [one.title for one in due_decisions(review(table), TODAY, 0)] == ["b"]


def test_a_review_says_who_may_read_it_and_is_private_where_it_does_not(review):
    table = "| what | due |\n|---|---|\n| a | 2026-11-01 |\n"
    assert [one.sensitivity for one in due_decisions(review(table), TODAY, 0)] == ["private"]
    review(f"---\nsensitivity: team\n---\n\n{table}")
    assert [
        one.sensitivity for one in due_decisions(review(f"---\nsensitivity: team\n---\n\n{table}"), TODAY, 0)
    ] == ["team"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no table at all",
        "| due |",
        "|---|",
        "| a |\n|---|\n| b |\n",
        b"\xff\xfe| due |",
        "---\nbroken: [\n",
    ],
)
def test_a_file_without_decisions_that_are_due_holds_none(review, text):
    assert due_decisions(review(text), TODAY, 7) == []


def test_without_reviews_nothing_is_due(tmp_path):
    assert due_decisions(tmp_path, TODAY, 7) == []


def test_a_row_may_be_shorter_or_longer_than_the_head():
    assert list(table_rows("a | b\n--|--\n1\n| 1 | 2 | 3 |\n")) == []
    assert list(table_rows("| a | b |\n|--|--|\n| 1 |\n| 1 | 2 | 3 |\n")) == [
        {"a": "1"},
        {"a": "1", "b": "2"},
    ]


def test_a_bar_in_a_cell_is_escaped():
    assert cells(r"| a \| b | c\\ |") == ["a | b", r"c\\"]
