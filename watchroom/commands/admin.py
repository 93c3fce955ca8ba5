"""`watchroom admin …`: units, codes to join by, devices and alarms of the server in the data directory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import Incomplete, NotFound, Refusal
from core.i18n import has, t
from watchroom.frame import command, database, group
from watchroom.given import Given
from watchroom.speak import result, table

if TYPE_CHECKING:
    from sync.server.registry import Registry


@contextmanager
def _registry(given: Given) -> Iterator[Registry]:
    """The registry, everything done with it in one transaction."""
    from sync.server.desk import registry

    with registry(given.directory, given.database) as found:
        yield found


def _now_ms() -> int:
    from core.clock import SystemClock, epoch_ms

    return epoch_ms(SystemClock().now())


def _when(ms: int) -> str:
    from core.clock import STATION_ZONE, iso

    return iso(datetime.fromtimestamp(ms / 1000, STATION_ZONE)) if ms else ""


@command("load")
@click.argument("file", metavar="FILE.toml")
@database
@click.pass_obj
def load(given: Given, file: str) -> None:
    """Add or rename the units of a TOML file; none is ever removed."""
    from sync.server.tree import read_tree

    with _registry(given) as registry:
        known = {unit.path for unit in registry.units()}
        units = read_tree(Path(file), known)
        for unit in units:
            registry.add_unit(unit)
    document = {"units": [unit._asdict() for unit in units]}
    result(given, document, *table((unit.path, unit.name, t(f"unit.level.{unit.level}")) for unit in units))


@command("list")
@database
@click.pass_obj
def list_(given: Given) -> None:
    """The tree."""
    with _registry(given) as registry:
        units = registry.units()
    rows = table((unit.path, unit.name, t(f"unit.level.{unit.level}")) for unit in units)
    result(given, {"units": [unit._asdict() for unit in units]}, *rows)


@command("code")
@click.argument("unit", metavar="UNIT")
@click.option("--relay", is_flag=True)
@database
@click.pass_obj
def code(given: Given, unit: str, relay: bool) -> None:
    """What is read out to whoever sets up a terminal: good once, for ten minutes."""
    import os

    from sync.server.desk import invitation

    with _registry(given) as registry:
        if unit not in {one.path for one in registry.units()}:
            raise NotFound("admin.no_unit", unit=unit[:200])
        made, url = invitation(registry, given.directory, unit, (_now_ms(), os.urandom), relay=relay)
    document = {"unit": unit, "url": url, "code": made, "minutes": 10}
    use = "upstream.code_use" if relay else "admin.code_use"
    result(given, document, made, t(use, url=url or "https://HOST:8440", code=made))


@command("devices")
@database
@click.pass_obj
def devices(given: Given) -> None:
    """Who joined."""
    with _registry(given) as registry:
        found = registry.devices()
    items = [
        {
            "id": one.id,
            "unit": one.unit,
            "letter": one.letter,
            "relay": one.relay,
            "joined": _when(one.joined_ms),
            "revoked": _when(one.revoked_ms),
        }
        for one in found
    ]
    rows = [
        (one.id, one.unit, one.letter, _when(one.joined_ms), t("admin.revoked") if one.revoked_ms else "")
        for one in found
    ]
    result(given, {"items": items}, *table(rows))


@command("revoke")
@click.argument("device", metavar="DEVICE")
@database
@click.pass_obj
def revoke(given: Given, device: str) -> None:
    """The device is refused from its next request on; what it wrote stays."""
    with _registry(given) as registry:
        found = [one for one in registry.devices() if device and one.id.startswith(device)]
        if len(found) != 1:
            raise NotFound("admin.no_device", device=device[:80])
        registry.revoke(found[0].id, _now_ms())
    result(given, {"id": found[0].id}, t("admin.revoked_now", device=found[0].id))


@command("alarms")
@database
@click.pass_obj
def alarms(given: Given) -> int:
    """What a person should look at; 1 when there is something."""
    with _registry(given) as registry:
        found = registry.alarms()
    items = [
        {
            "key": one.key,
            "device": one.device,
            "about": one.about,
            "first": _when(one.first_ms),
            "last": _when(one.last_ms),
            "times": one.times,
        }
        for one in found
    ]
    rows = [
        (
            _when(one.last_ms),
            t(one.key) if has(one.key) else one.key,
            one.device[:8],
            one.about,
            str(one.times),
        )
        for one in found
    ]
    result(given, {"items": items}, *(table(rows) or [t("admin.no_alarms")]))
    return Incomplete.exit_code if found else 0


@command("backup")
@click.argument("copy_to", metavar="DIR")
@database
@click.pass_obj
def backup(given: Given, copy_to: str) -> None:
    """A copy of everything a server is, while it runs."""
    from sync.server.desk import copy

    copy(given.directory, Path(copy_to), given.database)
    result(
        given,
        {"path": copy_to},
        t("database.keys_copied" if given.database else "admin.copied", path=copy_to),
    )


@command("move")
@database
@click.pass_obj
def move(given: Given) -> None:
    """Everything of the file goes into the database, once; the file is not written any more."""
    from sync.agent.tie import load_tie
    from sync.server.engines import storage
    from sync.server.sqlite_storage import DATABASE, SqliteStorage

    source = SqliteStorage(given.directory / DATABASE)
    if not given.database:
        raise Refusal("move.where")
    target = storage(given.directory, given.database)
    if not source.path.exists():
        raise Refusal("admin.no_server", path=str(given.directory))
    if load_tie(given.directory) is not None:
        raise Refusal("database.no_upstream")
    from sync.server.postgres_move import move as moved
    from sync.server.postgres_storage import PostgresStorage

    assert isinstance(target, PostgresStorage)
    done = moved(source, target)
    result(given, done._asdict(), t("move.again" if done.before else "move.done", events=done.events))


_HERE = "watchroom.commands.admin:"
units = group("units", {"load": _HERE + "load", "list": _HERE + "list_"})
admin = group(
    "admin",
    {
        "units": _HERE + "units",
        "code": _HERE + "code",
        "devices": _HERE + "devices",
        "revoke": _HERE + "revoke",
        "join": "watchroom.commands.upstream:join",
        "upstream": "watchroom.commands.upstream:upstream",
        "alarms": _HERE + "alarms",
        "backup": _HERE + "backup",
        "move": _HERE + "move",
    },
)
