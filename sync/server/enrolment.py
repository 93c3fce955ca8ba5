"""Codes to join by: made for a unit, good once, for ten minutes and five tries, kept only as a hash (S14)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from sync.server.registry import Code, Device, Registry
from sync.wire.invitation import CODE, NAME, spelled

MINUTES: Final = 10
TRIES: Final = 5
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NotAdmitted(Exception):
    """The code is not good, or another device has that id."""


def open_code(
    registry: Registry, unit: str, now_ms: int, chance: Callable[[int], bytes], *, relay: bool = False
) -> str:
    """A new code for a device of `unit`; the caller commits and shows it once."""
    code = spelled(chance(10), CODE)
    registry.add_code(Code(code[:NAME], _digest(code), unit, relay, now_ms + MINUTES * 60_000, 0, ""))
    return code


def judge(registry: Registry, code: str, device: str, now_ms: int) -> Code:
    """The open invitation `code` stands for; a wrong one is counted. Raises NotAdmitted."""
    found = registry.code(code[:NAME])
    if found is None or now_ms > found.until_ms or found.tries >= TRIES:
        raise NotAdmitted("code")
    if not hmac.compare_digest(found.digest, _digest(code)):
        registry.count_try(found.name)
        if found.tries + 1 >= TRIES:
            registry.alarm("sync.alarm.code_tried", "", found.unit, now_ms)
        raise NotAdmitted("code")
    if found.used_by and found.used_by != device:
        registry.alarm("sync.alarm.code_twice", found.used_by, found.unit, now_ms)
        raise NotAdmitted("code")
    return found


def join(registry: Registry, code: Code, device: str, key: bytes, letter: str, now_ms: int) -> Device:
    """The device joins the code's unit; asking again with the same key gets the same answer. Raises NotAdmitted."""
    known = registry.device(device)
    if known is not None:
        if known.key == key and not known.revoked_ms and code.used_by == device:
            return known
        raise NotAdmitted("device")
    joined = Device(device, code.unit, key, _free(registry, code.unit, letter), code.relay, now_ms, 0, 0)
    registry.add_device(joined)
    registry.use_code(code.name, device)
    return joined


def _free(registry: Registry, unit: str, letter: str) -> str:
    """The letter asked for, or the first that no device of the unit writes its numbers with, revoked ones included."""
    taken = {device.letter for device in registry.devices() if device.unit == unit}
    return letter if letter not in taken else next((one for one in LETTERS if one not in taken), letter)


def _digest(code: str) -> bytes:
    return hashlib.sha256(b"watchroom/code/1\n" + code.encode("ascii")).digest()
