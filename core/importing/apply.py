"""Importing into a station's journal: a trial by default, in batches when applied, found again by every later run.

A run that is killed leaves whole batches behind; the next one finds their incidents and goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from core.clock import STATION_ZONE
from core.errors import Refusal
from core.importing.account import Account
from core.importing.mapping import Mapping
from core.importing.mapping_file import load
from core.importing.plan import Known, Plan, plan_incidents
from core.importing.proposal import ProposedIncident
from core.importing.reading import Identity
from core.importing.source import open_source
from core.importing.suggest import suggest
from core.records.incident import Foreign, take_in
from core.records.incident.events import OPENED
from core.replica.act import HANDOVER_HOUR

if TYPE_CHECKING:
    from core.replica.act import Act, Desk
    from core.replica.replica import Replica

BATCH: Final = 500
"""Incidents saved in one transaction."""

Progress = Callable[[int, float], None]
"""Told the rows read so far and the share of the file, 0 to 1."""

_CAUSES: Final = {"fire": "cause", "false": "false_cause"}


def import_incidents(
    desk: Desk,
    path: Path,
    mapping: Mapping | Path | None = None,
    *,
    apply: bool = False,
    progress: Progress | None = None,
) -> Account:
    """Read the table at `path` into the station's incidents and account for every row.

    Without `apply` nothing is written; without a `mapping` the suggested one is used. Raises Refusal for what
    is no table or does not fit the mapping, NotSaved when the disk refuses a batch (earlier ones are safe).
    """
    plan = plan_incidents(path, _mapping(path, mapping), _identity(desk), known(desk.replica))
    incidents = plan.incidents()
    while batch := list(islice(incidents, BATCH)):
        if apply:
            desk.do(_write, batch)
        _tell(plan, progress)
    plan.account.applied = apply
    if progress is not None:
        progress(plan.account.read, 1.0)
    return plan.account


def suggested(path: Path) -> Mapping:
    """The mapping proposed for the table at `path`; `mapping_file.to_toml` writes it."""
    return suggest(open_source(path))


def known(replica: Replica) -> Known:
    """A look-up of what is already in `replica`: by record id, the fingerprint of what was told."""

    def look(record: str) -> str | None:
        events = replica.events(record)
        opened = (event.body for event in events if event.kind == OPENED and event.body)
        found = next((body.get("source", {}).get("print", "") for body in opened), "")
        return str(found) if events else None

    return look


def foreign(incident: ProposedIncident) -> Foreign:
    """A proposed incident in the form the records take in."""
    told = {
        "text": incident.text,
        "class": f"inc.{incident.kind}",
        "subtype": incident.subtype,
        "place": incident.place,
        "caller": incident.caller,
        _CAUSES.get(incident.kind, "cause"): incident.cause,
    }
    fields: dict[str, str | int] = {name: value for name, value in told.items() if value}
    return Foreign(
        record=incident.record,
        day=(incident.at - timedelta(hours=HANDOVER_HOUR)).date(),
        fields=fields | dict(incident.casualties),
        stamps={f"inc.{name}": at for name, at in incident.stamps.items()},
        vehicles=incident.vehicles,
        notes=tuple(
            filter(None, ("; ".join(filter(None, (incident.number, incident.notes))), incident.outcome))
        ),
        source={"name": incident.source, "number": incident.number, "print": incident.fingerprint()},
    )


def _write(act: Act, batch: list[ProposedIncident]) -> None:
    for incident in batch:
        take_in(act, foreign(incident))


def _mapping(path: Path, mapping: Mapping | Path | None) -> Mapping:
    if isinstance(mapping, Mapping):
        return mapping
    return suggested(path) if mapping is None else load(mapping)


def _identity(desk: Desk) -> Identity:
    seat = desk.replica.seat
    if seat is None:
        raise Refusal("store.not_set_up")
    now = desk.replica.clock.now()
    zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else STATION_ZONE
    return Identity(seat.code, zone, now)


def _tell(plan: Plan, progress: Progress | None) -> None:
    source = plan.account.source
    if progress is not None:
        progress(plan.account.read, min(1.0, source.position / max(1, source.size)))
