"""A server's registry from outside the serving process: what `watchroom admin` does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.errors import Refusal
from sync.server.engines import storage
from sync.server.enrolment import open_code
from sync.server.identity import CERTIFICATE, CERTIFICATE_KEY, KEY_FILE, certificate, der
from sync.server.registry import Registry
from sync.server.sqlite_storage import DATABASE
from sync.wire.invitation import NO_CERTIFICATE, Invitation, fingerprint

URL, FINGERPRINT = "url", "fingerprint"
UPSTREAM: Final = ("upstream.json", "upstream.key")
"""Files of the tie to the server above, where there is one (`sync.agent.tie`)."""


@contextmanager
def registry(directory: Path, database: str = "") -> Iterator[Registry]:
    """The registry of the server in `directory`, one transaction long; made when there is none.

    Raises a WatchroomError.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = storage(directory, database)
    place.prepare()
    with place.desk() as found:
        yield found


def copy(directory: Path, into: Path, database: str = "") -> None:
    """Copy the server of `directory`, running or not, into a new directory: records, keys and certificate.

    Raises Refusal when there is something already, or no server to copy.
    """
    place = storage(directory, database)
    if not any((directory / name).exists() for name in (DATABASE, KEY_FILE)):
        raise Refusal("admin.no_server", path=str(directory))
    try:
        into.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise Refusal("admin.copy_there", path=str(into)) from error
    place.copy(into)
    for name in (KEY_FILE, CERTIFICATE, CERTIFICATE_KEY, *UPSTREAM):
        if (directory / name).exists():
            shutil.copyfile(directory / name, into / name)
    for file in into.iterdir():
        file.chmod(0o600)


def announce(directory: Path, url: str, files: tuple[Path, Path] | None, database: str = "") -> str:
    """Keep where the server is reached and with which certificate, for invitations; returns its fingerprint."""
    shown = NO_CERTIFICATE if files is None else fingerprint(der(files[0]))
    with registry(directory, database) as found:
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
