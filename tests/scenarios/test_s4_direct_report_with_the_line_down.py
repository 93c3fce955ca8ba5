"""S4 Direct report with the line down (domain §14).

14:07 saved locally, retries fail; 14:09 the screen shows phone numbers; 赵原 calls, logs 电话补报 14:10. 14:31 the line
returns and the same report arrives 4 times.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from core.compile.metrics import read_metrics
from core.demo.watch import call_roll
from core.records import direct, incident, log
from core.records.direct import Answers, Direct
from core.records.phonebook import Entry, set_phones
from core.replica.replica import Replica
from core.replica.verify import verify
from sync.client import Worker
from sync.link import Link
from tests.scenarios.company import Company, Post, Repeating

PHONES = (Entry("支部值班", "0888-8110119"), Entry("周平", "0888-8110120"))


class Tries:
    """A line to nowhere; when each exchange was tried is kept."""

    def __init__(self, post: Post) -> None:
        self._post, self.at = post, list[datetime]()

    def __call__(self, link: Link, secret: bytes) -> Tries:
        self._way = self._post.dial(link, secret)
        return self

    def send(self, request: object) -> object:
        self.at.append(self._post.clock.now())
        return self._way.send(request)

    def live(self) -> Iterator[dict[str, object]]:
        return iter(())

    def close(self) -> None:
        self._way.close()


def shown(post: Post) -> str:
    """Everything on the screen of the watch."""
    return "\n".join("".join(span.text for span in line) for line in post.paint("watch"))


def test_s4_direct_report_with_the_line_down(company: Company, tmp_path: Path) -> None:
    station, branch = company.donggang, company.office
    company.at("08:05")
    call_roll(station, "rollcall.takeover", [])
    branch.do(set_phones, PHONES)
    company.exchange(station)
    station.replica.connection.execute("PRAGMA synchronous = FULL")

    station.cut = True
    tries = Tries(station)
    worker = Worker(lambda: station.replica, tries, company.clock, lambda low, high: high)
    company.at("14:07")  # saved locally
    sent = station.do(direct.send, Answers("排涝泵缺备件", "东门泵房", "机械密封2套"))
    worker.written(urgent=True)
    while company.clock.now() < company.on("14:09"):  # retries fail
        company.clock.advance(milliseconds=max(1, worker.step(station.replica)))
        if company.clock.now() == company.on("14:08"):
            dead = Path(shutil.copytree(station.replica.directory, tmp_path / "dead"))
    company.at("14:09")  # the screen shows phone numbers, in order
    places = [shown(station).find(one.number) for one in PHONES]
    assert -1 < places[0] < places[1]
    company.at("14:10")  # 赵原 calls, logs 电话补报
    station.do(direct.phone, sent, "周平", author="赵原")

    # the terminal never blocked other work
    for minute in range(11, 31):
        company.at(f"14:{minute}")
        station.do(log.note, f"巡查第{minute - 10}遍，无异常")
        assert station.sync().error == "sync.error.unreachable"
    station.do(incident.open_incident, "3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    assert len(station.replica.rows("log")) == 20

    # retried every 5 s for 1 min, then every 15 s (domain §7, 1)
    waits = [later - earlier for earlier, later in zip(tries.at, tries.at[1:], strict=False)]
    assert max(waits[:12]) <= timedelta(seconds=5)
    assert max(waits) <= timedelta(seconds=15)

    company.at("14:31")  # the line returns and the same report arrives 4 times
    station.cut, station.line = False, Repeating
    company.exchange(station)

    for here in (station, branch):
        # branch holds one item
        assert [row.id for row in here.replica.rows("direct")] == [sent]
        state = here.state(sent, Direct)
        # state 已阅 by phone at 14:10
        assert state.status == "direct.read"
        assert [(call.to, f"{call.at:%H:%M}") for call in state.calls] == [("周平", "14:10")]
        assert (state.sent, state.delivered) == (company.on("14:07"), company.on("14:31"))
        # K02 uses 14:10
        assert state.read == company.on("14:10")
        figures = {
            one.key: one.number
            for one in read_metrics(
                here.replica, company.on("00:00"), company.on("23:59"), company.clock.now()
            )
        }
        assert (figures["K02.read/"].seconds, figures["K02.read/"].of) == ((180,), 1)
        assert verify(here.replica.connection, views=True).problems == ()

    # power loss at 14:08 would have lost nothing
    with Replica(dead, company.clock) as after:
        assert [row.id for row in after.rows("direct")] == [sent]
        assert verify(after.connection, views=True).problems == ()
