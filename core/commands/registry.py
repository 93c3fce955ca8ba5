"""The table of commands. A code, a word or a key stands once in each scope; tests hold the table to that."""

from __future__ import annotations

from functools import cache
from typing import Final

from core.commands.command import EVERYWHERE, Command, Takes
from core.commands.on_incident import ON_INCIDENT

_STAMP: Final = (Takes.VEHICLES, Takes.TIME)
_CORRECTION: Final = (Takes.NUMBER, Takes.TEXT)
_TEXT: Final = (Takes.TEXT,)
_TASK: Final = (Takes.TEXT, Takes.OWNER)

PLACES: Final = (
    Command("help", "bz", ("帮助",), ("help",), "f1", term="ui.help", takes=_TEXT),
    Command(
        "incident",
        "jq",
        ("警情",),
        ("incident",),
        "f2",
        term="inc.incident",
        takes=_TEXT,
        codes=("hz", "qx", "yl"),
    ),
    Command("rollcall", "dm", ("点名",), ("rollcall",), "f3", term="duty.rollcall"),
    Command("meeting", "hy", ("会议", "微会议"), ("meeting",), "f4", takes=_TEXT),
    Command("report", "bg", ("报告",), ("report",), "f5"),
    Command("handover", "jj", ("交接", "交接班"), ("handover",), "f6", term="handover.title"),
    Command("search", "cz", ("查找",), ("search", "find"), "f7", takes=_TEXT),
    Command("direct", "zb", ("直报",), ("direct",), "f8", term="direct.title"),
    Command("menu", "zcd", ("菜单",), ("menu",), "f9"),
    Command("lock", "sd", ("锁定",), ("lock",), "f10"),
    Command("watch", "sy", ("首页",), ("home",)),
    Command("people", "ry", ("人员",), ("people",), takes=(Takes.PERSON,)),
    Command("settings", "sz", ("设置",), ("settings",)),
    Command("meetings", "hyb", ("会议记录", "会议表"), ("minutes",), term="life.minutes"),
    Command("actions", "ydb", ("待办", "议定表"), ("todo",)),
    Command("station", "zw", ("站务",), ("station",)),
    Command("daylog", "zrz", ("逐日日志",), ("browse",)),
    Command("branch", "zbk", ("支部看板", "支部"), ("branch",), term="std.board"),
    Command("lesson", "wdk", ("微党课",), ("lesson",), term="micro.lesson"),
    Command("checks", "dhcc", ("电话抽查", "抽查"), ("checks",), term="check.title"),
    Command("footing", "pz", ("平战", "平战转换"), ("emergency",), term="mode.switch"),
    Command("metrics", "zbb", ("指标", "指标表"), ("metrics",)),
    Command("digest", "zbzy", ("总部摘要", "摘要"), ("hq_digest",), term="sync.digest"),
    Command("outbox", "tb", ("同步",), ("sync",)),
    Command("alarms", "jb", ("警报",), ("alarms",)),
    Command("incidents", "jqb", ("警情表", "全部警情"), ("all_incidents",)),
)
"""Commands that lead to a page, in the order of their keys."""

STAMPS: Final = (
    Command(
        "stamp.turnout", "cd", ("出动",), ("turnout",), takes=_STAMP, needs=("incident",), term="inc.turnout"
    ),
    Command(
        "stamp.on_scene",
        "dc",
        ("到场",),
        ("on_scene",),
        takes=_STAMP,
        needs=("incident",),
        term="inc.on_scene",
    ),
    Command(
        "stamp.controlled",
        "kz",
        ("控制",),
        ("controlled",),
        takes=_STAMP,
        needs=("incident",),
        term="inc.controlled",
    ),
    Command(
        "stamp.closed",
        "wb",
        ("处置完毕", "完毕"),
        ("closed",),
        takes=_STAMP,
        needs=("incident",),
        term="inc.closed",
        codes=("wbq",),
    ),
    Command("stamp.back", "gd", ("归队",), ("back",), takes=_STAMP, needs=("incident",), term="inc.back"),
)
"""Times of an incident, for the whole or for vehicles."""

WRITING: Final = (
    Command("log", "rz", ("记录", "日志"), ("log",), takes=_TEXT, must=_TEXT, term="duty.log"),
    Command("standby", "jh", ("监护",), ("standby",), takes=_TEXT, term="inc.cover"),
    Command("hazard", "yh", ("隐患",), ("hazard",), takes=_TASK, must=_TEXT, term="inc.hazard"),
    Command("problem", "kn", ("困难", "问题"), ("problem",), takes=_TASK, must=_TEXT, term="issue.title"),
    Command("action", "yd", ("议定", "议定事项"), ("action",), takes=_TASK, must=_TEXT, term="act.item"),
    Command("strike", "zf", ("作废",), ("strike",), takes=_CORRECTION, must=_CORRECTION),
    Command("amend", "gz", ("更正",), ("amend",), takes=_CORRECTION, must=_CORRECTION, term="rec.amend"),
    Command("confirm", "qr", ("确认战时",), ("confirm",), "ctrl+k"),
    Command("duty", "qb", ("去办",), ("go",), "ctrl+g"),
    Command("later", "sht", ("稍后",), ("later",), "ctrl+t"),
    Command("called", "bb", ("电话补报", "补报"), ("phoned",), "ctrl+o", term="direct.phone"),
    Command("undo", "cx", ("撤销",), ("undo",), "ctrl+z", needs=("undo",)),
)
"""Commands that write without leaving the page."""

SEAT: Final = (
    Command("language", "yy", ("语言",), ("language",), "ctrl+l", takes=(Takes.LANGUAGE,), term="ui.lang"),
    Command("quit", "tc", ("退出",), ("quit", "exit")),
)
"""Commands for the terminal itself."""

COMMANDS: Final = (*PLACES, *STAMPS, *WRITING, *SEAT, *ON_INCIDENT)


@cache
def by_id(name: str) -> Command:
    """The command called `name`; raises KeyError."""
    return {command.id: command for command in COMMANDS}[name]


@cache
def by_key(key: str, scope: str = EVERYWHERE) -> Command | None:
    """The command of a key by Textual's name, that of `scope` before the one of every page."""
    found = [command for command in visible(scope) if command.key == key]
    return found[0] if found else None


@cache
def visible(scope: str) -> tuple[Command, ...]:
    """The commands a page of `scope` knows, its own first."""
    own = [command for command in COMMANDS if command.scope == scope]
    return tuple(own) if scope == EVERYWHERE else (*own, *visible(EVERYWHERE))
