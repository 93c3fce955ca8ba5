"""The command line: each command the same operation as its screen; every error one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

import click

from core.errors import Damaged, Refusal, WatchroomError
from core.i18n import LANGUAGES, set_language, t
from watchroom.again import again
from watchroom.commands import COMMANDS
from watchroom.frame import SpokenGroup
from watchroom.given import Given
from watchroom.house import refuse_strangers
from watchroom.speak import notice

INTERRUPTED = 130
FAULT = 70
"""Exit code of a fault of the program: none of the answers 0 to 4 may be read into it."""


def language_of(arguments: Sequence[str]) -> str:
    """The language to begin with: `--lang`, else that of the environment, else the first."""
    for index, word in enumerate(arguments):
        if word == "--":
            break
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang":
            value = next(iter(arguments[index + 1 :]), "")
        if value in LANGUAGES:
            return value
    named = [os.environ.get(name, "") for name in ("WATCHROOM_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    spoken = next(filter(None, named), "")[:2].lower()
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


@click.pass_context
def _root(context: click.Context) -> int | None:
    """Without a command, open the screen."""
    if context.invoked_subcommand is not None:
        return None
    given = context.ensure_object(Given)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refusal("cli.no_terminal")
    given.replica().close()
    from tui.main import run as open_screen
    from watchroom.branch import Background

    branch = Background(given.directory)
    try:
        return open_screen(given.directory, given.language, branch)
    finally:
        branch.stop()


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from core.replica.writer import PROGRAM

        print(PROGRAM)
        context.exit(0)


root = SpokenGroup(
    "watchroom",
    callback=_root,
    invoke_without_command=True,
    lazy=COMMANDS,
    params=[click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version)],
)
"""The whole command line."""


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns its exit code and never raises."""
    from watchroom import usage

    set_language(language_of(arguments))
    given = Given()

    def carry_out() -> int:
        code = root.main(list(arguments), "watchroom", standalone_mode=False, obj=given)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0

    try:
        refuse_strangers()
        return _guarded(arguments, given, carry_out)
    except click.UsageError as error:
        notice(usage.refusal(error).sentence())
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED


def _guarded(arguments: Sequence[str], given: Given, carry_out: Callable[[], int]) -> int:
    """Carry out a command; over damaged data a reading one is done again on what can be read."""
    try:
        return carry_out()
    except WatchroomError as error:
        notice(error.sentence())
        if isinstance(error, Damaged):
            again(arguments, given, carry_out)
        return error.exit_code
    except (click.ClickException, click.Abort, BrokenPipeError):
        raise
    except Exception as fault:
        code = _fault(fault, given)
        if code == Damaged.exit_code:
            again(arguments, given, carry_out)
        return code


def _fault(fault: Exception, given: Given) -> int:
    """What nobody foresaw: damaged data when the journal says so, else a fault of the program."""
    from watchroom.last_resort import damaged, note

    if given.data is not None and damaged(given.data):
        notice(Damaged("cli.damaged").sentence())
        return Damaged.exit_code
    written = note(fault, given.data) if given.data is not None else None
    notice(t("cli.fault", kind=type(fault).__name__, log=written or "-"))
    return FAULT


def main(arguments: Sequence[str] | None = None, prog_name: str = "watchroom") -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        _settle(stream)
    sys.exit(run([_whole(word) for word in sys.argv[1:]] if arguments is None else arguments))


def _settle(stream: TextIO) -> None:
    """What an encoding cannot say is escaped; ASCII, which can say nothing of ours, gives way to UTF-8."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        ascii_only = stream.encoding.lower() in ("ascii", "ansi_x3.4-1968", "us-ascii")
        reconfigure(errors="backslashreplace", encoding="utf-8" if ascii_only else None)


def _whole(word: str) -> str:
    """An argument a plain locale could not decode, read as UTF-8."""
    return word if word.isascii() else os.fsencode(word).decode("utf-8", "replace")
