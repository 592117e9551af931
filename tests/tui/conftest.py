from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from lineage.journal import Journal
from lineage.tui.app import LineageApp
from lineage.tui.widgets.page import Page

ENTRY = """---
id: {id}
kind: observation
title: {title}
observed: {observed}
recorded: {recorded}T12:00:00+00:00
{more}---

{body}
"""


@pytest.fixture
def wait_for():
    """Waits until something holds; fails with what it waited for where it never does."""

    async def wait(pilot, holds, what="it"):
        for _ in range(1500):  # half a minute at the least: a busy machine is no fault
            await pilot.pause(0.02)
            if holds():
                return
        raise AssertionError(f"{what} never came")

    return wait


@pytest.fixture
def screen(journal):
    """Opens the app on the journal, or without one, and gives a pilot; no fault of ours may be left untold."""

    @asynccontextmanager
    async def opened(*, size=(120, 40), having=journal, start=None, faults=()):
        app = LineageApp(reader=having, start=start or journal.folder.parent)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot
        assert [type(one) for one in app.faults] == list(faults), app.faults

    return opened


@pytest.fixture
def run():
    """Runs a coroutine: the tests of the screen are asynchronous, pytest is not."""
    return asyncio.run


@pytest.fixture
def shown():
    """The text a terminal would show, line by line."""

    def text(pilot):
        app = pilot.app
        strips = app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    return text


@pytest.fixture
def entries(write):
    """Writes entries, a dictionary of front matter each, and gives their ids."""

    def make(*given):
        ids = []
        for number, facets in enumerate(given):
            one = dict(facets)
            identifier = one.pop("id", f"20260101-{number:08d}")
            lines = ""
            for key in [key for key in one if key not in ("title", "observed", "recorded", "body")]:
                value = one[key]
                if isinstance(value, list):
                    lines += f"{key}:\n" + "".join(f"  - {item}\n" for item in value)
                else:
                    lines += f"{key}: {value}\n"
            text = ENTRY.format(
                id=identifier,
                title=one.get("title", f"Entry {number}"),
                observed=one.get("observed", f"2026-01-{number % 28 + 1:02d}"),
                recorded=one.get("recorded", "2026-01-01"),
                more=lines,
                body=one.get("body", "Something was seen."),
            )
            write(f"{identifier}-made.md", text)
            ids.append(identifier)
        return ids

    return make


@pytest.fixture
def page_text():
    return lambda pilot: pilot.app.screen.query_one(Page).text


@pytest.fixture
def files_of():
    """Every entry of a journal, read from its files alone."""
    return lambda journal: Journal(journal.folder).entries().entries
