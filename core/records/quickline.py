"""One line in, form out (快速立案): hz 3号泊位 集装箱冒烟 138... gives class, place, phone and the rest as text.

Pure; never raises, and every character typed stays in some field.  What was chosen by hand is never overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from core.pinyin import initials
from core.text import clean

CODES: Final = {
    "hz": "inc.fire",
    "qx": "inc.rescue",
    "sz": "inc.assist",
    "jh": "inc.cover",
    "wb": "inc.false",
    "yl": "inc.drill",
}
"""The code at the beginning of a line: 火灾 抢险 社会救助 监护 误报 演练."""

NAMES: Final = {
    "火灾": "inc.fire",
    "火灾扑救": "inc.fire",
    "抢险": "inc.rescue",
    "抢险救援": "inc.rescue",
    "救助": "inc.assist",
    "社会救助": "inc.assist",
    "监护": "inc.cover",
    "勤务": "inc.cover",
    "勤务保障": "inc.cover",
    "误报": "inc.false",
    "演练": "inc.drill",
    "fire": "inc.fire",
    "rescue": "inc.rescue",
    "assist": "inc.assist",
    "standby": "inc.cover",
    "false": "inc.false",
    "drill": "inc.drill",
}
"""Words that name the class when they stand first, alone."""

WORDS: Final = (
    ("inc.drill", "演练|演习|拉动|drill|exercise"),
    ("inc.false", "误报|误动作|误触|虚惊|虚假警|谎报|false alarm"),
    ("inc.cover", "监护|动火|勤务|值守|护航|压舱|standby|hot work"),
    ("inc.rescue", "泄漏|泄露|漏油|溢油|被困|落水|坠|翻车|侧翻|碰撞|坍塌|中毒|leak|spill|trapped|overboard"),
    ("inc.fire", "火|冒烟|浓烟|起烟|烟雾|燃|爆炸|焦味|fire|smoke|explo|burn"),
    ("inc.assist", "开锁|开门|钥匙|马蜂|蜂窝|送水|排涝|抽水|取戒|求助|急救|晕倒|摘除|locked out|pump out"),
)
"""Words in the text that hint at a class; the first row that matches counts."""

SUBTYPES: Final = {
    "inc.fire": ["集装箱", "船舶", "危化品", "油罐", "堆场", "仓库", "建筑", "车辆", "电气", "草木", "垃圾"],
    "inc.rescue": ["危化品", "落水", "被困", "碰撞", "坍塌", "溢油", "泄漏", "高空"],
    "inc.assist": ["排涝", "送水", "开锁", "马蜂", "急救"],
    "inc.cover": ["动火", "油轮", "危险品", "重大活动"],
    "inc.false": ["烟感", "手报", "误触", "水蒸气", "扬尘"],
}
"""Local sub-types by class, found when the text names them; a station may use any other word."""

_PHONE: Final = re.compile(
    r"(?<![\w*])(?:1[3-9]\d[\d*]{8}|1[3-9]\d[- ][\d*]{4}[- ]\d{4}|0\d{2,3}-?\d{7,8})(?![\w*])"
)
_PLACE: Final = re.compile(
    r"(?<!\S)\S{1,12}?(?:泊位|码头|堆场|场站|罐区|储罐|仓库|号库|航道|锚地|闸口|大门|东门|西门|南门|北门|号楼|大楼|车间|路口|食堂)"
)
_EDGE: Final = re.compile(r"^\d|\d$")
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Spot(Protocol):
    """A place of the gazetteer."""

    @property
    def name(self) -> str:
        """What it is called in records."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is found by."""
        ...


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing read from the line, shown before Enter: a label's key, and a value ("@" before a label's key)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a new incident; `typed` is the whole line."""

    typed: str
    text: str
    category: str = ""
    subtype: str = ""
    place: str = ""
    phone: str = ""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What to show before Enter, only what was found."""
        shown = (
            ("class", self.category and f"@{self.category}"),
            ("subtype", self.subtype),
            ("place", self.place),
            ("phone", self.phone),
        )
        return tuple(Chip(f"incident.field.{name}", value) for name, value in shown if value)

    def fields(self) -> dict[str, str]:
        """The fields of the opening event; `typed` only when it says more than the text."""
        found = {
            "text": self.text,
            "class": self.category,
            "subtype": self.subtype,
            "place": self.place,
            "phone": self.phone,
            "typed": self.typed if self.typed != self.text else "",
        }
        return {name: value for name, value in found.items() if value}


