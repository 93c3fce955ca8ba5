"""What README and docs say is so: links lead somewhere, names exist, nothing a person can type or set is left out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest

from core.errors import Damaged, Incomplete, NotSaved, Refusal
from core.i18n import catalogue
from tests.watchroom.test_help import paths
from tools.pictures import PICTURES
from watchroom.cli import FAULT, INTERRUPTED, root

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:core|tui|sync|watchroom|tests|tools|docs)/[\w./-]+\.\w+)`")
TEST = re.compile(r"`(test_\w+)`")
PICTURE_BYTES = 150_000
PACKAGES = ("core", "tui", "sync", "watchroom")


@cache
def text(page: Path) -> str:
    """A page of the documentation."""
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    """A page as a report names it."""
    return page.relative_to(ROOT).as_posix()


@cache
def sources(*folders: str) -> str:
    """Every line of Python in `folders`."""
    return "\n".join(path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path):
    links = [link for link in LINK.findall(text(page)) if "://" not in link]
    dead = [link for link in links if not (page.parent / link.partition("#")[0]).exists()]
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_that_is_named_exists(page: Path):
    assert [file for file in FILE.findall(text(page)) if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_test_that_is_named_exists(page: Path):
    known = set(re.findall(r"def (test_\w+)\(", sources("tests")))
    assert [test for test in TEST.findall(text(page)) if test not in known] == []


def test_the_two_commands_of_a_fresh_machine_stand_in_the_readme():
    readme = text(ROOT / "README.md")
    assert "\npython3 dev.py demo\n" in readme
    assert "\npython3 dev.py test\n" in readme


def test_every_picture_is_shown_made_by_the_tool_and_small():
    shown = {Path(link).name for page in PAGES for link in LINK.findall(text(page)) if link.endswith(".png")}
    there = {path.name for path in (ROOT / "docs/pictures").iterdir()}
    assert there == shown == {f"{picture.name}.png" for picture in PICTURES}
    for path in (ROOT / "docs/pictures").iterdir():
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert path.stat().st_size <= PICTURE_BYTES


def test_the_vectors_are_named_where_the_protocol_is_described_and_read_by_a_test():
    assert "docs/protocol-vectors.json" in text(ROOT / "docs/protocol.md")
    assert "docs/protocol-vectors.json" in text(ROOT / "README.md")
    assert "protocol-vectors.json" in sources("tests/core/journal")


@pytest.mark.parametrize("path", [path for path in paths() if path], ids=" ".join)
def test_every_option_of_the_shell_stands_in_the_manual(path: tuple[str, ...]):
    command: click.Command = root
    for word in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word) or command
    manual = text(ROOT / "docs/commands.md")
    start = re.search(rf"^### `watchroom {' '.join(path)}[ `]", manual, re.MULTILINE)
    assert start is not None
    section = manual[start.start() :].partition("\n### ")[0] + manual.partition("\n### ")[0]
    missing = [
        option
        for param in command.params
        for option in param.opts
        if option.startswith("--") and option not in section
    ]
    assert [option for option in missing if option != "--help"] == []


@pytest.mark.parametrize(
    "code",
    [
        0,
        Incomplete.exit_code,
        Refusal.exit_code,
        NotSaved.exit_code,
        Damaged.exit_code,
        4,
        FAULT,
        INTERRUPTED,
    ],
)
def test_every_exit_code_stands_in_the_manual(code: int):
    said = text(ROOT / "docs/operations.md").partition("Exit codes:")[2].partition(".\n")[0]
    assert re.search(rf"\b{code} \w", said)


def test_every_variable_of_the_environment_is_told():
    read = set(re.findall(r"\bWATCHROOM_[A-Z]+\b", sources(*PACKAGES)))
    told = "".join(map(text, PAGES))
    assert {variable for variable in read if variable not in told} == set()


def test_the_architecture_names_every_room():
    page = text(ROOT / "docs/architecture.md")
    rooms = [path.name for path in (ROOT / "core").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"  {room}/" not in page] == []


def test_the_readme_names_every_file_of_a_data_directory(tmp_path: Path):
    from watchroom.cli import run

    assert run(["init", "--data", str(tmp_path / "data"), "--station", "东港站", "--code", "东港"]) == 0
    readme = text(ROOT / "README.md")
    assert [path.name for path in (tmp_path / "data").iterdir() if f"`{path.name}`" not in readme] == []


def test_every_alarm_stands_in_operations_in_both_languages_with_what_to_do():
    rows = [
        line.split("|") for line in text(ROOT / "docs/operations.md").splitlines() if line.startswith("|")
    ]
    told = {(row[1].strip(), row[2].strip()) for row in rows if len(row) == 5 and row[3].strip()}
    alarms = [said for key, said in catalogue().items() if key.startswith("sync.alarm.")]
    assert {(said["zh"], said["en"]) for said in alarms} - told == set()
