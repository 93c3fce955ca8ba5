"""The handover sheet on paper."""

from __future__ import annotations

import pytest

from core.compile.paper import PAGE_BREAK, PAGE_LINES, WIDTH, hanging
from core.compile.print_handover import handover_sheet
from core.i18n.budget import ambiguous
from core.records import handover
from core.records.order import give_order
from core.replica.act import Desk
from core.text import cells
from tests.core.records.handing import Station, make_station


@pytest.fixture
def station(desk: Desk) -> Station:
    return make_station(desk)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_fits_the_sheet_and_every_item_stands_on_it(station: Station, language: str) -> None:
    for number in range(70):
        station.desk.do(give_order, f"第{number}号指令：" + "排涝泵每两小时巡查一次，" * (number % 7))
    station.alarm("5号泊位 油轮监护", "inc.cover")
    sheet = handover_sheet(station.state(station.hand_over()), "东港站", language)
    pages = sheet.split(PAGE_BREAK)
    assert len(pages) > 1
    for page in pages:
        lines = page.rstrip("\n").split("\n")
        assert len(lines) == PAGE_LINES
        assert max(cells(line) for line in lines) <= WIDTH
        assert ambiguous(page.replace("…", "")) == ""
    for number in range(70):
        assert f"第{number}号指令" in sheet
    assert ("第2页 共" if language == "zh" else "Page 2 of") in sheet


def test_the_sheet_bears_the_hash_and_room_for_both_signatures(station: Station) -> None:
    record = station.walk(station.shen)
    assert "未签字" in handover_sheet(station.state(record), "东港站")
    station.sign(record, station.zhao, station.shen, station.teams[1])
    signed = station.state(record).signed
    assert signed is not None
    sheet = handover_sheet(station.state(record), "东港站")
    assert signed.hash in sheet
    assert sheet.count(signed.shown) == 2
    assert "| 交班人  赵原" in sheet
    assert "| 接班人  沈舟" in sheet


def test_a_question_stands_below_its_item(station: Station) -> None:
    station.desk.do(give_order, "水带盘故障")
    record = station.desk.do(handover.prepare)
    key = station.state(record).brief.items[0].key
    station.desk.do(handover.check, record, key, ok=False, note="下午复测")
    lines = handover_sheet(station.state(record), "东港站").split("\n")
    place = next(index for index, line in enumerate(lines) if "水带盘故障" in line)
    assert lines[place].startswith("?  1 ")
    assert lines[place + 1].strip() == "> 下午复测"


def test_a_long_text_hangs_beside_its_head() -> None:
    lines = hanging("头 ", "字" * 30, "尾", 20)
    assert cells(lines[0]) == 20
    assert max(cells(line) for line in lines) <= 20
    assert "".join("".join(lines).replace("头", "").replace("尾", "").split()) == "字" * 30
    assert all(line.startswith("   ") for line in lines[1:])
