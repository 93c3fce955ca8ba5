"""`python -m watchroom.docs`: writes docs/commands.md and docs/keys.md from the tables the program itself reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from core.commands import COMMANDS, Command
from core.i18n import LANGUAGES, set_language, t
from watchroom.cli import root
from watchroom.frame import SHARED, SpokenGroup, parameter, usage

ROOT: Final = Path(__file__).resolve().parent.parent
KEYS: Final = (
    ("Enter", "enter"),
    ("Esc", "escape"),
    ("Tab", "tab"),
    ("Up, Down", "arrows"),
    ("PageUp, PageDown", "pages"),
    ("/", "slash"),
    ("?", "question"),
    (":", "colon"),
)
"""Keys that are no command, and the catalogue name of what they do."""

DOCUMENTS: Final = {
    "init": '{"station", "device", "letter"}',
    "log": '{"number", "id"}',
    "incident new": '{"number", "id", "class", "place"}',
    "incident stamp": '{"number", "stage", "unit", "at"}',
    "incident close": '{"missing": [FIELD, ..]}',
    "rollcall": '{"expected", "present", "absent": [NAME, ..]}',
    "meeting new": '{"number"}, of a Leaders\' Exchange also {"problems": [TEXT, ..]}',
    "handover prepare": '{"number", "status", "brief", "hash"}',
    "due": '{"items": [{"rule", "duty", "state", "due", "why", "reason", "met_by", "met_at", "moved", "owner"}, ..]}; '
    'with --year {"year", "rules": [{"rule", "duty", "months": [{"month", "state", "met", "owed", "why", "reason", '
    '"moved"}, ..]}, ..]}',
    "cadence list": '{"rules": [{"rule", "duty", "owed_by", "routine": [BEAT, ..], "emergency": [BEAT, ..]}, ..]}',
    "cadence set": '{"rule", "column", "beats": [{"every", "met_by", "day", "at", "span", "level", "text"}, ..]}',
    "routing list": '{"routes": [{"level", "kind", "to", "routine", "emergency", "routine_limit", '
    '"emergency_limit"}, ..]}',
    "routing set": '{"level", "kind", "to", "routine", "emergency", "routine_limit", "emergency_limit"}',
    "metrics": '{"since", "until", "items": [{"metric", "part", "subject", "name", "value", "of", "percent", "beside", '
    '"median_s", "slowest_s", "records": [NUMBER, ..]}, ..]}',
    "digest": '{"since", "until", "waiting": [{"number", "station", "level", "place", "need", "sent", "raised"}, ..], '
    '"branches": [{"unit", "name", "digests": [{"number", "form", "since", "until", "nil", "figures", '
    '"stations"}, ..], "figures"}, ..]}',
    "report preview": '{"form", "since", "until", "team", "lines": [TEXT, ..], "sources": [[ID, ..], ..]}',
    "report submit": '{"number", "lines", "compiled", "nil"}',
    "direct send": '{"number", "id", "status"}',
    "list": '{"total", "items": [{"number", "id", "kind", "title", "status", "open", "struck", "at", ..}, ..]}',
    "show": '{.. as in list .., "lines": [{"at", "text", "by", "marks"}, ..], "record"}',
    "phones list": '{"units": [{"unit", "phones": [{"who", "number"}, ..]}, ..]}',
    "phones set": '{"units": [{"unit", "phones": [{"who", "number"}, ..]}, ..]}',
    "search": '{"total", "hits": [{"number", "kind", "text", "at"}, ..]}',
    "verify": '{"ok", "events", "problems": [{"session", "seq", "what"}, ..]}',
    "status": '{"events", "waiting", "last_sync", "server", "heads", "error", "offset_ms", "alarms", '
    '"undecided", "urgent_unsent"}',
    "demo": '{"station", "since", "until", "people", "records", "classes", "open", "data", "pin", "stations": '
    '[{"station", "events", "terminals": [{"letter", "events", "data"}, ..]}, ..], "events", "branch": {"events", '
    '"contents", "data", "url"}, "hq": {..}, "in_sync", "differences": [{"where", "what", "events"}, ..]}; with '
    '--scenario {"since", "until", "cues": [{"at", "unit", "text"}, ..], "checks": [{"name", "ok", ..}, ..], '
    '"terminals": [{"watch", "unit", "events", "data"}, ..], "branch": {..}, "hq": {..}, "in_sync", "differences", '
    '"data", "pin"}',
    "enrol": '{"server", "unit", "name", "letter", "scope", "offered"}',
    "sync": '{"ok", "waiting", "received", "error", "alarms"}',
    "alarms": '{"unseen", "alarms": [{"id", "at", "key", "text", "about", "seen"}, ..]}',
    "carry out": '{"folder", "files", "events", "there", "unsealed"}',
    "carry in": '{"ok", "files", "new", "known", "broken", "gaps", "forked", "foreign"}',
    "doctor": '{"ok", "checks": [{"name", "ok", "seen", "advice"}, ..]}',
}
"""What `--json` prints, for the commands scripts rely on."""


def commands_page() -> str:
    """docs/commands.md."""
    return "\n".join([*_head("commands"), *_line_commands(), "", *_shell_commands()]) + "\n"


def keys_page() -> str:
    """docs/keys.md."""
    rows = [
        f"| {_key(command)} | {_both(command.label)} | {_both(command.help)} |"
        for command in COMMANDS
        if command.key
    ]
    others = [f"| {key} | {_both(f'docs.key.{name}')} | |" for key, name in KEYS]
    table = ["| | | |", "|---|---|---|", *rows, *others]
    return "\n".join([*_head("keys"), *table, "", *_paragraphs("docs.keys.pages")]) + "\n"


def _head(page: str) -> list[str]:
    """Title and first paragraph, both languages."""
    return [f"# {_both(f'docs.{page}.title')}", "", *_paragraphs(f"docs.{page}.about"), ""]


def _paragraphs(key: str) -> list[str]:
    return [line for language in LANGUAGES for line in (t(key, language=language), "")][:-1]


def _both(key: str) -> str:
    """A text in both languages, side by side."""
    return (
        " / ".join(t(key, language=language) for language in LANGUAGES).replace("|", "\\|").replace("\n", " ")
    )


def _line_commands() -> list[str]:
    """Every command of the screen's command line."""
    head = [f"## {_both('docs.commands.line')}", "", *_paragraphs("docs.commands.line_about"), ""]
    rows = [_line_row(command) for command in COMMANDS]
    return [*head, "| | | | |", "|---|---|---|---|", *rows]


