"""A server's tie to the server above it: the link and the key, kept in the server's own directory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from core.errors import Damaged
from sync.joining import NotJoined, enrol
from sync.link import Link, address, base
from sync.server.desk import UPSTREAM
from sync.server.identity import write_private

LINK_FILE, KEY_FILE = UPSTREAM
_LETTER: Final = "A"
"""A relay writes no numbers; the protocol wants a letter all the same."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Where the server above is, and the Ed25519 secret this server proves itself with."""

    link: Link
    secret: bytes

    def at(self, url: str) -> Tie:
        """The same server above at another address; raises NotAnAddress."""
        return replace(self, link=replace(self.link, url=base(*address(url))))


def load_tie(directory: Path) -> Tie | None:
    """The tie of the server in `directory`, None when it never joined; raises Damaged."""
    path = directory / LINK_FILE
    try:
        return Tie(Link.from_json(path.read_text(encoding="utf-8")), _key(directory)[1])
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise Damaged("store.key_unreadable", path=str(path)) from error


def join(directory: Path, url: str, typed: str, chance: Callable[[int], bytes]) -> Tie:
    """Join the server above at `url` with the invitation `typed`; asking again after a lost answer is safe.

    Raises what `sync.joining.enrol` raises, and Damaged when the key cannot be read.
    """
    device, secret = _device(directory, chance)
    try:
        link = enrol(url, typed, device, secret, _LETTER)
    except NotJoined as error:  # joined before and called again, or a copy of a server that did
        if str(error) != "device":
            raise
        device, secret = _new(directory, chance)
        link = enrol(url, typed, device, secret, _LETTER)
    write_private(directory / LINK_FILE, link.to_json().encode())
    return Tie(link, secret)


def _device(directory: Path, chance: Callable[[int], bytes]) -> tuple[str, bytes]:
    """Id and secret of this server as a device, made and on disk before anybody is asked."""
    return _key(directory) if (directory / KEY_FILE).exists() else _new(directory, chance)


def _new(directory: Path, chance: Callable[[int], bytes]) -> tuple[str, bytes]:
    device, secret = chance(16).hex(), chance(32)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(directory / KEY_FILE, json.dumps({"device": device, "secret": secret.hex()}).encode())
    return device, secret


def _key(directory: Path) -> tuple[str, bytes]:
    path = directory / KEY_FILE
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return str(found["device"]), bytes.fromhex(found["secret"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Damaged("store.key_unreadable", path=str(path)) from error
