"""Who a server is: its id, the key it signs answers with, and the certificate it made for itself (S20, S27)."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core.errors import Damaged

KEY_FILE: Final = "server.key"
CERTIFICATE: Final = "server.crt"
CERTIFICATE_KEY: Final = "server.crt.key"

VALID_FROM: Final = datetime(2000, 1, 1, tzinfo=UTC)
VALID_UNTIL: Final = datetime(2120, 1, 1, tzinfo=UTC)
"""Wide, because duty-room clocks are wrong: trust comes from the fingerprint, and ends when terminals join anew."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A server's id, 32 hexadecimal characters, and its Ed25519 secret."""

    id: str
    secret: bytes


def identity(directory: Path) -> Identity:
    """The server of `directory`, made at the first start; raises Damaged when its key cannot be read."""
    path = directory / KEY_FILE
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return Identity(str(found["id"]), bytes.fromhex(found["secret"]))
    except FileNotFoundError:
        made = Identity(os.urandom(16).hex(), os.urandom(32))
        write_private(path, json.dumps({"id": made.id, "secret": made.secret.hex()}).encode())
        return made
    except (ValueError, KeyError, OSError) as error:
        raise Damaged("store.key_unreadable", path=str(path)) from error


def certificate(directory: Path) -> tuple[Path, Path]:
    """Files of the certificate and its key, made at the first start."""
    files = directory / CERTIFICATE, directory / CERTIFICATE_KEY
    if not all(path.exists() for path in files):
        made, key = _self_signed()
        write_private(files[1], key)
        write_private(files[0], made)
    return files


def der(path: Path) -> bytes:
    """The first certificate in the PEM file at `path`; raises Damaged."""
    from ssl import PEM_FOOTER, PEM_HEADER, PEM_cert_to_DER_cert

    try:
        text = path.read_text(encoding="ascii")
        start = text.index(PEM_HEADER)
        return PEM_cert_to_DER_cert(text[start : text.index(PEM_FOOTER, start) + len(PEM_FOOTER)])
    except (ValueError, OSError) as error:
        raise Damaged("store.key_unreadable", path=str(path)) from error


def _self_signed() -> tuple[bytes, bytes]:
    """Certificate and key as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "watchroom")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM), key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def write_private(path: Path, data: bytes) -> None:
    """Store `data`, mode 0600 from the first byte, on disk before anything relies on it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