def _line_row(command: Command) -> str:
    names = ", ".join(f"`{name}`" for name in (*command.all_codes, *command.words))
    takes = " ".join(_both(f"command.takes.{item.value}") for item in command.takes)
    return f"| {names} | {_key(command)} | {takes} | {_both(command.help)} |"


def _key(command: Command) -> str:
    return command.key.replace("ctrl+", "Ctrl-").upper().replace("CTRL-", "Ctrl-") if command.key else ""


def _shell_commands() -> list[str]:
    """Every command of the shell, with its options and its document."""
    lines = [f"## {_both('docs.commands.shell')}", "", *_paragraphs("cli.root.help"), ""]
    lines += [f"- `{name}`: {about}" for name, about in map(_parameter, _shared())]
    for context in walk(root, click.Context(root, info_name="watchroom")):
        typed = usage(context).removesuffix(t("cli.usage_options")).rstrip()
        lines += ["", f"### `{typed}`", "", *_paragraphs(_about(context))]
        own = [param for param in context.command.params if param.opts[0] not in SHARED]
        if own:
            lines += ["", *(f"- `{name}`: {about}" for name, about in map(_parameter, own))]
        document = DOCUMENTS.get(_name(context))
        if document:
            lines += ["", f"`--json`: `{document}`"]
    return lines


def _shared() -> list[click.Parameter]:
    return [param for param in root.params if param.opts[0] in SHARED]


def _parameter(param: click.Parameter) -> tuple[str, str]:
    name, key = parameter(param)
    return name, _both(key)


def _name(context: click.Context) -> str:
    return context.command_path.partition(" ")[2]


def _about(context: click.Context) -> str:
    return f"cli.{_name(context).replace(' ', '.')}.help"


def walk(group: SpokenGroup, context: click.Context) -> Iterator[click.Context]:
    """Every command below `group` that does something, in the order of the help."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, parent=context, info_name=name)
        if isinstance(command, SpokenGroup):
            yield from walk(command, below)
        else:
            yield below


PAGES: Final = {"docs/commands.md": commands_page, "docs/keys.md": keys_page}


def main() -> int:
    """Write the pages that are not current; returns how many those were."""
    set_language(LANGUAGES[-1])
    stale = 0
    for path, page in PAGES.items():
        text, file = page(), ROOT / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(path)
            stale += 1
    return stale


if __name__ == "__main__":
    main()
    sys.exit(0)
