"""Joining a server: the certificate is compared with what was read out, then code and key are shown to it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

from sync.link import Link, address, base
from sync.messages import Busy, Refused
from sync.transport import Unreachable, Untrusted, _read, client_for, within
from sync.wire import form
from sync.wire.invitation import NO_CERTIFICATE, Invitation, fingerprint
from sync.wire.signed import SIGNATURE, Asked, Signer, answer_message, enrolment_message, verified

if TYPE_CHECKING:
    import httpx

_PATIENCE: Final = 10


class NotJoined(Exception):
    """The server did not take the code; `args` hold its word: code, device, proof, busy."""


def enrol(
    url: str, typed: str, device: str, secret: bytes, letter: str, *, client: httpx.Client | None = None
) -> Link:
    """Join the server at `url` with the invitation `typed`; asking again after a lost answer is safe.

    Raises NotAnAddress, Misheard, Unreachable, Untrusted (another certificate than the one read out), NotJoined.
    """
    scheme, host, port = address(url)
    invitation = Invitation.parse(typed)
    certificate = _certificate(host, port, invitation) if scheme == "https" else ""
    if scheme == "http" and invitation.fingerprint != NO_CERTIFICATE:
        raise Untrusted("plain")
    where = base(scheme, host, port)
    http = client or client_for(where, certificate)
    try:
        return _shown(http, where, certificate, invitation.code, device, Signer(secret), letter)
    finally:
        http.close()


def _certificate(host: str, port: int, invitation: Invitation) -> str:
    """The certificate the server shows, if it is the one that was read out."""
    try:
        shown = ssl.get_server_certificate((host, port), timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    if fingerprint(ssl.PEM_cert_to_DER_cert(shown)) != invitation.fingerprint:
        raise Untrusted("certificate")
    return shown


def _shown(
    client: httpx.Client, url: str, certificate: str, code: str, device: str, signer: Signer, letter: str
) -> Link:
    import httpx

    proof = signer.sign(enrolment_message(code.encode(), device, signer.public))
    asked = {"code": code, "device": device, "key": signer.public.hex(), "letter": letter, "proof": proof}
    body = form.dumps(asked)
    try:
        with client.stream("POST", "/v1/enrol", content=body, extensions=within()) as response:
            data = _read(response)
    except httpx.HTTPError as error:
        raise Unreachable(type(error).__name__) from error
    return _link(url, certificate, device, body, data, response)


def _link(
    url: str, certificate: str, device: str, body: bytes, data: bytes, response: httpx.Response
) -> Link:
    from sync.wire.models import EnrolledOut

    if response.status_code != 200:
        raise NotJoined(_why(data))
    try:
        told = EnrolledOut.model_validate_json(data)
    except ValueError as error:
        raise Untrusted("answer") from error
    asked = Asked(told.server, "", 0, "POST", "/v1/enrol", "", body)
    message = answer_message(asked.message(), response.status_code, data)
    if not verified(bytes.fromhex(told.key), response.headers.get(SIGNATURE, ""), message):
        raise Untrusted("signature")
    return Link(
        url, certificate, told.server, told.key, device, told.unit, told.name, told.letter, told.scope
    )


def _why(data: bytes) -> str:
    try:
        given = form.read_answer(data)
    except form.Declined as error:
        return error.error
    except (form.Counter, ValueError) as error:
        raise Untrusted("answer") from error
    return "busy" if isinstance(given, Busy) else given.reason if isinstance(given, Refused) else "code"
