r"""The calendar read back by a strict reader of RFC 5545: lines, folding, escapes, the properties an event must have."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.exchange.calendar import calendar, fold, text
from lineage.model.waiting import REASONS, WITHOUT_DAY, Item, days_over

NOW = datetime(2026, 11, 20, 14, 3, 11, tzinfo=timezone(timedelta(hours=1)))
TODAY = NOW.date()
LINE = re.compile(r"([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)\Z", re.DOTALL)
ONCE = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP"}


def unfolded(data: bytes) -> list[str]:
    """Content lines; every rule of section 3.1 that can be broken is looked at."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert len(line) <= 75, line
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode("utf-8")  # no character is cut in two
    lines: list[str] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:].decode()
        else:
            lines.append(line.decode())
    return lines


def read(data: bytes) -> tuple[dict[str, str], list[dict[str, tuple[str, str]]], list[str]]:
    """Properties of the calendar, its events (name to parameters and value), and the names of its components."""
    own: dict[str, str] = {}
    events: list[dict[str, tuple[str, str]]] = []
    open_: list[str] = []
    components: list[str] = []
    for line in unfolded(data):
        match = LINE.match(line)
        assert match, line
        name, parameters, value = match.groups()
        if name == "BEGIN":
            open_.append(value)
            components.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_.pop() == value
        elif open_ == ["VCALENDAR"]:
            assert name not in own
            own[name] = value
        elif open_[-1] == "VEVENT":
            assert name not in events[-1], f"{name} stands twice"
            events[-1][name] = (parameters, value)
    assert open_ == []
    assert components[0] == "VCALENDAR"
    assert components.count("VCALENDAR") == 1
    assert len(components) > 1, "a calendar holds one component at least"
    assert own["VERSION"] == "2.0"
    assert own["PRODID"]
    return own, events, components


