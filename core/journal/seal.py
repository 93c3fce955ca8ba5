"""Seals: one Ed25519 signature over a session's tip vouches for everything before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from core.journal.encoding import seal_message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Seal:
    """A device's signature over (session, seq, tip hash)."""

    session: bytes
    seq: int
    tip: bytes
    signature: bytes


def sign(secret: bytes, session: bytes, seq: int, tip: bytes) -> Seal:
    """Seal `session` up to `seq` with the 32-byte Ed25519 `secret`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(secret)
    return Seal(session, seq, tip, key.sign(seal_message(session, seq, tip)))


def holds(seal: Seal, public_key: bytes) -> bool:
    """Whether `seal` was made with the secret of the 32-byte `public_key`."""
    return made_with(public_key, seal.signature, seal_message(seal.session, seal.seq, seal.tip))


def made_with(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the secret of the 32-byte `public_key`."""
    from cryptography.exceptions import InvalidSignature

    try:
        _prepared(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(1024)
def _prepared(public_key: bytes) -> Ed25519PublicKey:
    """A key ready to verify with: the same few vouch for everything. Raises ValueError when it is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(public_key)


def public_key(secret: bytes) -> bytes:
    """The 32-byte public key of the Ed25519 `secret`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
