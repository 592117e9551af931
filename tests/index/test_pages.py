from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from lineage.journal import Journal
from lineage.model.query import Query

ENTRY = """---
id: 20260101-{number:08d}
kind: observation
title: Number {number}
observed: {observed}
recorded: 2026-01-01T12:00:00+00:00
{more}---

Body {number}.
"""


def make(write, number, observed="2026-01-01", more=""):
    write(f"20260101-{number:08d}-made.md", ENTRY.format(number=number, observed=observed, more=more))
    return f"20260101-{number:08d}"


def test_an_order_holds_every_entry_newest_first_with_the_counts_of_its_months(journal, write):
    for number, observed in enumerate(("2026-03", "2024-01-05", "2026-03-02", "2025-12")):
        make(write, number, observed)
    order = journal.order(Query())
    assert [row.title for row in journal.rows(order.numbers)] == [
        "Number 0",
        "Number 2",
        "Number 3",
        "Number 1",
    ]
    assert order.months == (("2024-01", 1), ("2025-12", 1), ("2026-03", 2))


def test_rows_come_in_the_order_asked_and_what_is_gone_is_left_out(journal, write):
    paths = [
        write(f"20260101-{n:08d}-x.md", ENTRY.format(number=n, observed="2026", more="")) for n in range(5)
    ]
    order = journal.order(Query())
    paths[2].unlink()
    numbers = list(order.numbers)[::-1]
    assert [row.title for row in journal.rows(numbers)] == ["Number 0", "Number 1", "Number 3", "Number 4"]


def test_a_facet_is_counted_without_its_own_narrowing_and_families_once_an_entry(journal, write):
    make(write, 0, more="outcome: stall\ntensions:\n  - G4\n  - G1\n")
    make(write, 1, more="outcome: held\ntensions:\n  - agreement-without-resource-alignment\n")
    make(write, 2, more="outcome: stall\nsetting: token-community\n")
    free = journal.shares(Query())
    assert free.families == (("execution", 2),)
    assert dict(free.values["tensions"])["agreement-without-resource-alignment"] == 2
    narrowed = journal.shares(Query.parse("outcome:stall"))
    assert narrowed.values["outcome"] == (("stall", 2), ("held", 1))
    assert narrowed.values["setting"] == (("token-community", 1),)
    assert narrowed.families == (("execution", 1),)
    assert journal.shares(Query.parse("outcome:stall"), strictly=True).values["outcome"] == (("stall", 2),)


def test_kin_are_found_both_ways_nearest_first_and_a_circle_is_walked_once(journal, write):
    ids = [f"20260101-{number:08d}" for number in range(4)]
    make(write, 0, more=f"follows:\n  - {ids[3]}\n")
    for number in (1, 2, 3):
        make(write, number, more=f"follows:\n  - {ids[number - 1]}\n")
    kin = journal.kin(ids[1])
    assert [(one.row.id, one.steps) for one in kin if one.steps < 0] == [
        (ids[0], -1),
        (ids[3], -2),
        (ids[2], -3),
    ]
    assert [(one.row.id, one.steps) for one in kin if one.steps > 0] == [
        (ids[2], 1),
        (ids[3], 2),
        (ids[0], 3),
    ]


def test_what_an_audience_may_not_read_is_neither_row_nor_count_nor_kin(journal, write):
    first = make(write, 0, more="organisation: Guild\n")
    second = make(write, 1, more=f"organisation: Guild\nsensitivity: public\nfollows:\n  - {first}\n")
    order = journal.order(Query(), audience="public")
    assert [row.id for row in journal.rows(order.numbers)] == [second]
    assert order.withheld == 1
    assert journal.shares(Query(), audience="public").values["organisation"] == (("Guild", 1),)
    assert journal.kin(second, audience="public") == ()


def test_an_edit_in_place_is_seen_after_a_full_look_and_not_before(journal, write):
    path = write("20260101-00000000-x.md", ENTRY.format(number=0, observed="2026", more=""))
    import os

    past = path.stat().st_mtime - 3600
    os.utime(path, (past, past))
    os.utime(path.parent, (past, past))
    journal.refresh()
    assert not journal.edited()
    with path.open("r+", encoding="utf-8") as opened:
        text = opened.read().replace("Number 0", "Number X")
        opened.seek(0)
        opened.write(text)
    assert journal.edited()
    assert journal.rows(journal.order(Query()).numbers)[0].title == "Number X"


def test_many_threads_that_ask_at_once_find_one_index_built(journal, write):
    for number in range(30):
        make(write, number)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: len(Journal(journal.folder).order(Query()).numbers), range(16)))
    assert found == [30] * 16
