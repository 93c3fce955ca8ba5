"""A hostile walk: nothing anybody wrote is obeyed by a terminal, by a screen, or by the command line.

The texts come in as records of another terminal, with every string of every event replaced, so that no clean-up at
the keyboard stands between them and the screen.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from core.clock import SystemClock
from core.i18n import LANGUAGES, set_language
from core.journal.event import Event, Stored
from core.replica.rebuild import rebuild
from core.text import cells
from tests.journeys.corpus import CORPUS
from tests.journeys.full_station import full_station
from tests.journeys.poison import Change, chained, poisoned, stored_events
from tests.journeys.walk import shell_of, walk
from tests.terminal import Terminal
from tests.tui.station import NIGHT
from tui import theme
from tui.sheet.span import Size
from tui.shell import Shell
from tui.widgets.canvas import strip_of
from watchroom.cli import run

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = (Size(80, 24), Size(120, 36))
OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""What a terminal or an eye obeys rather than shows: controls, format characters, surrogates, separators."""

LONG = 3_000
"""Characters of a text pasted at the keyboard, more than any field keeps."""
MANY = 300
"""From where on a text is long: it stands at full length only now and then."""


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Event]]:
    """The events of a whole watch."""
    replica, _ = full_station(tmp_path_factory.mktemp("honest") / "data")
    with replica:
        yield stored_events(replica)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Begin and end in the first language."""
    set_language(LANGUAGES[0])
    yield
    set_language(LANGUAGES[0])


def obeyed_in(text: str) -> set[str]:
    """The code points of `text` that would be obeyed."""
    if text.isprintable():
        return set()
    return {hex(ord(char)) for char in text if unicodedata.category(char) in OBEYED}


def judge(shell: Shell, size: Size, where: str) -> list[str]:
    """What is wrong with the screen as it would be painted."""
    found = [] if shell.fault is None else [f"{where}: {shell.fault!r}"]
    screenful = shell.compose(size)
    if len(screenful.rows) != size.height:
        found.append(f"{where}: {len(screenful.rows)} rows")
    for row in screenful.rows:
        strip = strip_of(row, size.width)
        obeyed = obeyed_in(strip.text)
        if obeyed:
            found.append(f"{where}: {obeyed} reaches the terminal")
        if cells(strip.text) != size.width:
            found.append(f"{where}: a row of {cells(strip.text)} cells: {strip.text[:60]!r}")
        for segment in strip:
            style = segment.style
            if segment.control or (style is not None and (style.meta or style.link)):
                found.append(f"{where}: {segment!r} acts")
        found += [f"{where}: style {name!r}" for _, name in row if name not in theme.STYLES]
    return found


def looks(number: int) -> tuple[tuple[str, Size], ...]:
    """Both languages and both sizes; the pairs change from group to group."""
    first, second = SIZES if number % 2 else SIZES[::-1]
    return ((LANGUAGES[0], first), (LANGUAGES[1], second))


def spoilt(texts: Sequence[str]) -> Change:
    """Put the texts in turn in place of every second string, and around the others; a megabyte only now and then."""
    count = iter(range(1_000_000))

    def change(old: str) -> str:
        turn, alone = divmod(next(count), 2)
        text = texts[turn % len(texts)]
        if turn % 12 and len(text) > MANY:
            text = text[: MANY if turn % 5 else LONG]
        return text if alone else f"{text}{old}{text[:LONG]}"

    return change


GROUPS = [list(CORPUS)[start : start + 4] for start in range(0, len(CORPUS), 4)]


@pytest.mark.parametrize("number", range(len(GROUPS)), ids=[" + ".join(group) for group in GROUPS])
def test_no_page_obeys_what_is_written_in_a_record(number: int, honest: list[Event], tmp_path: Path) -> None:
    texts = [CORPUS[name] for name in GROUPS[number]]
    replica, _ = poisoned(tmp_path / "data", honest, NIGHT, spoilt(texts))
    wrong: list[str] = []
    with replica:
        for language, size in looks(number):
            set_language(language)
            shell = shell_of(replica)
            for where in walk(shell, size, [text[:LONG] for text in texts]):
                wrong += judge(shell, size, f"{language} {size.width} {where}")
                shell.fault = None
    assert wrong[:12] == []


READING = (
    ("status",),
    *(
        ("list", kind)
        for kind in ("log", "incident", "meeting", "action", "issue", "rollcall", "shift", "order")
    ),
    *(("list", kind) for kind in ("person", "unit", "vehicle", "place", "gear", "handover")),
    ("search", "1"),
    ("search", "昨天"),
    ("people", "list"),
    ("handover", "print"),
    ("doctor",),
    ("verify",),
)
"""Commands that print what lies in the records."""


def speaking(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Everything a command says, on both streams."""
    capsys.readouterr()
    assert run(["--data", str(data), *words]) in (0, 1, 2)
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize("number", range(len(GROUPS)), ids=[" + ".join(group) for group in GROUPS])
def test_no_command_prints_what_a_terminal_obeys(
    number: int, honest: list[Event], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [CORPUS[name] for name in GROUPS[number]]
    replica, _ = poisoned(tmp_path / "data", honest, NIGHT, spoilt(texts), numbers=False)
    shown = [("show", row.number) for row in replica.rows() if row.number]
    replica.close()
    wrong = []
    for words in (*READING, *shown[:: len(shown) // 12 + 1], *(("search", text[:60]) for text in texts)):
        said = speaking(tmp_path / "data", capsys, *words)
        for form in (said, speaking(tmp_path / "data", capsys, *words, "--json")):
            obeyed = obeyed_in(form.replace("\n", ""))
            if obeyed:
                wrong.append((words, "--json" if form is not said else "", obeyed))
    assert wrong[:12] == []


SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=!]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])"
)
MOVING = re.compile(rb"[0-9;:]+")


