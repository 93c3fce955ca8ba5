"""A duty room to try pages in: two teams, vehicles, a roll call, PINs; keys go in, screens come out."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import ManualClock
from core.i18n import t
from core.records import rollcall
from core.records.person import Proposed, add_people, find_person
from core.records.shift import current_shift, open_shift
from core.records.unit import find_team
from core.records.vehicle import add_vehicle
from core.replica.act import Desk
from core.replica.replica import Replica
from core.signing import set_pin
from core.text import cells
from tests.tui.test_shell import press
from tui.sheet.measure import width_of
from tui.sheet.span import Size
from tui.shell import Shell
from tui.terminal import Terminal

PEOPLE = (
    Proposed("何清", team="一班", qualifications=("qual.commander",), roles=("role.team_leader",)),
    Proposed("赵原", team="一班", qualifications=("qual.communicator",), roles=("role.duty_officer",)),
    Proposed("秦朗", team="一班", qualifications=("qual.driver",)),
    Proposed("高远", team="一班", qualifications=("qual.driver",)),
    Proposed("李建国", team="一班"),
    Proposed("刘洋", team="二班", qualifications=("qual.commander",), roles=("role.team_leader",)),
    Proposed("沈舟", team="二班", qualifications=("qual.communicator",), roles=("role.duty_officer",)),
    Proposed("王岩", team="二班", qualifications=("qual.driver",)),
    Proposed("周平", roles=("role.duty_commander", "role.station_chief")),
)
PINS = {"赵原": "602417", "沈舟": "730519", "何清": "815236", "秦朗": "924168", "周平": "357081"}
SIZES = (Size(80, 24), Size(120, 36))


def officer(replica: Replica) -> str | None:
    shift = current_shift(replica)
    return shift.officer.id if shift and shift.officer else None


@dataclass
class Duty:
    """The terminal of a room: `keys` counts every key pressed, `type` is content."""

    room: Terminal
    shell: Shell
    keys: int = 0

    @property
    def replica(self) -> Replica:
        return self.room.replica

    @property
    def clock(self) -> ManualClock:
        return self.replica.clock  # type: ignore[return-value]

    def press(self, *names: str) -> None:
        """Keys by name, each counted, each painted."""
        self.keys += len(names)
        for name in names:
            if name == "delete":
                self.shell.key(name)
            else:
                press(self.shell, name)
            self.shell.compose(SIZES[0])

    def type(self, text: str) -> None:
        """Content: not counted as keys."""
        for character in text:
            self.shell.key(character, character)

    def say(self, text: str) -> None:
        """Content and Enter."""
        self.type(text)
        self.press("enter")

    def screen(self, size: Size = SIZES[0]) -> list[str]:
        """The rows as text."""
        return ["".join(span.text for span in line) for line in self.shell.compose(size).rows]

    def text(self, size: Size = SIZES[0]) -> str:
        return "\n".join(self.screen(size))

    def who(self, name: str) -> str:
        return find_person(self.replica, name).meta.id


def people_of(desk: Desk) -> None:
    desk.do(add_people, PEOPLE)
    for name in ("1车", "2车", "2号泡沫车"):
        desk.do(add_vehicle, name)


def begin_watch(desk: Desk) -> None:
    """一班 on duty with 赵原 at the desk, 李建国 on leave."""
    replica = desk.replica
    desk.do(open_shift, team=find_team(replica, "一班").meta.id, officer=find_person(replica, "赵原").meta.id)
    desk.author = officer(replica)
    called = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark, called, find_person(replica, "李建国").meta.id, "att.leave", reason="leave.annual")
    desk.do(rollcall.mark_rest_present, called)
    desk.do(rollcall.sign_rollcall, called)


def give_pins(desk: Desk) -> None:
    for name, pin in PINS.items():
        set_pin(desk.replica, find_person(desk.replica, name).meta.id, pin)


def check_shape(duty: Duty, size: Size) -> None:
    """Every row is exactly as wide as the screen and no label of the footer is cut."""
    screenful = duty.shell.compose(size)
    assert len(screenful.rows) == size.height
    for line in screenful.rows:
        assert width_of(line) == size.width or not line, "".join(span.text for span in line)
    footer = duty.screen(size)[-1]
    assert "~" not in footer
    assert cells(footer) == size.width
    assert t("frame.key.help") in footer
