"""Every page a terminal has over a replica, one after the other, each scrolled, searched and typed into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from core.errors import WatchroomError
from core.replica.replica import Replica
from core.replica.rows import RecordRow
from tui import screens
from tui.line import open_record
from tui.sheet.span import Size
from tui.shell import Shell
from tui.terminal import Terminal

SHOWN_BY = {"record": None}
"""Pages that show one record, and the kind they show (None: every kind); those not named here show an incident."""

ARGUMENTS = {"daylog": {"day": "2026-11-21"}}
"""What a page must be given besides."""


def shell_of(replica: Replica) -> Shell:
    """The terminal over `replica`, on its first page."""
    return Shell(Terminal(replica), screens.registry(), "watch")


def walk(shell: Shell, size: Size, typed: Sequence[str]) -> Iterator[str]:
    """Go through every page and every record; yields the name of what shows now."""
    shell.compose(size)
    yield "watch"
    for zone in range(3):
        shell.key("tab")
        yield f"watch zone {zone}"
    shell.key("escape")
    of_one_record = []
    for page_id in screens.PAGES:
        try:
            shell.open(page_id, **ARGUMENTS.get(page_id, {}))
        except (KeyError, TypeError):
            of_one_record.append(page_id)
        except WatchroomError:  # the program says so and stays where it was
            shell.home()
        else:
            yield from _looked_at(shell, page_id, size, typed)
    rows = shell.services.desk.replica.rows()
    for row in {(row.kind, row.status, row.struck): row for row in rows}.values():
        yield from _record(shell, row, of_one_record, size, typed)


def _record(
    shell: Shell, row: RecordRow, of_one_record: list[str], size: Size, typed: Sequence[str]
) -> Iterator[str]:
    """A record on the page of its kind, on the page for every record, and on others that show it."""
    own = row.kind in screens.OF_RECORDS and row.kind in screens.PAGES
    if own and _tried(shell, lambda: open_record(shell.stack.top, row.id)):
        yield from _looked_at(shell, f"{row.kind} {row.number[:20]}", size, typed)
    for page_id in of_one_record:
        shown = SHOWN_BY.get(page_id, "incident") in (None, row.kind)
        if shown and _tried(shell, lambda page_id=page_id: shell.open(page_id, record=row.id)):
            yield f"{page_id} {row.kind}"
            shell.compose(size)
            shell.key("pagedown")
            yield f"{page_id} {row.kind} below"
            shell.home()


def _tried(shell: Shell, act: Callable[[], None]) -> bool:
    """Act as a key would: a refusal is said and nothing shows, a fault is noted."""
    try:
        act()
    except WatchroomError:
        shell.home()
        return False
    except Exception as fault:
        shell.fault = fault
    return True


def _looked_at(shell: Shell, name: str, size: Size, typed: Sequence[str]) -> Iterator[str]:
    """One page: as it opens, one page down, with a cursor moved, with something typed."""
    yield name
    shell.compose(size)
    for key in ("pagedown", "down", "tab"):
        shell.key(key)
        yield f"{name} after {key}"
    for text in typed:
        shell.paste(text)
        yield f"{name} with something typed"
        shell.key("ctrl+u")
    while shell.stack.top.question is not None:
        shell.key("escape")
    shell.home()
