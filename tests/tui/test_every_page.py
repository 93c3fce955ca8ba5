"""Every page there is, opened over a night and over a station whose every word is hostile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.records import action, incident, issue, log, person, place, rollcall, shift, unit, vehicle
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.tui.pages import LARGE, SMALL, Seat, Speaking, too_wide
from tests.tui.station import new_station, night
from tui.screens import OF_RECORDS, PAGES
from tui.sheet.span import Size

HOSTILE = "[/x][b]\x1b[2J\x1b]0;t\x07\u202eabc\u200b\x9b31m{brace} %s 烟" + "長" * 300
FORBIDDEN = set("\x1b\x07\x9b\u202e\u200b\n\r\t")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    replica, _ = night(tmp_path_factory.mktemp("calm"))
    yield replica
    replica.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    replica = _hostile(tmp_path_factory.mktemp("hostile"))
    yield replica
    replica.close()


def _hostile(folder: Path) -> Replica:
    """A shift in which every name and every text is an attack."""
    replica, _ = new_station(folder)
    desk = Desk(replica)
    desk.do(person.add_people, [person.Proposed(f"[/red]\x1b[31m{n}", team="[b]\u202e班") for n in "甲乙丙"])
    desk.do(vehicle.add_vehicle, "[/b]\x07车")
    desk.do(vehicle.take_out_of_service, vehicle.vehicles(replica)[0].meta.id, HOSTILE[:150])
    desk.do(place.add_place, "[/]泊位")
    people = [one.meta.id for one in person.people(replica)]
    desk.do(shift.open_shift, team=unit.teams(replica)[0].meta.id, officer=people[0])
    call = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark, call, people[1], "att.leave")
    record = desk.do(incident.open_incident, HOSTILE)
    desk.do(incident.note, record, HOSTILE)
    desk.do(log.note, HOSTILE)
    desk.do(action.open_line, HOSTILE)
    desk.do(issue.open_issue, "inc.danger", HOSTILE)
    return replica


def openings(replica: Replica) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page with the arguments it needs, and every record on its page."""
    call = replica.rows("incident")[0].id
    for page in PAGES:
        if page != "record":
            yield page, {"record": call} if page in ("review", "situation") else {}
    for row in replica.rows():
        yield (row.kind if row.kind in OF_RECORDS and row.kind in PAGES else "record"), {"record": row.id}


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("station", ["calm", "hostile"])
def test_every_page_shows_itself_within_the_screen(
    request: pytest.FixtureRequest, station: str, size: Size, code: str
) -> None:
    replica: Replica = request.getfixturevalue(station)
    with Speaking(code):
        for page, args in openings(replica):
            rows = Seat(replica, size).open(page, **args).screen()
            assert len(rows) == size.height, page
            assert not too_wide(rows, size.width), (page, args)
            assert not FORBIDDEN & set("".join(rows)), (page, args)


def test_every_footer_shows_whole_labels(calm: Replica) -> None:
    for code in ("zh", "en"):
        with Speaking(code):
            for page, args in openings(calm):
                assert "~" not in Seat(calm, SMALL).open(page, **args).screen()[-1], page
