from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from lineage.mining.frame import frame_of, titled_prose
from lineage.model.dates import parse_when
from lineage.model.entry import Entry

TODAY = date(2026, 11, 24)


def frame(entries, taxonomy, vectors=None):
    return frame_of(entries, taxonomy, vectors, today=TODAY)


def test_only_observations_without_conflict_marks_are_mined(note, taxonomy):
    entries = [
        note(1),
        note(2, kind="memo"),
        note(3, conflicted=True),
        note(1, body="a second file with the same id"),
    ]
    assert [entry.id for entry in frame(entries, taxonomy).entries] == ["20260101-00000001"]


def test_the_order_of_the_input_does_not_matter_and_vectors_stay_with_their_entry(note, taxonomy):
    entries = [note(number) for number in range(20)]
    vectors = np.arange(20, dtype=np.float32)[:, None]
    first = frame(entries, taxonomy, vectors)
    order = random.Random(4).sample(range(20), 20)
    second = frame([entries[at] for at in order], taxonomy, vectors[order])
    assert first.entries == second.entries
    assert first.vectors.tobytes() == second.vectors.tobytes()
    assert [int(entry.id[-2:]) for entry in first.entries] == first.vectors[:, 0].tolist()


def test_names_become_ids_and_a_deprecated_term_becomes_the_one_that_replaced_it(note, taxonomy):
    made = frame([note(1, tensions=("g4", "Decided too late", "G", "old-name", "nonsense"))], taxonomy)
    assert made.terms == (("unfunded", "latency", "execution"),)
    assert made.notes == ("1 tags name no term of the taxonomy and were left out",)


def test_an_episode_is_its_key_or_what_is_connected_by_follows(note, taxonomy):
    one, two, three, four, five = (f"20260101-0000000{number}" for number in range(1, 6))
    entries = [
        note(1),
        note(2, follows=(one,)),
        note(3, episode="budget"),
        note(4, follows=(three,)),
        note(5),
        note(6, follows=("20250101-absent00",)),
        note(7, follows=("20250101-absent00",)),
    ]
    keys = {
        episode.key: {made.entries[row].id for row in episode.rows}
        for made in [frame(entries, taxonomy)]
        for episode in made.episodes
    }
    assert keys == {
        one: {one, two},
        "budget": {three, four},
        five: {five},
        "20250101-absent00": {"20260101-00000006", "20260101-00000007"},
    }


def test_an_entry_that_is_not_mined_still_joins_an_episode(note, taxonomy):
    arrangement = note(9, kind="arrangement", follows=("20260101-00000001",))
    made = frame([note(1), arrangement, note(2, follows=(arrangement.id,))], taxonomy)
    assert len(made.episodes) == 1


def test_the_outcome_of_an_episode_is_that_of_its_latest_entry_that_gives_one(note, taxonomy):
    entries = [
        note(1, episode="e", observed=parse_when("2025"), outcome="stall"),
        note(2, episode="e", observed=parse_when("2026-03"), outcome="recovered"),
        note(3, episode="e", observed=parse_when("2026-04")),
    ]
    assert frame(entries, taxonomy).episodes[0].outcome == "recovered"


@pytest.mark.parametrize(
    ("observed", "setting", "position", "weight"),
    [
        ("2026-11-24", "token-community", "participant", 1.0),
        ("2025-11-24", "token-community", "participant", 0.5),
        ("2025-11-24", "local-government", "participant", 0.5 ** (12 / 60)),
        ("2025-11-24", "", "participant", 0.5 ** (12 / 24)),
        ("2026-11-24", "dao", "second-hand", 0.4),
        ("2026-11-24", "dao", "", 0.7),
        ("unclear", "dao", "document", 0.4),
        ("2030", "dao", "bystander", 0.7),
    ],
)
def test_an_episode_weighs_by_age_and_directness(note, taxonomy, observed, setting, position, weight):
    entry = note(1, observed=parse_when(observed), setting=setting, observer_position=position)
    assert frame([entry], taxonomy).episodes[0].weight == pytest.approx(weight, abs=1e-3)


def test_a_text_is_read_without_mark_up():
    """
    A line that is
    wrapped, and a [passage]{.unfunded} with a [link](https://example.org/x).

    - **one** point
    ## Head
    """
    body = test_a_text_is_read_without_mark_up.__doc__.replace("\n    ", "\n")
    entry = Entry(id="20260101-00000001", title="Title", body=body)
    assert titled_prose(entry) == "Title\nA line that is wrapped, and a passage with a link.\none point\nHead"


def test_a_row_follows_the_nearest_rows_upstream_also_by_way_of_what_is_no_row(note, taxonomy):
    entries = [
        note(1),
        note(2, kind="arrangement", follows=("20260101-00000001", "20260101-00000003")),
        note(3, kind="memo", follows=("20260101-00000002",)),
        note(4, follows=("20260101-00000003", "20260101-absent00")),
        note(5, follows=("20260101-00000004", "20260101-00000005")),
    ]
    made = frame(entries, taxonomy)
    ids = [entry.id[-1] for entry in made.entries]
    assert {ids[row]: [ids[other] for other in made.follows[row]] for row in range(3)} == {
        "1": [],
        "4": ["1"],
        "5": ["4"],
    }
