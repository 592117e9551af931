"""What a person meets who does not know the command: help, the nearest of a wrong word, the man page, output without colours."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from lineage.cli.main import COMMANDS, call
from lineage.cli.main import lineage as root_command

DOCS = Path(__file__).parent.parent.parent / "docs"
SGR = re.compile(r"\x1b\[[0-9;]*m")


# The nearest ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(journal):
    (journal.folder / "lineage.toml").write_text('[context.guild]\norganisation = "Example Guild"\n')
    given = {
        "organisation": "Example Guild",
        "actors": ("core team",),
        "words": ("limbo",),
        "episode": "spring-vote",
    }
    journal.add("The vote passed", given | {"tensions": ("G4",), "kind": "observation"}, context="guild")
    journal.refresh()
    return journal


@pytest.mark.parametrize(
    ("words", "named"),
    [
        # A command, an option, a choice.
        ("serch vote", "search"),
        ("taxonomy shw G4", "show"),
        ("list --limt 3", "--limit"),
        ("search vote --acros", "--across"),
        ("mine --sead 1", "--seed"),
        ("report --outpt x.md", "--output"),
        ("show --jsn x", "--json"),
        ("add --outcom held x", "--outcome"),
        ("import csv x --colum a=b", "--column"),
        ("list --jornal x", "--journal"),
        ("import obsidien notes", "nearest: obsidian"),
        ("list --for tem", "nearest: team"),
        ("init --for tem {new}", "nearest: team"),
        ("agree compare --measure alpa", "nearest: alpha"),
        ("completion zhs", "nearest: zsh"),
        # A query key and its values.
        ("list outcom:stall", "there are outcome,"),
        ("list seting:dao", "there are setting,"),
        ("list has:folows", "there are follows,"),
        ("list outcome:stal", "nearest: stall"),
        ("list outcome:stukc", "nearest: stuck"),
        ("list setting:token-comunity", "nearest: token-community"),
        ("list condition:credible-comitment", "nearest: credible-commitment"),
        ("list tension:plutocrasy", "nearest: plutocracy"),
        ("mine tension:plutocrasy", "nearest: plutocracy"),
        # A term, a facet value, a context, at every place that takes one.
        ("tag {id} +plutocrasy", "nearest: plutocracy"),
        ("taxonomy show plutocrasy", "nearest: plutocracy"),
        ("taxonomy list executoin", "nearest: execution"),
        ("suggest --setting doa text", "nearest: dao"),
        ("mine --family doa", "nearest: dao"),
        ("advise --setting doa", "nearest: dao"),
        ("edit {id} --set outcom=held", "nearest: outcome"),
        ("edit {id} --set outcome=hled", "nearest: held"),
        ("edit {id} --set sensitivity=taem", "nearest: team"),
        ("edit {id} --set helped=ture", "nearest: true"),
        ("report --mark flag_lew", "nearest: flag_law"),
        ("report --input skt=2", "nearest: stk"),
        ("report --current decied=M2", "nearest: decide"),
        ("report --without r12", "nearest: R12"),
        ("agree compare --facet tensons", "nearest: tensions"),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest(lineage, known, tmp_path, words, named):
    entry = known.entries().entries[0]
    before = (known.folder / entry.path).read_bytes()
    code, _, err = lineage(*(word.format(id=entry.id, new=tmp_path / "new") for word in words.split()))
    assert named in err
    assert code in (1, 2)
    assert (known.folder / entry.path).read_bytes() == before
    assert len(known.entries().entries) == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("list context:gild", "no entry has context:gild; nearest: guild"),
        ("list @gild", "nearest: guild"),
        ("list kind:memmo", "nearest: memo"),
        ("list sensitivity:taem", "nearest: team"),
        ("list helped:ture", "nearest: true"),
        ("list organisation:ExampelGuild", "nearest: Example Guild"),
        ("list actor:cor-team", "nearest: core team"),
        ("search word:limboo", "nearest: limbo"),
        ("list episode:springvote", "nearest: spring-vote"),
        ("add -t plutocrasy x", "nearest: plutocracy"),
        ("add --outcome hled x", "nearest: held"),
        ("add --setting token-comunity x", "nearest: token-community"),
        ("add @gild x", "nearest: guild"),
    ],
)
def test_what_nothing_is_called_or_is_kept_as_a_word_is_told_with_the_nearest(lineage, known, words, named):
    code, _, err = lineage(*words.split())
    assert named in err
    assert code == 0


def test_a_column_that_is_none_names_the_nearest(lineage, tmp_path):
    table = tmp_path / "notes.csv"
    table.write_text("Datum,What happened\n2026-11-24,Nobody came\n")
    assert "nearest: outcome" in lineage("import", "csv", str(table), "--column", "Datum=outcom")[2]
    assert "nearest: Datum" in lineage("import", "csv", str(table), "--column", "Datun=observed")[2]


def test_what_is_in_another_context_is_not_named(lineage, known):
    known.add("Said in confidence", {"organisation": "Example Gilde"}, context="office")
    _, _, err = lineage("list", "context:guild", "organisation:Example-Guilt")
    assert "Example Guild" in err
    assert "Gilde" not in err
    _, _, err = lineage("list", "--across", "organisation:Example-Guilt")
    assert "Gilde" not in err


# Help ----------------------------------------------------------------------------------------------------------------


def leaves():
    def under(command, context, name):
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                yield from under(command.get_command(context, sub), context, f"{name} {sub}".strip())
        if name:
            yield name, command

    return dict(under(root_command, click.Context(root_command, info_name="lineage"), ""))


@pytest.mark.parametrize("name", sorted(leaves()))
def test_help_explains_every_option_with_its_unit_and_default(name):
    command = leaves()[name]
    context = click.Context(command, info_name=name)
    assert command.help, name
    for one in command.params:
        if not isinstance(one, click.Option):
            continue
        assert one.help, (name, one.opts)
        shown = one.get_help_record(context)[1]
        if isinstance(one.type, click.types._NumberRangeBase | click.types.IntParamType) and not one.is_flag:
            assert one.metavar, f"{name} {one.opts[-1]}: say what the number counts, not INTEGER RANGE"
            assert "default" in shown.lower() or one.default is None or "UNSET" in repr(one.default), (
                name,
                one.opts,
            )
        if one.name == "audience":
            assert "default" in shown.lower(), (name, one.opts)


@pytest.mark.parametrize("name", sorted(leaves()))
def test_help_fits_a_narrow_terminal(lineage, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "60")
    code, out, _ = lineage(*name.split(), "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80


def test_the_command_alone_tells_exit_codes_and_where_the_journal_is_found(lineage):
    out = " ".join(lineage("--help")[1].split())
    for said in ("--journal DIR", "LINEAGE_JOURNAL", "Exit codes: 0 done, 1 refused", *COMMANDS):
        assert said in out


# Colours -------------------------------------------------------------------------------------------------------------


def under_a_terminal(words, **environment):
    """What a process of its own prints to a terminal of 100 columns."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM", "COLUMNS")}
    with subprocess.Popen(
        [sys.executable, "-m", "lineage", *words],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env=kept | environment,
    ) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                data = os.read(master, 1 << 16)
            except OSError:
                break
            if not data:
                break
            seen += data
    os.close(master)
    return process.returncode, seen.decode()


