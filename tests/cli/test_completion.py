"""Completion: by the protocol of each shell, and in each shell that is installed, with Tab pressed on a real terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lineage.cli.main import COMMANDS, call
from lineage.cli.shells import BASH, FISH, SHELLS, ZSH, split_line

CORPUS = json.loads((Path(__file__).parent.parent / "fixtures" / "hostile.json").read_text(encoding="utf-8"))
BREAKS = " \t\n\"'@><=;|&(:"
SETTINGS = (
    '[context.guild]\norganisation = "Example Guild"\n[context.office]\norganisation = "Example Office"\n'
)


@pytest.fixture
def known(journal):
    """A journal of one context, with an entry of each kind of value that is completed."""
    (journal.folder / "lineage.toml").write_text(SETTINGS)
    journal._now = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
    journal.add(
        "The vote passed",
        {"tensions": ("G4",), "actors": ("core team",), "words": ("limbo",)},
        context="guild",
    )
    journal._now += timedelta(minutes=1)
    journal.add("Nobody came", {"outcome": "stall", "episode": "spring"}, context="guild")
    journal.refresh()
    journal._now += timedelta(minutes=1)
    return journal


@pytest.fixture
def offered(known, capfdbinary, monkeypatch):
    """What a shell is answered for a line up to the cursor: lines of kind, word and description."""

    def ask(line: str, shell: str = "fish", **environment: str):
        from lineage.cli.shells import answer

        monkeypatch.chdir(known.folder)
        for name, value in {
            "LINEAGE_LINE": line,
            "COMP_WORDBREAKS": BREAKS,
            "COMP_TYPE": "9",
            **environment,
        }.items():
            monkeypatch.setenv(name, value)
        capfdbinary.readouterr()
        assert answer(f"{shell}_complete") == 0
        out, err = capfdbinary.readouterr()
        assert err == b""
        return [line.split("\t") for line in out.decode().splitlines()]

    return ask


def words(answers):
    return [line[1] for line in answers if len(line) > 1]


def test_every_command_is_offered_with_its_line(offered):
    found = offered("lineage ")
    assert words(found) == list(COMMANDS)
    assert all(line[2] == COMMANDS[line[1]][1] for line in found)


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("lineage li", ["list"]),
        ("lineage taxonomy sh", ["show"]),
        ("lineage list --for ", ["me", "team", "public"]),
        ("lineage list --fo", ["--for"]),
        ("lineage import j", ["jrnl"]),
        ("lineage tag +plut", ["+plutocracy"]),
        ("lineage tag +G4", ["+G4"]),
        ("lineage tag 2026 -plut", ["-plutocracy"]),
        ("lineage add -t plut", ["plutocracy"]),
        ("lineage add --tensions=G4", ["G4"]),
        ("lineage add --outcome he", ["held"]),
        ("lineage add --outcome br", ["broke down"]),
        ("lineage add --setting token", ["token-community"]),
        ("lineage add --organisation Ex", ["Example Guild"]),
        ("lineage add --actors co", ["core team"]),
        ("lineage add @gu", ["@guild"]),
        ("lineage add --context of", ["office"]),
        ("lineage import --context gu", ["guild"]),
        ("lineage taxonomy show plut", ["plutocracy"]),
        ("lineage taxonomy show h-disp", ["h-displaced"]),
        ("lineage taxonomy show R12", ["R12"]),
        ("lineage taxonomy list exec", ["execution"]),
        ("lineage list @gu", ["@guild"]),
        ("lineage list tens", ["tension:"]),
        ("lineage list tension:plut", ["tension:plutocracy"]),
        ("lineage list tension:G4,plut", ["tension:G4,plutocracy"]),
        ("lineage list -tension:plut", ["-tension:plutocracy"]),
        ("lineage search vote outcome:sta", ["outcome:stall"]),
        ("lineage mine outcome:stu", ["outcome:stuck"]),
        ("lineage report context:gu", ["context:guild"]),
        ("lineage list episode:sp", ["episode:spring"]),
        ("lineage list word:li", ["word:limbo"]),
        ("lineage list has:fol", ["has:follows"]),
        ("lineage list kind:mem", ["kind:memo"]),
        ("lineage list sensitivity:te", ["sensitivity:team"]),
        ("lineage tag --query setting:gov", ["setting:government"]),
        ("lineage edit 2026 --set outc", ["outcome="]),
        ("lineage edit 2026 --set outcome=he", ["outcome=held"]),
        ("lineage edit 2026 --set tensions=G4;F3", ["tensions=G4;F3"]),
        ("lineage report --without R1", [f"R1{number}" for number in range(10)]),
        ("lineage advise --current decide=M2", ["decide=M2"]),
        ("lineage add plain wor", []),
        ("lineage nothing ", []),
    ],
)
def test_what_may_stand_there_is_offered(offered, line, some):
    assert words(offered(line))[: len(some) or None] == some


def test_files_and_folders_are_left_to_the_shell(offered):
    assert offered("lineage list --journal ")[0][0] == "dir"
    assert offered("lineage import folder ./no")[0][0] == "file"
    assert offered("lineage report -o ")[0][0] == "file"


def test_ids_come_newest_first_with_day_and_title(offered, known):
    rows = known.entries().entries
    found = offered("lineage show ")
    assert sorted(words(found)) == [entry.id for entry in rows]
    by_age = sorted(rows, key=lambda entry: (entry.recorded, entry.id), reverse=True)
    assert words(found) == [entry.id for entry in by_age]
    assert found[0][2] == f"{by_age[0].observed} {by_age[0].title}"
    for command in ("edit", "remove", "forget", "trace", "tag"):
        assert words(offered(f"lineage {command} ")) == words(found)


def test_letters_of_an_id_find_it(offered, known):
    entry = known.entries().entries[0]
    letters = entry.id.partition("-")[2]
    assert words(offered(f"lineage show {letters[:5]}")) == [letters]
    assert words(offered(f"lineage show {entry.id[:12]}")) == [entry.id]


def test_an_entry_written_just_now_is_offered(offered, known):
    added = known.add("Written just now", {}, context="guild")
    assert words(offered("lineage tag "))[0] == added.entry.id


def test_titles_are_told_inside_one_context_only(offered, known, monkeypatch):
    known.add("Said in confidence", {"actors": ("a person",)}, context="office")
    assert not [line for line in offered("lineage show ") if "confidence" in line[2]]
    assert [line[2].split()[1] for line in offered("lineage show ")] == ["office", "guild", "guild"]
    assert words(offered("lineage list actor:")) == []
    monkeypatch.setenv("LINEAGE_CONTEXT", "guild")
    assert len(offered("lineage show ")) == 2
    assert offered("lineage show ")[0][2].endswith("Nobody came")
    assert words(offered("lineage list @office actor:")) == ["actor:a person"]


def test_what_an_audience_may_not_read_is_not_offered(offered, known):
    known.add("For the team", {"sensitivity": "team", "words": ("shared",)}, context="guild")
    (known.folder / "lineage.toml").write_text('audience = "team"\n' + SETTINGS)
    assert [line[2].partition(" ")[2] for line in offered("lineage show ")] == ["For the team"]
    assert words(offered("lineage list word:")) == ["word:shared"]


def test_the_journal_that_the_line_names_is_asked(offered, known, tmp_path, monkeypatch):
    assert len(offered("lineage show ")) == 2
    monkeypatch.setattr(Path, "cwd", lambda: tmp_path)
    assert offered("lineage show ") in ([], [[""]])
    assert len(offered(f"lineage show --journal {known.folder} ")) == 2
    assert len(offered(f"lineage --journal={known.folder} show ")) == 2


def test_without_an_index_nothing_is_built(offered, known):
    from lineage.store.settings import index_path

    index_path(known.folder).unlink()
    assert words(offered("lineage show ")) == []
    assert not index_path(known.folder).exists()
    assert words(offered("lineage tag +plut")) == ["+plutocracy"]


def test_what_is_hostile_is_shown_in_descriptions_and_never_put_on_the_line(offered, known):
    texts = [one["text"] for one in CORPUS["hostile"].values()]
    for text in texts:
        known.add("seen", {"title": text, "organisation": text, "words": (text,)}, context="guild")
    (known.folder / "lineage.toml").write_text(
        "".join(f"[context.{json.dumps(text)}]\n" for text in texts if text.isascii())
    )
    known.refresh()
    for shell in SHELLS:
        for line in (
            "lineage show ",
            "lineage list organisation:",
            "lineage list word:",
            "lineage add @",
            "lineage list @",
        ):
            for answer in offered(line, shell, COMP_TYPE="63"):
                assert all(part.isprintable() for part in answer), (shell, line, answer)
    for line in ("lineage list organisation:", "lineage add @"):
        for word in words(offered(line, "fish")):
            assert not set(word) & set("\"'\\`$!"), word
    assert "lineage list organisation:=1+1" in [
        f"lineage list {word}" for word in words(offered("lineage list organisation:="))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "lineage",
        "lineage 'unclosed",
        'lineage list "',
        "lineage \\",
        "lineage show \udcff",
        "lineage --journal",
        "lineage list " + "x" * 100_000,
    ],
)
def test_any_line_gets_an_answer_and_no_fault(offered, line):
    offered(line)


def test_a_fault_is_silent(offered, known, monkeypatch):
    (known.folder / "lineage.toml").write_text("[[[ no toml")
    offered("lineage add @")
    monkeypatch.setattr("lineage.completing.Completer.ids_beginning", lambda *_: 1 / 0)
    assert offered("lineage show ") == []
    assert offered("lineage show ", "no-such-shell") == []


def test_what_takes_too_long_is_given_up(offered, monkeypatch):
    monkeypatch.setattr("lineage.cli.shells.PATIENCE", 0.05)
    monkeypatch.setattr("lineage.completing.Completer.ids_beginning", lambda *_: time.sleep(5))
    before = time.monotonic()
    assert offered("lineage show ") == []
    assert time.monotonic() - before < 2


# What bash needs ---------------------------------------------------------------------------------------------------


def test_bash_gets_the_part_after_its_last_break(offered):
    assert words(offered("lineage list setting:token", "bash")) == ["token-community"]
    assert words(offered("lineage edit 2026 --set outcome=he", "bash")) == ["held"]
    assert words(offered("lineage add @gu", "bash")) == ["@guild"]
    assert words(offered("lineage list 'setting:token", "bash")) == ["setting:token-community"]


def test_bash_gets_words_it_takes_as_they_are(offered, known):
    assert words(offered("lineage add --organisation Ex", "bash")) == ["Example\\ Guild"]
    assert words(offered('lineage add --organisation "Ex', "bash")) == ["Example Guild"]
    known.add("seen", {"organisation": "A & B; (C) *"}, context="guild")
    assert words(offered("lineage add --organisation A", "bash")) == ["A\\ \\&\\ B\\;\\ \\(C\\)\\ \\*"]


def test_bash_lists_descriptions_and_never_inserts_them(offered):
    listed = words(offered("lineage tag +G", "bash", COMP_TYPE="63", COLUMNS="70"))
    assert any(word.startswith("+G4  ") and "Agreed, not funded" in word for word in listed)
    assert max(map(len, listed)) < 70
    for kind in ("9", "37", "42"):
        assert "+G4" in words(offered("lineage tag +G", "bash", COMP_TYPE=kind))


@pytest.mark.parametrize(
    ("line", "split"),
    [
        ("lineage list ", (["lineage", "list", ""], "")),
        ("lineage list a b", (["lineage", "list", "a", "b"], "")),
        ("lineage 'a b", (["lineage", "a b"], "'")),
        ('x "a \\" b" c\\ d', (["x", 'a " b', "c d"], "")),
        ("x '' ", (["x", "", ""], "")),
    ],
)
def test_a_line_is_split_as_a_shell_does(line, split):
    assert split_line(line) == split


# The script and where it lies --------------------------------------------------------------------------------------


def test_the_script_is_printed_and_put_where_the_shell_looks(lineage, monkeypatch, a_home_of_its_own):
    for shell, script, place in (
        ("bash", BASH, ".local/share/bash-completion/completions/lineage"),
        ("zsh", ZSH, ".local/share/zsh/site-functions/_lineage"),
        ("fish", FISH, ".config/fish/completions/lineage.fish"),
    ):
        assert lineage("completion", shell) == (0, script, "")
        code, out, _ = lineage("completion", shell, "--install")
        path = a_home_of_its_own / place
        assert (code, path.read_text()) == (0, script)
        assert out == f"completion for {shell} is in {path}\n"
        before = path.stat()
        assert "(as it was)" in lineage("completion", shell, "--install")[1]
        assert path.stat().st_mtime_ns == before.st_mtime_ns
        path.write_text("# mine\n")
        code, _, err = lineage("completion", shell, "--install")
        assert (code, path.read_text()) == (1, "# mine\n")
        assert "is not ours; nothing was written" in err


def test_the_shell_is_the_one_that_is_used(lineage, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/zsh")
    assert lineage("completion")[1] == ZSH
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    code, _, err = lineage("completion")
    assert code == 2
    assert "name one: bash, zsh, fish" in err


def test_zsh_is_told_its_line_until_the_profile_has_it(lineage, a_home_of_its_own):
    _, _, err = lineage("completion", "zsh", "--install")
    line = re.search(r"fpath=.*compinit", err)[0]
    (a_home_of_its_own / ".zshrc").write_text(line + "\n")
    assert "fpath" not in lineage("completion", "zsh", "--install")[2]


# Real shells -------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path, known, monkeypatch):
    """A folder with the command ``lineage`` in it, and the environment of a shell that finds it there."""
    place = tmp_path / "bin"
    place.mkdir()
    path = place / "lineage"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lineage "$@"\n')
    path.chmod(0o755)
    root = str(Path(__file__).parent.parent.parent)
    return {
        **os.environ,
        "PATH": f"{place}:{os.environ['PATH']}",
        "PYTHONPATH": root,
        "TERM": "xterm",
        "PS1": "> ",
        "COLUMNS": "100",
    }


def test_the_scripts_are_read_without_fault(tmp_path):
    for shell, script in (("bash", BASH), ("zsh", ZSH), ("fish", FISH)):
        if shutil.which(shell):
            path = tmp_path / shell
            path.write_text(script)
            done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), shell


STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(lineage completion bash)"; echo ready\n'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -Uz compinit; compinit -u -D; eval "$(lineage completion zsh)"; echo ready\n',
    ),
    "fish": (["fish", "--no-config", "-i"], "lineage completion fish | source; echo ready\n"),
}
TYPED = [
    ("lineage tag +plut\t", "+plutocracy "),
    ("lineage list setting:tok\t", "setting:token-community "),
    ("lineage list outcome:held,re\t", "outcome:held,recovered "),
    ("lineage add @gu\t", "@guild "),
    ("lineage add --organisation Ex\t", "--organisation Example\\ Guild "),
    ("lineage edit 2026 --set outcome=he\t", "outcome=held "),
    ("lineage list tens\tG4", "tension:G4"),
    ("lineage imp\t", "import "),
]


@pytest.mark.parametrize("shell", sorted(STARTS))
def test_tab_completes_in_a_real_shell(shell, command, known):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    argv, start = STARTS[shell]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(known.folder)
        os.execvpe(argv[0], argv, command)
    try:
        assert "ready" in _typed(terminal, start, "ready\r\n")
        for keys, shown in TYPED:
            assert shown in _typed(terminal, keys, shown), (shell, keys)
            _typed(terminal, "\x15", "")  # takes the line away: nothing that was completed is run
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)


def _typed(terminal: int, keys: str, until: str) -> str:
    """What a terminal shows after some keys, its own control sequences taken out, until a text stands there or ten seconds pass."""
    os.write(terminal, keys.encode())
    seen, end = "", time.monotonic() + (10 if until else 0.4)
    while time.monotonic() < end and (not until or until not in _plain(seen)):
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16).decode(errors="replace")
    return _plain(seen)


def _plain(text: str) -> str:
    return re.sub(
        r"\x1b(?:\[[0-9;?>=]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])|[\x07\x08]", "", text
    )


def test_a_journal_named_on_the_line_may_have_a_space(offered, known, tmp_path):
    other = tmp_path / "with a space"
    assert call(["init", str(other)]) == 0
    (other / "lineage.toml").write_text("[context.elsewhere]\n")
    assert words(offered(f"lineage --journal '{other}' add @")) == ["@elsewhere"]


# Cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "lineage show ",
        "lineage tag +G",
        "lineage list setting:",
        "lineage list word:",
        "lineage taxonomy show h-",
    ],
)
def test_pressing_tab_loads_nothing_heavy(known, line):
    heavy = {
        "pandas",
        "numpy",
        "sklearn",
        "scipy",
        "textual",
        "rich",
        "sqlite_utils",
        "wordllama",
        "yaml",
        "dateparser",
        "markdown_it",
    }
    code = (
        "import sys, json\nfrom lineage.cli.main import run\n"
        "try:\n    run([])\nexcept SystemExit:\n    pass\n"
        f"print(json.dumps(sorted({heavy!r} & set(sys.modules))), file=sys.stderr)\n"
    )
    environment = {
        **os.environ,
        "_LINEAGE_COMPLETE": "fish_complete",
        "LINEAGE_LINE": line,
        "LINEAGE_JOURNAL": str(known.folder),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stderr) == []
    assert done.stdout
