"""Class words: what an officer types to see one kind of record, in Chinese, pinyin initials or English."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "inc.fire": "火灾 火警 火情 hz hj fire fires firefighting",
    "inc.rescue": "抢险 救援 抢险救援 qxjy qx jy rescue",
    "inc.assist": "救助 社会救助 shjz assist assistance",
    "inc.cover": "监护 勤务 勤务保障 jh qw qwbz cover standby",
    "inc.drill": "演练 演习 yl drill drills",
    "inc.false": "误报 wb false",
    "inc.incident": "警情 jq incident incidents",
    "inc.danger": "险情 xq",
    "inc.hazard": "隐患 yh hazard hazards",
    "issue.title": "困难 困难问题 问题 knwt problem problems",
    "duty.rollcall": "点名 dm rollcall",
    "duty.attendance": "考勤 kq attendance",
    "handover.title": "交接班 交接 jjb handover handovers",
    "brief.pre": "班前会 bqh",
    "brief.post": "班后会 bhh",
    "micro.meeting": "微会议 whhy why",
    "micro.lesson": "微党课 wdk",
    "micro.report": "微报告 wbg",
    "direct.title": "信息直报 直报 xxzb zb",
    "check.title": "电话抽查 抽查 dhcc",
    "act.item": "议定事项 议定 事项 ydsx",
    "mode.switch": "平战转换 pzzh",
    "life.theme_day": "主题党日 ztdr",
    "study.team": "班组学习会 bzxxh",
}

CLASSES: Final = {word: key for key, words in _WORDS.items() for word in words.split()}
"""Class word → the key of its label in the glossary."""
