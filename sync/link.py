"""A terminal's tie to its server: where it is, how it proves itself, and where the terminal belongs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Link:
    """What enrolment settled; holds nothing secret."""

    url: str
    """https://host:port; plain http on loopback only."""
    certificate: str
    """The server's certificate as PEM, the only one trusted; empty on loopback."""
    server: str
    """Id of the server."""
    server_key: str
    """Public key of the server's answers, hexadecimal."""
    device: str
    """Id of this terminal."""
    unit: str
    """Path of its unit."""
    name: str
    """Name of its unit."""
    letter: str
    """The letter in the numbers it gives; the server may have chosen another than it was asked for."""
    scope: str
    """The feed of its unit."""

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Link:
        """A link kept earlier; raises ValueError."""
        try:
            return cls(**json.loads(text))
        except TypeError as error:
            raise ValueError("link") from error


class NotAnAddress(ValueError):
    """No address of a server, or a plain one beyond this machine."""


def address(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a server's address; raises NotAnAddress."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAnAddress("address") from error
    if not host or parts.username or parts.query or parts.path.strip("/"):
        raise NotAnAddress("address")
    if scheme not in ("http", "https") or (scheme == "http" and host not in LOOPBACK):
        raise NotAnAddress("scheme")
    return scheme, host, port or (8440 if scheme == "https" else 8080)


def base(scheme: str, host: str, port: int) -> str:
    """The address in one form."""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
