"""Where the records stand, on the status line and on the pages of the exchange: by an injected clock, read from the file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import ManualClock, epoch_ms
from core.records import incident, log
from core.records.reference import Ref
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.settings import store
from core.replica.standing import Contact, keep_contact
from core.text import cells
from tests.tui.pages import LARGE, SMALL, Seat, Speaking, too_wide
from tests.tui.station import new_station
from tui import screens
from tui.shell import Shell
from tui.terminal import Terminal


class Exchange:
    """A stand-in for the exchange: says how far it is, counts what it is told."""

    def __init__(self) -> None:
        self.started, self.told = 0, list[bool]()
        self.far: tuple[int, int] | None = None

    def start(self) -> None:
        self.started += 1

    def written(self, urgent: bool) -> None:
        self.told.append(urgent)

    def progress(self) -> tuple[int, int] | None:
        return self.far


@pytest.fixture
def station(tmp_path: Path) -> Iterator[tuple[Replica, ManualClock]]:
    replica, clock = new_station(tmp_path)
    yield replica, clock
    replica.close()


def join(replica: Replica) -> None:
    replica.connection.execute("INSERT INTO local VALUES (?, ?)", (standing.LINK, json.dumps({})))
    replica.changes += 1


def agree(replica: Replica, now: int, error: str = "", since: int = 0) -> None:
    """As the worker leaves it behind after an exchange."""
    if not error:
        replica.connection.execute(
            "INSERT OR REPLACE INTO proof (session, stored, fed) SELECT session, seq, seq FROM session"
        )
    done = standing.contact(replica.connection).done if error else now
    keep_contact(replica.connection, Contact(now, done, since, error))
    replica.changes += 1


def cell(terminal: Terminal) -> str:
    return terminal.situation(terminal.clock.now()).sync


def test_the_cell_says_here_waiting_synced_and_offline_with_their_ages(
    station: tuple[Replica, ManualClock],
) -> None:
    replica, clock = station
    terminal = Terminal(replica)
    assert cell(terminal) == "本机"
    join(replica)
    assert cell(terminal) == "离线"
    Desk(replica).do(log.note, "第一条")
    agree(replica, epoch_ms(clock.now()))
    assert cell(terminal) == "已同步"
    clock.advance(minutes=2)
    assert cell(terminal) == "已同步 2分"
    Desk(replica).do(log.note, "第二条")
    assert cell(terminal) == "待同步 1"
    clock.advance(minutes=40)
    assert cell(terminal) == "离线 42分 待同步1"
    agree(replica, epoch_ms(clock.now()))
    agree(replica, epoch_ms(clock.now()), "sync.error.unreachable", epoch_ms(clock.now()))
    clock.advance(minutes=1)
    assert cell(terminal) == "离线 1分"


@pytest.mark.parametrize(
    ("error", "said", "reason"),
    [
        ("unreachable", "离线 42分 待同步1", "支部连不上，连上即发"),
        ("untrusted", "离线 42分 待同步1", "应答的不是支部，未发"),
        ("revoked", "须重新入网 42分 待同步1", "重新入网后才发"),
        ("declined", "须重新入网 42分 待同步1", "重新入网后才发"),
        ("busy", "离线 42分 待同步1", "支部忙，稍后即发"),
        ("refused", "离线 42分 待同步1", "支部拒收，见警报"),
    ],
)
def test_the_cell_and_each_item_promise_no_more_than_will_happen(
    station: tuple[Replica, ManualClock], error: str, said: str, reason: str
) -> None:
    replica, clock = station
    join(replica)
    Desk(replica).do(log.note, "第一条")
    agree(replica, epoch_ms(clock.now()))
    Desk(replica).do(log.note, "第二条")
    clock.advance(minutes=42)
    agree(replica, epoch_ms(clock.now()), f"sync.error.{error}", epoch_ms(clock.now()))
    seat = Seat(replica).open("outbox")
    assert cell(seat.terminal) == said
    assert reason in seat.text
    assert too_wide(seat.screen(), seat.size.width) == []


@pytest.mark.parametrize(
    ("offset", "said"), [(7_200_000, "本机钟慢 2时00分"), (-180_000, "本机钟快 3分"), (120_000, "已同步")]
)
def test_a_clock_that_differs_from_the_branchs_is_told(
    station: tuple[Replica, ManualClock], offset: int, said: str
) -> None:
    replica, clock = station
    join(replica)
    agree(replica, epoch_ms(clock.now()))
    known = standing.contact(replica.connection)
    keep_contact(replica.connection, dataclasses.replace(known, offset=offset))
    seat = Seat(replica).open("outbox")
    assert cell(seat.terminal) == said
    assert (f"{said}（与支部相比）" in seat.text) == (offset != 120_000)


def test_a_clock_that_was_set_back_makes_nothing_look_synced(station: tuple[Replica, ManualClock]) -> None:
    replica, clock = station
    terminal = Terminal(replica)
    join(replica)
    clock.advance(hours=2)
    agree(replica, epoch_ms(clock.now()))
    assert cell(terminal).startswith("已同步")
    clock.jump(clock.now().replace(hour=(clock.now().hour - 1) % 24))
    assert cell(terminal) == "离线"


def test_the_exchange_begins_after_the_first_paint_and_hears_of_what_is_saved(
    station: tuple[Replica, ManualClock],
) -> None:
    replica, _ = station
    exchange = Exchange()
    terminal = Terminal(replica, exchange)
    shell = Shell(terminal, screens.registry(), "watch")
    join(replica)
    shell.compose(SMALL)
    assert exchange.started == 0
    shell.compose(SMALL)
    assert exchange.started == 1
    Desk(replica).do(log.note, "平常一行")
    Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
    assert exchange.told == [False, True]
    exchange.far = (45, 100)
    assert cell(terminal) == "接收 45%"
    exchange.far = (450, 1000)
    shell.redraw()
    seen = ["".join(span.text for span in row) for row in shell.compose(SMALL).rows]
    assert [line for line in seen[2:] if "█" in line and "45%" in line]
    shell.open("outbox")
    assert "45%" in "".join(span.text for row in shell.compose(SMALL).rows for span in row)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80", "120"])
def test_the_page_tells_each_record_that_waits_and_why(
    station: tuple[Replica, ManualClock], language: str, size: object
) -> None:
    replica, clock = station
    with Speaking(language):
        seat = Seat(replica, size)  # type: ignore[arg-type]
        assert cells(seat.open("outbox").screen()[3]) <= seat.size.width
        join(replica)
        agree(replica, epoch_ms(clock.now()))
        Desk(replica).do(log.note, "泵房巡查正常")
        agree(replica, epoch_ms(clock.now()), "sync.error.unreachable", epoch_ms(clock.now()))
        clock.advance(minutes=3)
        seat.shell.redraw()
        said = seat.text
        assert "泵房巡查正常" in said
        assert ("支部连不上" if language == "zh" else "Branch away") in said
        assert too_wide(seat.screen(), seat.size.width) == []
        seat.press("enter")
        assert "泵房巡查正常" in seat.text
        assert ("只在本机 3分" if language == "zh" else "Here only 3 min") in seat.text
        agree(replica, epoch_ms(clock.now()))
        seat.shell.redraw()
        assert ("已到支部" if language == "zh" else "At the branch") in seat.text
        known = dict(replica.connection.execute("SELECT session, seq FROM session").fetchall())
        standing.keep_upstream(replica.connection, "aa", known)
        replica.changes += 1
        seat.shell.redraw()
        assert ("已到总部" if language == "zh" else "At headquarters") in seat.text
        seat.open("outbox")
        total = sum(known.values())
        reached = f"其中已到总部 {total} 条" if language == "zh" else f"{total} of them at headquarters"
        assert reached in seat.text
        assert too_wide(seat.screen(), seat.size.width) == []


def test_alarms_stay_until_somebody_says_they_were_read(station: tuple[Replica, ManualClock]) -> None:
    replica, clock = station
    seat = Seat(replica)
    assert "没有警报" in seat.open("alarms").text
    at = epoch_ms(clock.now())
    replica.connection.execute(
        "INSERT INTO alarm (at, message, about) VALUES (?, 'sync.alarm.rewound', 'unit/hq/b2/donggang')",
        (at,),
    )
    seat.shell.redraw()
    assert "退回" in seat.text
    assert "!" in seat.text
    seat.press("enter")
    assert standing.alarms(replica.connection, seen=False) == []
    assert "退回" in seat.text


@pytest.mark.parametrize(
    ("answer", "text"),
    [("1", "停水至六点"), ("2", "停水至七点"), ("3", "停水至六点；停水至七点")],
)
def test_two_amendments_that_had_not_seen_each_other_stand_side_by_side_until_somebody_decides(
    station: tuple[Replica, ManualClock], tmp_path: Path, answer: str, text: str
) -> None:
    from core.commands.corrections import amend_text
    from core.journal.event import Stored
    from core.replica.setup import set_up

    replica, clock = station
    record = Desk(replica).do(log.note, "东门停水")
    rows = "SELECT header, body FROM event ORDER BY position"
    with set_up(tmp_path / "b", clock, station="东港站", code="东港", letter="B") as other:
        other.absorb([Stored(*row) for row in replica.connection.execute(rows)])
        clock.advance(minutes=1)
        Desk(replica).do(amend_text, record, "停水至六点", "港务电话")
        clock.advance(minutes=1)
        Desk(other).do(amend_text, record, "停水至七点", "港务传真")
        theirs = other.connection.execute(rows).fetchall()
    replica.absorb([Stored(*row) for row in theirs])
    seat = Seat(replica, LARGE).open("record", record=record)
    line = next(row for row in seat.screen() if "停水至六点" in row and "停水至七点" in row)
    assert line.index("停水至六点") < line.index("停水至七点")
    assert too_wide(seat.screen(), LARGE.width) == []
    seat.press("tab").type(answer).press("enter").type("已与港务核对").press("enter")
    assert replica.state(record).meta.conflicts == ()
    assert "互不知情" not in seat.text
    assert text in [entry.text() for entry in replica.entries(0, 2**62)]


PHONE = {"zh": "请打电话报告支部 0574-27680000", "en": "report it by phone 0574-27680000"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80", "120"])
def test_an_alarm_the_branch_has_not_got_after_twenty_seconds_asks_for_the_telephone(
    station: tuple[Replica, ManualClock], language: str, size: object
) -> None:
    replica, clock = station
    store(replica, branch_phone="0574-27680000")
    join(replica)
    with Speaking(language):
        record = Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
        seat = Seat(replica, size)  # type: ignore[arg-type]
        assert PHONE[language] not in seat.text
        clock.advance(seconds=20)
        seat.shell.tick()
        assert too_wide(seat.screen(), seat.size.width) == []
        for page in ("watch", "incident"):
            if page == "incident":
                seat.open(page, record=record)
            joined = " ".join(" ".join(seat.screen()).split())
            assert PHONE[language] in joined
            assert too_wide(seat.screen(), seat.size.width) == []
        seat.open("outbox")
        assert ("A01 未到支部" if language == "zh" else "A01 not at branch") in seat.screen()[0]
        agree(replica, epoch_ms(clock.now()))
        assert ("未到支部" if language == "zh" else "not at branch") not in seat.screen()[0]
        assert PHONE[language] not in seat.open("watch").text


def test_a_call_that_was_noted_ends_the_asking_and_not_the_truth(
    station: tuple[Replica, ManualClock],
) -> None:
    replica, clock = station
    join(replica)
    record = Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(seconds=25)
    seat = Seat(replica).open("incident", record=record)
    assert "A01 已存 25秒，未到支部，请打电话报告支部  打通后记：通知 1" in seat.text
    seat.type("通知 1 周平").press("enter")
    assert "请打电话" not in seat.text
    assert "未到支部；03:12 已通知支部" in seat.text
    seat.open("outbox")
    assert "A01 未到支部" in seat.screen()[0]


def test_who_signed_in_sees_what_waits_as_well(station: tuple[Replica, ManualClock]) -> None:
    replica, clock = station
    terminal = Terminal(replica)
    terminal.sign_in(Ref("a" * 32, "沈舟"))
    assert terminal.situation(clock.now()).sync_style == "accent"
    join(replica)
    Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(seconds=20)
    shown = terminal.situation(clock.now())
    assert ("沈舟" in shown.sync, "A01 未到支部" in shown.sync, shown.sync_style) == (True, True, "overdue")


def test_several_alarms_are_asked_for_in_one_sentence(station: tuple[Replica, ManualClock]) -> None:
    replica, clock = station
    join(replica)
    for text in ("3号泊位 集装箱冒烟", "5号泊位 油轮起火"):
        Desk(replica).do(incident.open_incident, text)
        clock.advance(seconds=40)
    seat = Seat(replica)
    assert "A01 等 2 起未到支部，最久 1分，请打电话报告支部" in seat.text
    assert "2 起未到支部" in seat.screen()[0]


def test_a_terminal_that_works_alone_is_never_told_to_phone(station: tuple[Replica, ManualClock]) -> None:
    replica, clock = station
    Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(minutes=5)
    assert "未到支部" not in Seat(replica).text
