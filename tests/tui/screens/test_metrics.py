"""Figures on the screen: number, definition, the records behind it, spans and stations (domain §12, A11, A15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core.compile.figures import definition
from core.errors import NotSaved
from core.i18n import set_language
from core.records import direct, incident, meeting
from core.records.unit import stations_below
from tests.tui.screens.room import SIZES, Duty, check_shape
from tests.tui.screens.test_footing import HERE, belong
from tui.glyphs import ASCII, UNICODE, use
from tui.screens.metrics import reading
from tui.sheet.span import Size


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """A micro-meeting of three minutes, an incident, a direct report nobody has read."""
    duty = open_terminal()
    desk = duty.room.desk
    held = desk.do(meeting.open_meeting, "micro", "台风前检查")
    duty.clock.advance(minutes=3)
    desk.do(meeting.close, held, nothing=True)
    desk.do(incident.open_incident, "hz 3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    desk.do(direct.send, direct.Answers("排涝泵缺备件", "3号泊位", "密封"))
    return duty


@pytest.fixture(autouse=True)
def blocks() -> Iterator[None]:
    use(UNICODE)
    yield
    use(UNICODE)


def line(duty: Duty, name: str) -> str:
    return next(line for line in duty.screen() if name in line)


def test_every_figure_stands_with_its_number(duty: Duty) -> None:
    duty.shell.open("metrics")
    assert line(duty, "参与率").split()[:4] == ["K01", "参与率", "4/5", "80.0%"]
    assert line(duty, "直报至已阅").split() == ["K02", "直报至已阅", "0/1", "-"]
    assert line(duty, "微党课覆盖").split() == ["K07", "微党课覆盖", "-"]
    assert definition("K01")[:20] in duty.text()
    duty.press("down")
    assert definition("K02")[:20] in duty.text()
    duty.press("end")
    assert line(duty, "微会议记录用时").split() == ["K11", "微会议记录用时", "1/1", "3分", "最慢", "3分"]


def test_a_number_opens_its_records_and_a_record_opens_from_there(duty: Duty) -> None:
    duty.shell.open("metrics")
    duty.press("enter")
    assert "参与率" in duty.screen()[0]
    assert "4/5" in duty.screen()[0]
    assert "台风前检查" in duty.text()
    duty.press("enter")
    assert "微会议" in duty.screen()[0]
    duty.press("escape")
    assert "4/5" in duty.screen()[0]
    duty.press("escape")
    assert "K01" in duty.text()
    duty.press("escape")
    assert "K01" not in duty.text()


def test_what_is_written_meanwhile_counts_when_the_page_shows_again(duty: Duty) -> None:
    duty.shell.open("metrics")
    assert "1/1" in line(duty, "警情")
    duty.shell.open("watch")
    duty.room.desk.do(incident.open_incident, "2号泊位 冒烟")
    duty.shell.open("metrics")
    assert "2/2" in line(duty, "警情")


def test_while_it_counts_in_the_background_every_key_works(duty: Duty) -> None:
    waiting: list[Callable[[], None]] = []
    duty.shell.background = lambda work, then: waiting.append(lambda: then(work()))
    duty.shell.open("metrics")
    assert "正在计算" in duty.text()
    duty.press("right", "enter", "down")
    assert "正在计算" in duty.text()
    assert len(waiting) == 1
    waiting.pop()()
    assert "正在计算" in duty.text()
    waiting.pop()()
    assert "4/5" in line(duty, "参与率")


def test_a_file_that_cannot_be_read_is_said_and_asked_again_later(
    duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("store.cannot_open", path="watchroom.db", reason="gone")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_metrics", refuse)
        duty.shell.open("metrics")
        assert "没能读出" in duty.text()
        assert "watchroom.db" in duty.text()
    duty.clock.advance(minutes=6)
    duty.press("right")
    assert "4/5" in line(duty, "参与率")


def test_a_number_without_records_says_so(duty: Duty) -> None:
    duty.shell.open("metrics")
    duty.press("home", "end", "up", "enter")
    assert "没有记录" in duty.text()


def test_left_and_right_change_the_span(duty: Duty) -> None:
    duty.shell.open("metrics")
    assert "近7天  11-16 至 11-22" in duty.screen()[0]
    duty.press("right")
    assert "近30天" in duty.screen()[0]
    duty.clock.advance(days=20)
    duty.press("left")
    assert line(duty, "参与率").split() == ["K01", "参与率", "-"]
    duty.press("right")
    assert "4/5" in line(duty, "参与率")
    duty.press("left", "left")
    assert "近91天" in duty.screen()[0]


def test_bars_are_drawn_only_where_blocks_are_one_cell_wide(duty: Duty) -> None:
    duty.shell.open("metrics")
    assert line(duty, "参与率").count("█") == 8
    use(ASCII)
    assert "4/5" in line(duty, "参与率")
    assert "#" not in line(duty, "参与率")


def test_it_is_reached_from_the_line_and_from_the_menu(duty: Duty) -> None:
    duty.say("zbb")
    assert "指标" in duty.screen()[0]
    duty.press("escape", "f9", "9")
    assert "K01" in duty.text()


def test_at_the_branch_tab_goes_from_station_to_station_in_their_order(duty: Duty) -> None:
    belong(duty, HERE)
    belong(duty, "hq/b2/beidi")
    belong(duty, "hq/b2")
    paths = [path for path, _ in stations_below(duty.replica)]
    assert paths == sorted(paths)
    assert len(paths) == 2
    duty.shell.open("metrics")
    assert "全部站点" in duty.screen()[0]
    for _ in paths:
        duty.press("tab")
        assert "东港站" in duty.screen()[0]
    duty.press("tab")
    assert "全部站点" in duty.screen()[0]


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    duty.shell.open("metrics")
    check_shape(duty, size)
    for _ in range(20):
        duty.press("down")
        check_shape(duty, size)
        assert "~" not in duty.text(size)
    for _ in range(20):
        duty.press("enter")
        check_shape(duty, size)
        assert "~" not in duty.text(size)
        if "K01" not in duty.text() and "K11" not in duty.text():
            duty.press("escape")
        duty.press("up")
    belong(duty, HERE)
    belong(duty, "hq/b2")
    for key in ("tab", "tab", "right", "right", "enter"):
        duty.press(key)
        check_shape(duty, size)
        assert "~" not in duty.screen(size)[0]
