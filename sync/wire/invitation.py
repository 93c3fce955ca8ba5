"""What an officer reads out so that a terminal can join: a code used once, the server certificate's fingerprint.

Nine groups of four characters: 16 of the code (the first 3 find it, the rest is the secret: 65 bits), 16 of the
fingerprint (80 bits; zeros: no certificate, loopback only), 4 that catch a misheard character.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 characters without I, L, O and U."""

_HEARD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
CODE: Final = 16
NAME: Final = 3
FINGERPRINT: Final = 16
_CHECK: Final = 4
NO_CERTIFICATE: Final = "0" * FINGERPRINT


class Misheard(ValueError):
    """Not an invitation: too short, or its last group does not fit the others."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code, and the beginning of the certificate's fingerprint."""

    code: str
    fingerprint: str

    def __str__(self) -> str:
        """As it is read out."""
        text = self.code + self.fingerprint
        text += _check(text)
        return "-".join(text[place : place + 4] for place in range(0, len(text), 4))

    @classmethod
    def parse(cls, typed: str) -> Invitation:
        """The invitation in `typed`, whatever its case, blanks and dashes; raises Misheard."""
        text = "".join(typed.upper().replace("-", " ").split()).translate(_HEARD)
        if len(text) != CODE + FINGERPRINT + _CHECK or set(text) - set(ALPHABET):
            raise Misheard("length")
        if _check(text[:-_CHECK]) != text[-_CHECK:]:
            raise Misheard("check")
        return cls(text[:CODE], text[CODE:-_CHECK])


def spelled(data: bytes, length: int) -> str:
    """The first `length` characters that spell `data`, five bits each."""
    bits = int.from_bytes(data, "big")
    total = len(data) * 8
    return "".join(ALPHABET[bits >> (total - 5 * place) & 31] for place in range(1, length + 1))


def fingerprint(certificate: bytes) -> str:
    """How the DER `certificate` is spelled in an invitation."""
    return spelled(hashlib.sha256(certificate).digest(), FINGERPRINT)


def _check(text: str) -> str:
    return spelled(hashlib.sha256(text.encode("ascii", "replace")).digest(), _CHECK)
