"""Invitations and how a device joins (protocol.md §10)."""

from __future__ import annotations

import hashlib
import json
import ssl
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.sync.second.journal import public, sign, signed
from tests.sync.second.way import Answer, Tie, answer_message, ask, request_message

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Misheard(ValueError):
    """What was typed is no invitation."""


class Invitation(NamedTuple):
    code: str
    fingerprint: str


def spelled(digest: bytes, count: int) -> str:
    """The first characters of a digest, five bits each."""
    bits = "".join(f"{byte:08b}" for byte in digest)
    return "".join(ALPHABET[int(bits[5 * place : 5 * place + 5], 2)] for place in range(count))


def check_of(text: str) -> str:
    return spelled(hashlib.sha256(text.encode("ascii")).digest(), 4)


def heard(typed: str) -> Invitation:
    """The invitation in what was typed; raises Misheard."""
    text = "".join(mark for mark in typed.upper() if mark != "-" and not mark.isspace())
    text = text.translate(str.maketrans("ILOU", "110V"))
    if len(text) != 36 or set(text) - set(ALPHABET) or check_of(text[:32]) != text[32:]:
        raise Misheard(typed)
    return Invitation(text[:16], text[16:32])


def proof_message(code: str, device: str, key: bytes) -> bytes:
    """What shows that the device holds the secret of `key`."""
    return b"watchroom/enrol/1\n" + hashlib.sha256(code.encode()).digest() + bytes.fromhex(device) + key


def join(url: str, typed: str, device: str, secret: bytes, letter: str) -> Tie:
    """Join the server at `url`; raises Misheard, or PermissionError with the server's word."""
    invitation = heard(typed)
    certificate = ""
    if url.startswith("https:"):
        where = urlsplit(url)
        certificate = ssl.get_server_certificate((where.hostname or "", where.port or 443), timeout=30)
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).digest()
        if spelled(digest, 16) != invitation.fingerprint:
            raise PermissionError("certificate")
    elif invitation.fingerprint != "0" * 16:
        raise PermissionError("plain")
    key = public(secret)
    asked = {
        "code": invitation.code,
        "device": device,
        "key": key.hex(),
        "letter": letter,
        "proof": sign(secret, proof_message(invitation.code, device, key)).hex(),
    }
    body = json.dumps(asked).encode()
    return _tie(url, certificate, device, body, ask(url, certificate, "POST", "/v1/enrol", body, {}))


def _tie(url: str, certificate: str, device: str, body: bytes, answer: Answer) -> Tie:
    told = answer.json
    if told["answer"] != "enrolled":
        raise PermissionError(told.get("error", told["answer"]))
    covered = request_message(told["server"], "", 0, "POST", "/v1/enrol", "", body)
    message = answer_message(covered, answer.status, answer.body)
    if not signed(bytes.fromhex(told["key"]), bytes.fromhex(answer.signature), message):
        raise PermissionError("signature")
    return Tie(
        url, certificate, told["server"], told["key"], device, told["unit"], told["letter"], told["scope"]
    )