def plain(value: str) -> str:
    """A TEXT value without its escapes; nothing that must be escaped stands bare."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), value
    found = re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), value)
    assert set(re.findall(r"\\(.)", value)) <= set("\\;,nN")
    return found


def check_event(event: dict[str, tuple[str, str]]) -> None:
    assert event.keys() >= ONCE
    parameters, day = event["DTSTART"]
    assert parameters == ";VALUE=DATE"
    date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"][1])
    assert event["SEQUENCE"][1].isdecimal()
    assert event["CLASS"][1] in ("PUBLIC", "PRIVATE")
    assert event["TRANSP"][1] == "TRANSPARENT"
    for name in ("UID", "SUMMARY", "DESCRIPTION", "CATEGORIES"):
        assert plain(event[name][1]).strip()


def item(reason: str = "look-again", day: date | None = TODAY, **more) -> Item:
    more = {"id": "20261101-aaaaaaaa", "title": "The budget", "written": str(day), **more}
    return Item(reason=reason, day=day, over=days_over(day, TODAY), **more)


def made(*items: Item, now: datetime = NOW) -> list[dict[str, tuple[str, str]]]:
    _, events, _ = read(calendar(items, name="guild: what waits", now=now))
    for event in events:
        check_event(event)
    return events


def test_an_event_has_what_a_calendar_needs():
    (event,) = made(item(day=date(2026, 12, 24), context="guild", path="entries/2026/x.md"))
    assert event["UID"][1] == "20261101-aaaaaaaa-look-again@lineage"
    assert event["DTSTAMP"][1] == "20261120T130311Z"
    assert event["DTSTART"][1] == "20261224"
    assert plain(event["SUMMARY"][1]) == "Look again: The budget"
    assert plain(event["DESCRIPTION"][1]).split("\n") == [
        "To be looked at again, 2026-12-24 (in 34 days)",
        "context: guild",
        "entry: 20261101-aaaaaaaa",
        "file: entries/2026/x.md",
    ]
    assert event["CLASS"][1] == "PRIVATE"


def test_every_reason_that_has_a_day_has_a_word_of_its_own_and_no_other_is_an_event():
    events = made(*(item(reason, id=f"20261101-{reason}") for reason in REASONS))
    said = [plain(event["SUMMARY"][1]).partition(":")[0] for event in events]
    assert len(said) == len(set(said)) == len(set(REASONS) - set(WITHOUT_DAY))


def test_what_is_over_stands_on_today_and_says_since_when():
    (event,) = made(item(day=date(2026, 10, 31), written="2026-10"))
    assert event["DTSTART"][1] == "20261120"
    assert "2026-10 (20 days over)" in plain(event["DESCRIPTION"][1])


def test_what_has_no_day_is_left_out_and_the_calendar_is_whole_nonetheless():
    _, events, components = read(calendar([item(day=None)], name="x", now=NOW))
    assert events == []
    assert "VTIMEZONE" in components


def test_the_same_thing_has_the_same_name_in_every_export_and_a_later_export_a_higher_number():
    first, later = made(item()), made(item(title="Renamed"), now=NOW + timedelta(days=1))
    assert first[0]["UID"] == later[0]["UID"]
    assert int(later[0]["SEQUENCE"][1]) == int(first[0]["SEQUENCE"][1]) + 1


def test_no_two_events_share_a_name():
    events = made(
        item(),
        item(),
        item("review"),
        item("decision", id="", path="reviews/2026-Q3.md", title="a"),
        item("decision", id="", path="reviews/2026-Q3.md", title="b"),
        item("decision", id="", path="reviews/2026-Q4.md", title="a"),
        item("decision", id="", path="reviews/2026-Q4.md", title="a"),
    )
    assert len({event["UID"][1] for event in events}) == 7


def test_events_come_by_day_whatever_the_order_they_were_given_in():
    days = [TODAY + timedelta(days=number) for number in (5, 1, 3)]
    given_in = [item(day=day, id=f"20261101-{number}") for number, day in enumerate(days)]
    assert calendar(given_in, name="x", now=NOW) == calendar(given_in[::-1], name="x", now=NOW)
    assert [event["DTSTART"][1][-2:] for event in made(*given_in)] == ["21", "23", "25"]


def test_only_what_is_public_is_classed_so():
    assert made(item(sensitivity="public"))[0]["CLASS"][1] == "PUBLIC"
    assert made(item(sensitivity="team"))[0]["CLASS"][1] == "PRIVATE"


HOSTILE = [
    "a,b;c\\d",
    "one\r\nATTENDEE:mailto:x@example.org",
    "two\nEND:VEVENT\nBEGIN:VALARM",
    "\x1b]0;title\x07 \x00 \x7f \x9b31m",
    "\u202eright to left\u2066",
    "line\u2028paragraph\u2029",
    "\ud800 alone",
    "ends with a backslash\\",
    "é" * 80,
    "👩‍👩‍👧‍👦" * 30,
    " " * 200 + "x",
    "\tTab",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_text_cannot_leave_its_place(said):
    (event,) = made(item(title=said, id=said, path=said, context=said, written=said))
    assert set(event) == ONCE | {"CATEGORIES"}
    for name in ("UID", "SUMMARY", "DESCRIPTION"):
        value = plain(event[name][1])
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", value)
    own, _, _ = read(calendar([], name=said, now=NOW))
    assert set(own) == {"VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME"}


@given(st.text(max_size=300))
def test_a_line_of_any_text_is_folded_and_read_back(said):
    value = text(said)
    data = fold(f"SUMMARY:{value}").encode("utf-8")
    assert unfolded(data) == [f"SUMMARY:{value}"]
    plain(value)


def test_a_line_of_exactly_seventy_five_octets_is_not_folded():
    assert fold("x" * 75) == "x" * 75 + "\r\n"
    assert fold("x" * 76) == "x" * 75 + "\r\n x\r\n"
    assert fold("x" * 74 + "é") == "x" * 74 + "\r\n é\r\n"


def test_the_stamp_is_in_universal_time():
    (event,) = made(item(), now=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert event["DTSTAMP"][1] == "20261120T233000Z"
