"""What is signed: requests by their device, answers by their server, an enrolment by the new key (protocol.md §9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from core.journal.seal import made_with

DEVICE: Final = "watchroom-device"
COUNTER: Final = "watchroom-counter"
SIGNATURE: Final = "watchroom-signature"
"""Names of the headers; the signature is that of the device on a request and that of the server on an answer."""

GREATEST_COUNTER: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a request that its signature covers; `query` is the raw text behind the question mark."""

    server: str
    device: str
    counter: int
    method: str
    path: str
    query: str
    body: bytes

    def message(self) -> bytes:
        """The bytes the device signs."""
        lines = (
            "watchroom/request/1",
            self.server,
            self.device,
            str(self.counter),
            self.method,
            self.path,
            self.query,
            hashlib.sha256(self.body).hexdigest(),
        )
        return "\n".join(lines).encode()


def answer_message(asked: bytes, status: int, body: bytes) -> bytes:
    """The bytes a server signs: for the request whose message is `asked`, a status and a body."""
    digests = hashlib.sha256(asked).digest() + hashlib.sha256(body).digest()
    return b"watchroom/answer/1\n" + digests + status.to_bytes(2, "big")


def enrolment_message(code: bytes, device: str, key: bytes) -> bytes:
    """The bytes a new device signs to show that it holds the secret of `key`."""
    return b"watchroom/enrol/1\n" + hashlib.sha256(code).digest() + bytes.fromhex(device) + key


def verified(key: bytes, signature: str, message: bytes) -> bool:
    """Whether the hexadecimal `signature` over `message` was made with the secret of `key`."""
    try:
        return made_with(key, bytes.fromhex(signature), message)
    except ValueError:
        return False


class Signer:
    """Signs with one Ed25519 secret, prepared once."""

    def __init__(self, secret: bytes) -> None:
        """Sign with the 32-byte `secret`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> str:
        """The signature over `message`, hexadecimal."""
        return self._key.sign(message).hex()
