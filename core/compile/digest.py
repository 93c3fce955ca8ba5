"""Totals for headquarters out of a branch's records (C17, PV08, PV09): counts and seconds, nobody's name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.compile.metrics import read_metrics
from core.records.digest import OF
from core.records.meeting import AGENDAS, Meeting
from core.records.rollcall import RollCall
from core.records.unit import stations_below
from core.rules.metrics import Share, Times, participation
from core.rules.small_groups import conceal

if TYPE_CHECKING:
    from core.records.digest import Digest, Figures
    from core.records.kind import Recorded
    from core.replica.replica import Replica

PEOPLE: Final = "people"
"""The figure that says how many people a station's totals are about."""

ABOUT_PEOPLE: Final = "K01"
"""The metric that counts people; all others count records."""

COUNTED: Final = ("incident", "direct", "footing", "rollcall", "handover", "lesson")
"""Kinds of which the digest says how many began; incidents by class, meetings by form."""


def compile_digest(
    replica: Replica, since: datetime, until: datetime, sent: Digest | None = None
) -> tuple[dict[str, int | None], dict[str, Figures], dict[str, str]]:
    """The branch's totals of [since, until), by station those about people (a hidden one is None, PV09), and names.

    `sent` is the digest of the span that was sent already: headquarters keeps both, so what was hidden stays hidden,
    and the total is hidden too where the two together would tell on a hidden station.
    """
    figures: dict[str, int | None] = dict(_counts(replica, since, until))
    figures |= _metrics(replica, since, until)
    names = dict(stations_below(replica))
    people, meetings = _people(replica, since, until), _by_station(replica, since, until)
    hidden = conceal({path: len(people[path]) for path in names})
    groups = hidden.groups | ({} if sent is None else _hidden(sent.stations)).keys()
    stations: dict[str, Figures] = {
        path: _station(len(people[path]), meetings[path], hidden=path in groups)
        for path in names
        if people[path]
    }
    if hidden.total or (sent is not None and _tell(sent, figures, stations)):
        figures |= {name: None for name in figures if name.partition(".")[0] == ABOUT_PEOPLE}
    told = {name: figures[name] for name in sorted(figures) if figures[name] != 0}
    own = {replica.seat.unit: replica.seat.station} if replica.seat else {}
    return told, stations, {**own, **names}


def _hidden(stations: Mapping[str, Figures]) -> dict[str, Figures]:
    """The stations whose figures are hidden."""
    return {path: one for path, one in stations.items() if one.get(PEOPLE) is None}


def _tell(sent: Digest, figures: Figures, stations: Mapping[str, Figures]) -> bool:
    """Whether the totals of two digests of one span differ by what hidden stations did in between (PV09)."""
    if not _hidden(sent.stations) and not _hidden(stations):
        return False
    return _rest(sent.figures, sent.stations) != _rest(figures, stations)


def _rest(figures: Figures, stations: Mapping[str, Figures]) -> tuple[int | None, ...]:
    """What is left of 实到 and 应到 without those of the stations that are shown; None for a hidden total."""
    found = []
    for name in (ABOUT_PEOPLE, f"{ABOUT_PEOPLE}{OF}"):
        total = figures.get(name, 0)
        shown = sum(one.get(name) or 0 for one in stations.values())
        found.append(None if total is None else total - shown)
    return tuple(found)


def _counts(replica: Replica, since: datetime, until: datetime) -> Counter[str]:
    """How many of each kind began, by their labels."""
    found: Counter[str] = Counter()
    for kind in COUNTED:
        for row in replica.rows(kind, since=epoch_ms(since), until=epoch_ms(until)):
            if not row.struck:
                found[row.subject if kind == "incident" and row.subject else kind] += 1
    labels = {form: agenda.label for form, agenda in AGENDAS.items()}
    for one in _meetings(replica, since, until):
        found[labels.get(one.form, "meeting")] += 1
    return found


def _meetings(replica: Replica, since: datetime, until: datetime) -> Iterator[Meeting]:
    """The meetings that were closed."""
    for row in replica.rows("meeting", since=epoch_ms(since), until=epoch_ms(until)):
        state = replica.state(row.id)
        if not row.struck and isinstance(state, Meeting) and state.closed is not None:
            yield state


def _metrics(replica: Replica, since: datetime, until: datetime) -> dict[str, int | None]:
    """The metrics of the whole branch: `K03` of `K03.of`; a time by its median and its slowest, in seconds."""
    found: dict[str, int | None] = {}
    for one in read_metrics(replica, since, until, until):
        if not one.subject:
            found |= _parts(one.id, one.number)
    return found


def _parts(name: str, number: Share | Times) -> dict[str, int | None]:
    """A figure as whole numbers; what there is none of is left out."""
    if not number.of:
        return {}
    found: dict[str, int | None] = {name: number.value, f"{name}{OF}": number.of}
    if isinstance(number, Times) and number.median is not None and number.slowest is not None:
        found |= {f"{name}.median": number.median, f"{name}.slowest": number.slowest}
    return found


def _people(replica: Replica, since: datetime, until: datetime) -> Mapping[str, set[str]]:
    """By station who its roll calls and meetings of the span were about."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("rollcall", "meeting"):
        for row in replica.rows(kind, since=epoch_ms(since), until=epoch_ms(until)):
            state: Recorded | None = None if row.struck else replica.state(row.id)
            if state is not None:
                found[replica.unit_of(state.meta)] |= set(_about(state))
    return found


def _about(state: Recorded) -> Iterator[str]:
    if isinstance(state, Meeting):
        yield from (seat.person.id for seat in state.roster)
    elif isinstance(state, RollCall):
        yield from (one.person.id for one in state.called)


def _by_station(replica: Replica, since: datetime, until: datetime) -> Mapping[str, list[Meeting]]:
    found: dict[str, list[Meeting]] = defaultdict(list)
    for one in _meetings(replica, since, until):
        found[replica.unit_of(one.meta)].append(one)
    return found


def _station(people: int, meetings: Iterable[Meeting], *, hidden: bool) -> Figures:
    """What is said about the people of one station."""
    told: dict[str, int | None] = {PEOPLE: people, **_parts(ABOUT_PEOPLE, participation(meetings))}
    return dict.fromkeys(told) if hidden else told
