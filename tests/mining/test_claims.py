"""The seeds' claims, counted in entries written for the purpose."""

from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.mining.claims import days_of
from lineage.mining.counts import newcombe
from lineage.model.query import Query

HEAD = "---\nid: 20250101-{number:08d}\nkind: {kind}\nobserved: {observed}\nrecorded: {recorded}\n"


@pytest.fixture
def counted(tmp_path):
    """Write entries (front matter, one a line) and count the claims in them."""
    journal = Journal.create(tmp_path / "j")

    def count(*entries, query=""):
        for number, lines in enumerate(entries):
            head = {
                "observed": f"2024-01-{number % 28 + 1:02d}",
                "recorded": "2024-01-01",
                "kind": "observation",
            }
            rest = []
            for line in lines.split("; "):
                key, _, value = line.partition(" = ")
                if key in head:
                    head[key] = value
                elif "," in value or key in MANY:
                    rest.append(f"{key}:\n" + "".join(f"  - {item}\n" for item in value.split(",")))
                else:
                    rest.append(f"{key}: {value}\n")
            text = HEAD.format(number=number, **head) + "".join(rest) + "---\n\nrole charter text\n"
            path = journal.folder / "entries" / "2025" / f"20250101-{number:08d}-x.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return {one.claim: one for one in Journal(journal.folder).claims(Query.parse(query))}

    return count


MANY = {"tensions", "triggers", "forms", "present", "absent", "tried", "follows", "layers"}
DISPUTE = "stage = disputing; outcome = fail; organisation = O"


def test_a_claim_without_entries_says_what_to_record(counted):
    claims = counted("organisation = O")
    assert len(claims) == 13
    assert all(not one.testable and "record " in one.missing for one in claims.values())


def test_a_share_counts_episodes_and_an_unasked_key_for_neither_side(counted):
    rows = [f"{DISPUTE}; answered_by = unclear"] * 9 + [f"{DISPUTE}; answered_by = the board"] * 6
    one = counted(*rows, DISPUTE)["h-displaced"]
    assert (one.n, len(one.supports), len(one.opposes), one.testable) == (15, 9, 6, True)
    assert (one.shares[0].count, one.shares[0].n) == (9, 15)
    assert one.shares[0].low < 0.6 < one.shares[0].high


def test_entries_of_one_episode_count_once(counted):
    rows = [f"{DISPUTE}; answered_by = unclear; episode = e"] * 9
    one = counted(*rows)["h-displaced"]
    assert (one.n, len(one.supports)) == (1, 9)
    assert one.missing.startswith("1 of 15 closed disputes")


def test_an_episode_with_both_counts_for_neither(counted):
    one = counted(
        f"{DISPUTE}; answered_by = unclear; episode = e", f"{DISPUTE}; answered_by = me; episode = e"
    )["h-displaced"]
    assert (one.n, one.supports, one.opposes, len(one.undecided)) == (0, (), (), 2)


def test_a_contrast_gives_both_shares_and_their_difference(counted):
    base = "triggers = trigger-fast-change; organisation = O"
    rows = [
        f"{base}; setting = central-government; outcome = {'held' if n < 2 else 'stall'}" for n in range(10)
    ]
    rows += [
        f"{base}; setting = token-community; outcome = {'held' if n < 8 else 'stall'}" for n in range(10)
    ]
    one = counted(*rows)["h-adaptability"]
    assert [(row.count, row.n) for row in one.shares] == [(2, 10), (8, 10)]
    assert one.difference == -0.6
    assert one.interval[0] < -0.6 < one.interval[1] < 0
    assert (len(one.supports), len(one.opposes)) == (8, 2)


def test_a_contrast_by_what_stands_earlier_in_the_lineage(counted):
    base = "tensions = public-private-role-ambiguity; setting = central-government; outcome = stall"
    one = counted(
        "kind = arrangement; observed = 2023-01-01; episode = e",
        f"{base}; episode = e; observed = 2023-06-01",
        f"{base}; episode = f; observed = 2023-06-01",
    )["h-role-ambiguity-delay"]
    assert [(row.value, row.n) for row in one.shares] == [("group", 1), ("others", 1)]


