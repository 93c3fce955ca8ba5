"""The commands of the incident page (警情): what may be written there besides times and lines of its log."""

from __future__ import annotations

from typing import Final

from core.commands.command import Command, Takes

SCOPE: Final = "incident"
_TEXT: Final = (Takes.TEXT,)


def _here(name: str, code: str, zh: str, en: str, term: str = "") -> Command:
    return Command(f"incident.{name}", code, (zh,), (en,), scope=SCOPE, takes=_TEXT, term=term)


ON_INCIDENT: Final = (
    _here("reinforce", "zy", "增援", "reinforce"),
    _here("notify", "tz", "通知", "notify"),
    _here("air_in", "kh", "空呼", "air_in"),
    _here("air_out", "cc", "撤出", "air_out"),
    _here("grade", "dj", "等级", "grade"),
    _here("reclass", "lb", "类别", "reclass", term="incident.field.class"),
    _here("fill", "tx", "填写", "fill_in"),
    _here("unknown", "bx", "不详", "unknown"),
    _here("damaged", "sh", "损坏", "damaged"),
    _here("relieve", "hg", "换岗", "relieve"),
    _here("gas", "qt", "气体", "gas_test"),
    _here("false", "xj", "误报", "false_alarm", term="inc.false"),
    _here("link", "gl", "关联", "link"),
    _here("merge", "ba", "并案", "merge"),
    _here("report", "xb", "续报", "supplement"),
    _here("complete", "ja", "结案", "complete"),
    _here("review", "zp", "战评", "review", term="inc.review"),
    _here("reopen", "ck", "重开", "reopen"),
)
"""In the order of the numbered list that `0` shows."""