def sequences(data: Path) -> tuple[set[bytes], bytes]:
    """The sorts of control sequences the program sends while pages are looked at, and every other control byte."""
    command = [sys.executable, "-P", "-m", "watchroom", "--data", str(data), "--lang", "zh"]
    with Terminal(command, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("F10")
        for key in ("tab", "tab", "pagedown", "escape", "f2", "escape", "f3", "escape", "f4", "escape", "f7"):
            terminal.press(key)
            terminal.settle(0.05)
        terminal.press("1")
        terminal.settle(0.1)
        sent = bytes(terminal.received)
    found = {MOVING.sub(b"n", one) for one in SEQUENCE.findall(sent)}
    plain = SEQUENCE.sub(b"", sent).decode("utf-8")
    return found, "".join(
        char for char in plain if unicodedata.category(char) in OBEYED and char not in "\r\n"
    ).encode()


@pytest.mark.journey
def test_the_program_sends_a_hostile_station_no_other_sequences(honest: list[Event], tmp_path: Path) -> None:
    now = SystemClock().now()
    poisoned(tmp_path / "honest", honest, now, lambda old: old)[0].close()
    texts = [text for text in CORPUS.values() if len(text) < LONG]
    poisoned(tmp_path / "hostile", honest, now, spoilt(texts))[0].close()
    allowed, _ = sequences(tmp_path / "honest")
    sent, other = sequences(tmp_path / "hostile")
    assert sent <= allowed
    assert other == b""


ODD = (
    7,
    2**62,
    None,
    [],
    {},
    ["x"],
    {"id": "zz", "name": None},
    "",
    "9999-12-31T23:59:59-10:00",
    "not a time",
    [[[]]],
)
"""What stands where something else belongs."""


def replaced(body: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`body` with another value at `path`."""
    if not path:
        return new
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[path[0]] = replaced(body[path[0]], path[1:], new)
    return copy


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in `body`; of a list only its first member."""
    yield path
    members = (
        body.items() if isinstance(body, dict) else enumerate(body[:1]) if isinstance(body, list) else ()
    )
    for name, value in members:
        yield from places(value, (*path, name))


def misshapen(honest: list[Event]) -> Iterator[list[Stored]]:
    """A record of every kind of event, once for every place of its body, with something odd at that place."""
    first = {event.kind: event for event in reversed(honest) if not event.kind.startswith("session.")}
    odd, chance = cycle(ODD), random.Random(11)
    for bad in first.values():
        record = [event for event in honest if event.record == bad.record]
        for place, value in zip(places(bad.body), odd, strict=False):
            names = chance.randbytes(16).hex(), chance.randbytes(16).hex()
            moved = [
                event._replace(session=names[0], seq=seq, act=seq, record=names[1], number="")
                for seq, event in enumerate(record, 1)
            ]
            spoilt = moved[record.index(bad)]
            body = replaced(bad.body, place, [] if value is None and not place else value)
            yield list(
                chained(
                    moved, lambda event, spoilt=spoilt, body=body: body if event is spoilt else event.body
                )
            )


def test_a_record_of_another_shape_stops_neither_the_feed_nor_a_page(
    honest: list[Event], tmp_path: Path
) -> None:
    replica, _ = poisoned(tmp_path / "data", [], NIGHT, lambda old: old)
    wrong: list[str] = []
    with replica:
        for batch in misshapen(honest):
            assert replica.absorb(batch) == len(batch)
        for language, size in looks(0):
            set_language(language)
            shell = shell_of(replica)
            for where in walk(shell, size, ["7"]):
                wrong += judge(shell, size, f"{language} {size.width} {where}")
                shell.fault = None
        before = replica.rows()
        rebuild(replica)
        assert replica.rows() == before
    assert wrong[:12] == []