def read_line(line: str, places: Sequence[Spot] = (), chosen: Mapping[str, str] | None = None) -> Form:
    """Read one line; `chosen` (class, subtype, place, phone) stands whatever the line says."""
    chosen = chosen or {}
    typed = clean(line).strip()
    rest, category = _cut_class(typed)
    rest, phone = _cut(rest, _PHONE.search(rest.translate(_WIDE)))
    rest, place = _cut_place(rest, places)
    text = " ".join(rest.split())
    category = chosen.get("class") or category or _guess(typed)
    return Form(
        typed,
        text,
        category,
        chosen.get("subtype") or _subtype(category, typed),
        chosen.get("place") or place,
        chosen.get("phone") or phone.translate(_WIDE),
    )


def _cut_class(line: str) -> tuple[str, str]:
    """The line without a class at its beginning, and that class."""
    head, _, rest = line.translate(_WIDE).partition(" ")
    found = CODES.get(head.lower()) or NAMES.get(head.lower(), "")
    if not found or not (rest.strip() or head.isascii()):
        return line, ""
    return line[len(head) :].strip(), found


def _cut(line: str, found: re.Match[str] | None) -> tuple[str, str]:
    """The line without what was found, and that."""
    if found is None:
        return line, ""
    return f"{line[: found.start()]} {line[found.end() :]}".strip(), line[found.start() : found.end()]


def _cut_place(line: str, places: Sequence[Spot]) -> tuple[str, str]:
    """The line without the place it names, and the place by its name in the gazetteer."""
    plain = line.translate(_WIDE)
    spans = [span for spot in places for name in spot.names if (span := _span(plain, name, spot.name))]
    if spans:
        start, end, name = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
        return _without(line, start, end), name
    found = _PLACE.search(plain)
    if found is None:
        return line, ""
    return _without(line, found.start(), found.end()), line[found.start() : found.end()]


def _span(plain: str, name: str, proper: str) -> tuple[int, int, str] | None:
    """Where `name` stands in the line as a text, or its pinyin initials as a word."""
    wanted = name.translate(_WIDE)
    if not wanted:
        return None
    found = re.search(
        rf"(?<!\d){re.escape(wanted)}(?!\d)" if _EDGE.search(wanted) else re.escape(wanted), plain, re.I
    )
    if found is not None:
        return found.start(), found.end(), proper
    letters = _initials(name)
    if len(letters) < 2:
        return None
    found = re.search(rf"(?<!\S){re.escape(letters)}(?!\S)", plain, re.IGNORECASE)
    return None if found is None else (found.start(), found.end(), proper)


@cache
def _initials(name: str) -> str:
    return initials(name)


def _without(line: str, start: int, end: int) -> str:
    """The line without a place that leads it or stands alone; within a sentence the place stays where it is."""
    leads = not line[:start].strip()
    alone = (start == 0 or line[start - 1].isspace()) and (end == len(line) or line[end].isspace())
    return f"{line[:start]} {line[end:]}".strip() if leads or alone else line


def _guess(line: str) -> str:
    """The class the words of the line hint at, empty when none does."""
    plain = line.translate(_WIDE)
    return next((name for name, words in WORDS if re.search(words, plain, re.IGNORECASE)), "")


def _subtype(category: str, line: str) -> str:
    return next((word for word in SUBTYPES.get(category, ()) if word in line), "")
