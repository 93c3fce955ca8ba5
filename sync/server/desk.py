"""A server's registry from outside the serving process: what `watchroom admin` does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.errors import Refusal
from sync.server.enrolment import open_code
from sync.server.house import DATABASE, prepare
from sync.server.identity import CERTIFICATE, CERTIFICATE_KEY, KEY_FILE, certificate, der
from sync.server.registry import Registry
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_store import SqliteStore
from sync.wire.invitation import NO_CERTIFICATE, Invitation, fingerprint

URL, FINGERPRINT = "url", "fingerprint"
UPSTREAM: Final = ("upstream.json", "upstream.key")
"""Files of the tie to the server above, where there is one (`sync.agent.tie`)."""


@contextmanager
def registry(directory: Path) -> Iterator[Registry]:
    """The registry of the server in `directory`, one transaction long; made when there is none. Raises NotSaved."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare(directory / DATABASE)
    store = SqliteStore(directory / DATABASE)
    try:
        store.connection.execute("BEGIN IMMEDIATE")
        yield SqliteRegistry(store.connection)
        store.connection.execute("COMMIT")
    finally:
        store.close()


def copy(directory: Path, into: Path) -> None:
    """Copy the server of `directory`, running or not, into a new directory: file, keys and certificate.

    Raises Refusal when there is something already, or no server to copy.
    """
    if not (directory / DATABASE).exists():
        raise Refusal("admin.no_server", path=str(directory))
    try:
        into.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise Refusal("admin.copy_there", path=str(into)) from error
    store = SqliteStore(directory / DATABASE, read_only=True)
    try:
        store.connection.execute("VACUUM INTO ?", (str(into / DATABASE),))
    finally:
        store.close()
    for name in (DATABASE, KEY_FILE, CERTIFICATE, CERTIFICATE_KEY, *UPSTREAM):
        if name != DATABASE and (directory / name).exists():
            shutil.copyfile(directory / name, into / name)
        if (into / name).exists():
            (into / name).chmod(0o600)


def announce(directory: Path, url: str, files: tuple[Path, Path] | None) -> str:
    """Keep where the server is reached and with which certificate, for invitations; returns its fingerprint."""
    shown = NO_CERTIFICATE if files is None else fingerprint(der(files[0]))
    with registry(directory) as found:
        found.remember(URL, url)
        found.remember(FINGERPRINT, shown)
    return shown


def invitation(
    registry: Registry,
    directory: Path,
    unit: str,
    world: tuple[int, Callable[[int], bytes]],
    *,
    relay: bool = False,
) -> tuple[str, str]:
    """A new invitation to `unit` and the address last served at, empty before; `world` is now in ms, and chance."""
    code = open_code(registry, unit, *world, relay=relay)
    known = registry.remembered(FINGERPRINT) or fingerprint(der(certificate(directory)[0]))
    return str(Invitation(code, known)), registry.remembered(URL)
