"""A terminal that closes, a process that is told to end: what was written is a draft or an entry."""

from __future__ import annotations

import json
import os
import select
import signal
import time

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
termios = pytest.importorskip("termios")

WORDS = "words on a bad day"


class Terminal:
    """A command at a terminal of its own."""

    def __init__(self, command, *words) -> None:
        self.pid, self.end = pty.fork()
        if not self.pid:
            os.chdir(command.place)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it would be ignored, and inherited so
            os.execve(command.argv()[0], command.argv(*words), command.environment | {"TERM": "xterm"})
        self.said = b""

    def wait_for(self, text: bytes, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.said:
            assert time.monotonic() < end, self.said
            if select.select([self.end], [], [], 0.1)[0]:
                self.said += os.read(self.end, 65536)

    def press(self, key: str) -> None:
        """A key, once the command waits for one: what is typed before that is thrown away."""
        wait_until(lambda: not termios.tcgetattr(self.end)[3] & termios.ICANON)
        os.write(self.end, key.encode())

    def finish(self) -> int:
        """What it says until it ends, and its exit code (minus the signal)."""
        while True:
            try:
                more = os.read(self.end, 65536)
            except OSError:
                break
            if not more:
                break
            self.said += more
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def end(terminal, how):
    if how == "the terminal closes":
        os.close(terminal.end)
    else:
        os.kill(terminal.pid, getattr(signal, how))
    os.waitpid(terminal.pid, 0)


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGKILL", "the terminal closes"])
class TestEndedEarly:
    def test_in_the_editor_leaves_a_draft_that_can_be_saved(self, command, how):
        assert command.run("init", str(command.journal)).code == 0
        command.set_editor(f"printf '{WORDS}' > \"$1\"; touch '{command.marks}'; exec sleep 20")
        terminal = Terminal(command, "add", "@guild", "--cost", "3 days")
        wait_until(command.marks.exists)
        (one,) = json.loads(command.run("drafts", "--json").out)
        assert (one["state"], one["first_line"]) == ("open", WORDS)
        refused = command.run("drafts", one["name"], "--save")
        assert (refused.code, "open in an editor" in refused.err) == (1, True)
        end(terminal, how)
        wait_until(lambda: json.loads(command.run("drafts", "--json").out)[0]["state"] == "whole")
        saved = command.run("drafts", one["name"], "--save", "--json")
        assert saved.code == 0, saved
        shown = json.loads(command.run("show", json.loads(saved.out)["id"], "--json").out)
        assert (shown["body"].strip(), shown["context"], shown["cost"]) == (WORDS, "guild", "3 days")
        assert command.left_over() == []

    def test_at_the_questions_leaves_the_entry(self, command, how):
        assert command.run("init", str(command.journal)).code == 0
        terminal = Terminal(command, "add", WORDS)
        terminal.wait_for(b"How does it stand?")
        end(terminal, how)
        (data,) = command.entries().values()
        assert data.endswith(f"{WORDS}\n".encode())
        assert command.left_over() == []
        assert command.run("check").code == 0


def test_a_draft_is_offered_when_the_editor_is_asked_for_again(command):
    assert command.run("init", str(command.journal)).code == 0
    command.set_editor(f"printf '{WORDS}' > \"$1\"; exit 1")
    terminal = Terminal(command, "add", "--cost", "3 days")
    assert terminal.finish() == 1
    command.set_editor("printf ', and more' >> \"$1\"")
    terminal = Terminal(command, "add")
    terminal.wait_for(b"was not saved")
    assert WORDS.encode() in terminal.said
    terminal.press("y")
    terminal.wait_for(b"How does it stand?")
    end(terminal, "SIGTERM")
    (data,) = command.entries().values()
    assert data.endswith(f"{WORDS}, and more\n".encode())
    assert b"cost: 3 days" in data
    assert command.left_over() == []


def test_a_draft_that_is_not_wanted_now_stays(command):
    assert command.run("init", str(command.journal)).code == 0
    command.set_editor(f"printf '{WORDS}' > \"$1\"; exit 1")
    assert Terminal(command, "add").finish() == 1
    command.set_editor("printf 'something else' > \"$1\"")
    terminal = Terminal(command, "add")
    terminal.wait_for(b"was not saved")
    terminal.press("\r")
    terminal.wait_for(b"How does it stand?")
    end(terminal, "SIGTERM")
    (data,) = command.entries().values()
    assert data.endswith(b"something else\n")
    assert [one["first_line"] for one in json.loads(command.run("drafts", "--json").out)] == [WORDS]


def test_a_quiet_add_offers_nothing(command):
    assert command.run("init", str(command.journal)).code == 0
    command.set_editor(f"printf '{WORDS}' > \"$1\"; exit 1")
    assert Terminal(command, "add").finish() == 1
    command.set_editor("printf 'something else' > \"$1\"")
    terminal = Terminal(command, "add", "-q")
    assert terminal.finish() == 0
    assert b"was not saved" not in terminal.said
    (data,) = command.entries().values()
    assert data.endswith(b"something else\n")


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
