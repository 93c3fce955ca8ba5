"""A station with two teams whose officers hand over to each other, for tests."""

from __future__ import annotations

from dataclasses import dataclass

from core.records import handover, incident
from core.records.handover import Handover, Next, Signatures
from core.records.person import add_person
from core.records.shift import open_shift
from core.records.unit import add_team
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.signatures import signed


@dataclass
class Station:
    """Two teams, an officer each, the first shift running."""

    desk: Desk
    teams: tuple[str, str]
    zhao: str
    shen: str
    qin: str

    @property
    def replica(self) -> Replica:
        return self.desk.replica

    def state(self, record: str) -> Handover:
        found = self.replica.state(record)
        assert isinstance(found, Handover)
        return found

    def walk(self, incoming: str) -> str:
        """A handover with everything checked and answered."""
        record = self.desk.do(handover.prepare)
        self.desk.do(handover.start, record, incoming)
        self.desk.do(handover.check_rest, record)
        for question in handover.QUESTIONS:
            self.desk.do(handover.answer, record, question, "无")
        return record

    def sign(self, record: str, outgoing: str, incoming: str, team: str) -> str:
        pair = Signatures(signed(self.replica, outgoing), signed(self.replica, incoming))
        return self.desk.do(handover.sign, record, pair, Next(team))

    def hand_over(self, back: bool = False) -> str:
        """From 赵原 (一班) to 沈舟 (二班), or back; returns the handover's id."""
        outgoing, incoming = (self.shen, self.zhao) if back else (self.zhao, self.shen)
        record = self.walk(incoming)
        self.sign(record, outgoing, incoming, self.teams[0 if back else 1])
        return record

    def alarm(self, text: str = "3号泊位 集装箱冒烟", kind: str = "inc.fire") -> str:
        chosen = {"class": kind, "place": text.split()[0]}
        return self.desk.do(incident.open_incident, text, chosen=chosen)


def make_station(desk: Desk) -> Station:
    teams = desk.do(add_team, "一班"), desk.do(add_team, "二班")
    people = [
        desk.do(add_person, name, team=teams[index])
        for name, index in (("赵原", 0), ("沈舟", 1), ("秦朗", 0))
    ]
    desk.do(open_shift, team=teams[0], officer=people[0])
    return Station(desk, teams, *people)