def test_an_order_counts_what_was_written_before_the_failure_was_known(counted):
    first = "tensions = expectation-asymmetry; outcome = stall"
    later = "machine_role = tool; outcome = fail"
    one = counted(
        f"{first}; observed = 2023-01-01; recorded = 2023-01-02; episode = a",
        f"{later}; observed = 2023-05-01; recorded = 2023-05-02; episode = a",
        f"{first}; observed = 2023-01-01; recorded = 2024-01-02; episode = b",
        f"{later}; observed = 2023-05-01; recorded = 2023-05-02; episode = b",
        f"{first}; observed = 2023-09-01; recorded = 2023-09-02; episode = c",
        f"{later}; observed = 2023-05-01; recorded = 2023-05-02; episode = c",
    )["h-precedes"]
    assert one.supports == ("20250101-00000000", "20250101-00000001")
    assert one.undecided == ("20250101-00000002", "20250101-00000003")
    assert one.opposes == ("20250101-00000004", "20250101-00000005")
    assert "neither side" in one.notes[0]


def test_costs_are_compared_in_days_before_and_after_a_turn(counted):
    rows = [f"organisation = O; cost = {n} days; observed = 2023-01-0{n}" for n in (1, 2, 3)]
    rows += ["organisation = O; triggers = trigger-money; observed = 2023-02-01"]
    rows += [f"organisation = O; cost = {n} weeks; observed = 2023-03-0{n}" for n in (1, 2, 3)]
    one = counted(*rows)["h-cost-triggers"]
    assert (one.n, one.difference, len(one.supports)) == (1, 8.0, 6)


def test_a_norm_that_comes_after_the_next_change_counts_for_the_lag(counted):
    base = "setting = token-community; organisation = O"
    rows = [f"{base}; stage = transitioning; observed = 2023-0{n}-01" for n in (1, 2, 3)]
    rows += [f"{base}; decision_domain = rules; observed = 2024-01-01; follows = 20250101-00000000"]
    one = counted(*rows)["h-norms-lag"]
    assert one.n == 1
    assert one.difference > 300
    assert len(one.supports) == 3


def test_a_query_narrows_what_is_counted(counted):
    rows = [
        f"{DISPUTE}; answered_by = unclear",
        "stage = disputing; outcome = fail; organisation = P; answered_by = me",
    ]
    one = counted(*rows, query="organisation:P")["h-displaced"]
    assert (len(one.supports), len(one.opposes)) == (0, 1)


@pytest.mark.parametrize(
    ("cost", "days"),
    [
        ("12 person-days", 12),
        ("1 week and 2 days", 7),
        ("4 hours", 0.5),
        ("€ 2,000", None),
        ("", None),
        ("1.5 days", 1.5),
    ],
)
def test_a_rough_cost_is_read_in_working_days(cost, days):
    assert days_of(cost) == days


def test_the_difference_of_shares_has_newcombes_interval():
    # Newcombe 1998, table II, method 10: 56/70 less 48/80.
    assert newcombe(56, 70, 48, 80) == (0.2, (0.0524, 0.3339))


def test_a_claim_that_cannot_be_counted_is_a_fault_of_its_file(tmp_path):
    journal = Journal.create(tmp_path / "j")
    path = journal.folder / "taxonomy" / "claims" / "h-mine.md"
    path.parent.mkdir()
    path.write_text(
        "---\nid: h-mine\nkind: hypothesis\nlabel: Mine\nform: guess\n---\n\n## Claim\nIt is so.\n",
        encoding="utf-8",
    )
    faults = [str(one) for one in Journal(journal.folder).check()]
    assert any("h-mine.md" in one and "'guess', none of share" in one for one in faults)
