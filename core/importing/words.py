"""The words by which columns and values are recognised, in Chinese and English.

Headers are compared folded: "TimeOfCall", "TIME_OF_CALL" and "Time of Call" are one. Within a role the first
word that some header equals wins; a word that is only part of a header counts after those.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        "incident number", "incident no", "incident id", "call number", "event number",
        "cad incident number", "警情编号", "警情号", "出警编号", "接警编号", "案件编号", "事件编号",
        "流水号", "编号", "number", "id",
    ),
    "date": (
        "date of call", "incident date", "call date", "date", "接警日期", "出警日期", "报警日期",
        "发生日期", "立案日期", "日期",
    ),
    "day": (
        "day", "day of month", "日",
    ),
    "month": (
        "month", "calendar month", "月", "月份",
    ),
    "year": (
        "year", "cal year", "calendar year", "年", "年份", "年度",
    ),
    "received": (
        "call received", "received", "time of call", "call time", "alarm time", "date time of call",
        "incident time", "alarm date time", "received dt tm", "接警时间", "报警时间", "接警时刻", "接警",
        "报警", "datetime", "time", "timestamp", "发生时间", "立案时间", "时间",
    ),
    "turnout": (
        "turnout", "turn out", "mobilised", "time mobilised", "dispatched", "dispatch time", "en route",
        "出动时间", "出动", "出警时间", "出发时间", "dispatch",
    ),
    "on_scene": (
        "on scene", "arrived", "arrival time", "arrival", "time arrived", "first appliance arrived",
        "到场时间", "到场", "到达时间", "到达现场时间",
    ),
    "controlled": (
        "under control", "controlled", "time controlled", "控制时间", "控制", "火势控制时间",
    ),
    "closed": (
        "closed", "stop time", "time closed", "extinguished", "处置完毕时间", "处置完毕", "结束时间",
        "扑灭时间", "完毕时间", "incident closed", "last unit cleared",
    ),
    "back": (
        "back", "returned", "back at station", "return time", "归队时间", "归队", "返队时间", "返回时间",
    ),
    "class": (
        "incident category", "incident group", "incident class", "incident type", "category", "class",
        "type", "call type", "警情类别", "警情类型", "灾害类型", "事故类型", "出警类型", "类别", "类型",
    ),
    "subtype": (
        "special service type", "property category", "sub type", "subtype",
        "stop code description", "incident subtype", "警情子类", "子类", "子类型", "细类", "灾害子类",
    ),
    "place": (
        "location", "place", "address", "ward", "unitary authority", "incgeo wardname",
        "incgeo boroughname", "street", "town", "borough", "postcode", "postcode district", "city", "地点",
        "地址", "位置", "事发地点", "发生地点", "报警地址", "灾害地点", "街道", "区县",
    ),
    "text": (
        "description", "details", "narrative", "summary", "remarks", "property type", "警情描述",
        "简要情况", "警情内容", "报警内容", "情况描述", "内容", "描述", "备注", "简况",
    ),
    "outcome": (
        "outcome", "result", "disposition", "main action by frs", "action taken", "处置结果", "处置情况",
        "处理结果", "结果",
    ),
    "cause": (
        "main cause of fire", "cause of fire", "cause", "false alarm reason", "起火原因", "火灾原因", "误报原因",
        "事故原因", "原因",
    ),
    "caller": (
        "caller", "origin of call", "call source", "reported by", "报警人", "报警方式", "报警来源",
        "来电人",
    ),
    "dead": (
        "no of fatalities", "fatalities", "deaths", "fatality", "死亡人数", "死亡", "亡人",
    ),
    "injured": (
        "no of injuries", "injuries", "injured", "injury", "受伤人数", "受伤", "伤人",
    ),
    "rescued": (
        "no of rescues", "rescues", "rescued", "persons rescued", "营救人数", "救出人数", "抢救人数",
        "疏散营救",
    ),
    "vehicles": (
        "vehicles", "appliances", "units", "apparatus", "出动车辆", "参战车辆", "车辆",
    ),
}  # fmt: skip
"""Role → names of columns, the most telling first."""

CLASSES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("false", (
        "false", "误报", "假警", "谎报", "虚警", "误警", "malicious", "good intent",
    )),
    ("drill", (
        "drill", "exercise", "演练", "演习", "拉动",
    )),
    ("cover", (
        "stand by", "standby", "stand-by", "cover", "勤务", "监护", "保障", "执勤", "备勤",
    )),
    ("assist", (
        "public assistance", "assist", "社会救助", "社会救援", "公众服务", "救助", "求助", "服务",
    )),
    ("rescue", (
        "special service", "rescue", "rtc", "collision", "flood", "hazmat", "hazardous", "accident",
        "medical", "抢险", "救援", "事故", "抗洪", "危化", "泄漏", "解救",
    )),
    ("fire", (
        "fire", "火灾", "火警", "火情", "灭火", "起火", "着火", "火",
    )),
)  # fmt: skip
"""Class → parts of values; the first class with a part in the value takes it."""

ASSISTS: Final = (
    "animal assistance", "effecting entry", "lift release", "assist other agencies", "advice only",
    "removal of objects from people", "no action", "water provision", "evacuation",
)  # fmt: skip
"""Beginnings of British special services that are help to the public (社会救助) rather than rescue."""

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """A header in the form the words are written in."""
    plain = unicodedata.normalize("NFKC", _CAMEL.sub(" ", header))
    return _NOT_WORD.sub(" ", plain).strip().lower()


def class_of(value: str) -> str | None:
    """The class that a value names, or None."""
    plain = " ".join(value.split()).casefold()
    return next((kind for kind, parts in CLASSES if any(part in plain for part in parts)), None)


PEOPLE: Final[dict[str, tuple[str, ...]]] = {
    "code": ("code", "no", "number", "id", "编号", "工号", "代码", "序号", "人员编号"),
    "name": ("name", "full name", "姓名", "名字", "人员姓名"),
    "team": ("team", "watch", "shift", "crew", "班组", "班", "队", "小组", "所属班组"),
    "posts": ("post", "posts", "role", "roles", "position", "appointment", "job", "职务", "岗位", "职位"),
    "qualifications": (
        "qualification", "qualifications", "skills", "certificates", "资格", "资质", "持证", "技能", "证书",
    ),
}  # fmt: skip
"""Role → headers of a list of people."""

POSTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("role.station_chief", ("role station chief", "station chief", "chief", "station officer", "站长", "队站长")),
    ("role.team_leader", ("role team leader", "team leader", "watch manager", "crew leader", "班长", "班组长", "组长")),
    ("role.duty_officer", ("role duty officer", "duty officer", "watchroom", "值班员", "值守员")),
    ("role.duty_commander", ("role duty commander", "duty commander", "值班长", "值班指挥员", "带班长", "值班干部")),
    ("role.secretary", ("role secretary", "secretary", "branch secretary", "书记", "支部书记", "党支部书记")),
    ("role.committee_member", ("role committee member", "committee member", "支委", "委员", "支部委员")),
)  # fmt: skip
"""Appointment → words for it."""

SKILLS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("qual.commander", ("qual commander", "commander", "incident commander", "指挥", "指挥员")),
    ("qual.driver", ("qual driver", "driver", "驾驶", "驾驶员", "司机")),
    ("qual.communicator", ("qual communicator", "communicator", "radio", "通信", "通信员", "通讯", "通讯员")),
)  # fmt: skip
"""Qualification → words for it."""

PLAIN_POSTS: Final = frozenset(
    {"firefighter", "crew", "member", "消防员", "战斗员", "队员", "指战员", "专职消防员"}
)
"""Posts that everybody has: they say nothing further."""
