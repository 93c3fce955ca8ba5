"""Batches carried by hand (protocol.md §15)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from tests.sync.second.batches import Batch, Malformed, pack, unpack
from tests.sync.second.journal import key_of, seal_message, signed
from tests.sync.second.terminal import Terminal

MOST = 8 * 1024 * 1024


def folder(directory: Path, scope: str) -> Path:
    """Where the files of a feed lie."""
    name = hashlib.blake2b(b"watchroom/carry\n" + scope.encode(), digest_size=8).hexdigest()
    return directory / "watchroom-carry" / name


def put(terminal: Terminal, directory: Path) -> None:
    """Write everything sealed that the terminal holds."""
    place = folder(directory, terminal.tie.scope)
    place.mkdir(parents=True, exist_ok=True)
    _write(
        place / "about.json",
        json.dumps({"scope": terminal.tie.scope, "station": "F", "written": ""}).encode(),
    )
    for session in terminal.disk.sessions:
        after = 0
        while (batch := terminal.batch(session, after)) is not None:
            _write(place / f"{session.hex()}-{batch.first:08}-{batch.last:08}.wrb", pack(batch))
            after = batch.last


def take(terminal: Terminal, directory: Path) -> list[str]:
    """Take in what lies there for the terminal's feed; names of the files that could not be."""
    left = []
    for path in sorted(folder(directory, terminal.tie.scope).glob("*.wrb")):
        try:
            data = path.read_bytes()
            batch = unpack(data if len(data) <= MOST else b"")
        except Malformed:
            left.append(path.name)
            continue
        held = terminal.disk.sessions.get(batch.session, [])
        genesis = batch.events[0] if batch.first == 1 else held[0] if held else None
        if batch.first > len(held) + 1 or genesis is None or not _sealed(batch, key_of(genesis)):
            left.append(path.name)
        else:
            terminal.keep(batch)
    return left


def _sealed(batch: Batch, key: bytes) -> bool:
    return signed(key, batch.seal, seal_message(batch.session, batch.last, batch.tip))


def _write(path: Path, data: bytes) -> None:
    """There whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