COLOURED = ["list", "--across"]


def test_there_are_colours_on_a_terminal_and_nowhere_else(known):
    words = [*COLOURED, "--journal", str(known.folder)]
    code, shown = under_a_terminal(words, TERM="xterm-256color")
    assert code == 0
    assert SGR.search(shown)
    plain = SGR.sub("", shown)
    for environment in ({"NO_COLOR": "1", "TERM": "xterm-256color"}, {"TERM": "dumb"}):
        assert under_a_terminal(words, **environment) == (0, plain)
    # https://no-color.org: present and not an empty string.
    assert under_a_terminal(words, NO_COLOR="", TERM="xterm-256color") == (0, shown)


def test_a_pipe_gets_no_colours(known):
    for words in (
        COLOURED,
        ["show", known.entries().entries[0].id],
        ["taxonomy", "show", "G4"],
        ["list", "nothing:x"],
        ["mine"],
        ["advise"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "lineage", *words, "--journal", str(known.folder)],
            capture_output=True,
            text=True,
            env={**os.environ, "TERM": "xterm-256color"},
            check=False,
        )
        assert "\x1b" not in done.stdout + done.stderr, words


def test_no_meaning_is_told_by_a_colour_alone():
    """Texts that differ in colour alone would read the same without: none is painted by a choice, and green and red have words."""
    for path in (DOCS.parent / "lineage" / "cli").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r'paint\(f?"[^"]*",\s*"\w+"\s+if\s', source), path.name
        for text in re.findall(r'paint\(f?"([^"]*)",\s*"(?:good|bad)"\)', source):
            assert re.search(r"[a-z]{3}", text), (path.name, text)


# The man page --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page():
    """lineage.1 as it would be written now."""
    spec = importlib.util.spec_from_file_location("manpage", DOCS / "manpage.py")
    manpage = importlib.util.module_from_spec(spec)
    sys.modules["manpage"] = manpage
    spec.loader.exec_module(manpage)
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    yield reference.pages()["lineage.1"]
    del sys.modules["manpage"]


def test_the_man_page_is_plain_roff(page):
    assert page.isascii()
    assert page.splitlines()[1].startswith(".TH LINEAGE 1")
    for line in page.splitlines():
        assert not line.startswith("'"), line
        if line.startswith("."):
            assert re.match(r"\.(\\\"|TH|SH|SS|TP|PP|nh|ad)", line), line
    assert not re.search(r"(?<!\\)-", page.replace('.\\" ', "").partition(".SH NAME")[2])


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_reads_the_man_page_without_a_word_of_warning(page, tmp_path):
    path = tmp_path / "lineage.1"
    path.write_text(page)
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-P-cbou", str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    shown = " ".join(done.stdout.split())
    for name in leaves():
        assert f"lineage {name}" in shown
    assert "lineage add @guild Vote passed 92 %, treasury" in shown
    assert "--assume-neutral" in shown


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed")
def test_mandoc_reads_the_man_page_without_an_error(page, tmp_path):
    path = tmp_path / "lineage.1"
    path.write_text(page)
    done = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning", str(path)], capture_output=True, text=True, check=False
    )
    found = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
    assert found == []


def test_the_man_page_has_every_command_option_and_variable(page):
    shown = re.sub(r"\\f[BIR]", "", page).replace("\\-", "-").replace("\\(aq", "'")
    for name, command in leaves().items():
        assert f".SS lineage {name}" in shown
        for one in command.params:
            if isinstance(one, click.Option):
                assert one.opts[-1] in shown
    source = "".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "lineage").rglob("*.py"))
    for variable in sorted(set(re.findall(r'"(LINEAGE_[A-Z]+)"', source)) - {"LINEAGE_LINE"}):
        assert variable in shown, variable


def test_the_man_page_comes_with_the_wheel():
    import tomllib

    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"docs/lineage.1": "share/man/man1/lineage.1"}
    assert (DOCS / "lineage.1").is_file()


def test_a_fault_in_the_command_line_is_told_in_one_line(capsys):
    assert call(["list", "--for", "tem"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
