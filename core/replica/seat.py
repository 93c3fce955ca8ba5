"""Who this terminal is: its station, letter and keys, kept beside the journal and never inside it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from core.errors import Damaged
from core.replica.durable import sync_directory

KEY_FILE: Final = "device.key"
"""Secret of seals and pepper of PINs; mode 0600, in no backup."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A terminal's identity: which station it serves and how its numbers begin."""

    device: str
    letter: str
    station: str
    code: str
    unit: str
    public_key: str

    @property
    def station_record(self) -> str:
        """The record id of the station's unit: the same on every terminal of the station."""
        return self.unit_record(self.unit)

    @staticmethod
    def unit_record(path: str) -> str:
        """The record id of the unit at `path`, e.g. hq/b2/donggang."""
        import hashlib

        return hashlib.blake2b(b"watchroom/unit\n" + path.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """The two secrets of a device."""

    secret: bytes
    pepper: bytes


def load_seat(connection: Any) -> Seat | None:
    """The identity stored in the replica, or None before `init`."""
    row = connection.execute("SELECT value FROM local WHERE key = 'seat'").fetchone()
    return None if row is None else Seat(**json.loads(row[0]))


def store_seat(connection: Any, seat: Seat) -> None:
    """Write the identity."""
    text = json.dumps(asdict(seat), ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO local VALUES ('seat', ?)", (text,))


def adopt_key(connection: Any, seat: Seat, key: DeviceKey) -> None:
    """Have the sessions to come name `key`: earlier ones keep the one they were opened under."""
    from core.journal.seal import public_key

    named = public_key(key.secret).hex()
    if named != seat.public_key:
        store_seat(connection, replace(seat, public_key=named))


def make_key(directory: Path) -> DeviceKey:
    """Make and store a device's secrets, readable by its owner alone."""
    key = DeviceKey(os.urandom(32), os.urandom(32))
    write_key(directory, key)
    return key


def write_key(directory: Path, key: DeviceKey) -> None:
    """Store `key` in `directory`, mode 0600 from the first byte."""
    path = directory / KEY_FILE
    from core.journal.seal import public_key

    named = public_key(key.secret).hex()
    text = json.dumps({"secret": key.secret.hex(), "pepper": key.pepper.hex(), "public": named})
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_directory(directory)


def check_key(directory: Path, seat: Seat | None) -> None:
    """Raise Damaged when the key in `directory` is another terminal's: the file was put there by hand.

    `restore` takes a file over properly.  Without a key, or with an unreadable one, nothing is said here.
    """
    try:
        named = json.loads((directory / KEY_FILE).read_text(encoding="ascii"))["public"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if seat is not None and named != seat.public_key:
        raise Damaged("store.other_terminal", station=seat.station, letter=seat.letter, path=str(directory))


def load_key(directory: Path) -> DeviceKey | None:
    """The device's secrets, None when the file is not there; raises Damaged when it cannot be read."""
    path = directory / KEY_FILE
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return DeviceKey(bytes.fromhex(found["secret"]), bytes.fromhex(found["pepper"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, OSError) as error:
        raise Damaged("store.key_unreadable", path=str(path)) from error
