"""`watchroom serve`: the branch or headquarters server, until it is told to stop."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Final

import click

from core.errors import Refusal
from core.i18n import t
from watchroom.branch import agent, clerk
from watchroom.commands.upstream import tie_for
from watchroom.frame import command, database
from watchroom.given import Given
from watchroom.speak import result

SHORTEST_TOKEN: Final = 20
"""Characters of a token nobody guesses."""


@command("serve")
@click.option("--listen", default="0.0.0.0:8440", metavar="HOST:PORT")
@click.option("--cert", metavar="FILE")
@click.option("--cert-key", metavar="FILE")
@click.option("--metrics-token", metavar="FILE")
@click.option("--upstream", metavar="URL")
@click.option("--upstream-code", metavar="CODE")
@click.option("--without-agent", is_flag=True)
@database
@click.pass_obj
def serve(
    given: Given,
    listen: str,
    cert: str | None,
    cert_key: str | None,
    upstream: str | None,
    upstream_code: str | None,
    metrics_token: str | None,
    without_agent: bool,
) -> int:
    """Serve; plain HTTP on loopback unless a certificate is given, TLS everywhere else."""
    try:
        from sync.server.run import server, tune
    except ImportError as error:
        raise Refusal("serve.not_installed") from error
    from core.clock import SystemClock
    from sync.server import requests_log
    from sync.server.desk import announce
    from sync.server.house import House

    host, port = address(listen)
    tie = tie_for(given.directory, upstream, upstream_code)
    house = House(given.directory, SystemClock(), given.database)
    if tie is not None:
        if given.database:
            raise Refusal("database.no_upstream")
        house.companion = agent(house, tie)
    files, token = _files(given.directory, host, cert, cert_key), _token(metrics_token)
    with _bound(host, port) as listening:
        shown = _shown(host, listening.getsockname()[1], tls=files is not None)
        fingerprint = announce(given.directory, shown, files, given.database)
        above = None if tie is None else tie.link.url
        document = {"url": shown, "server": house.identity.id, "fingerprint": fingerprint, "upstream": above}
        said = [] if tie is None else [t("upstream.relaying", url=above)]
        result(given, document, t("serve.listening", url=shown), *said, t("serve.how_to_join"))
        sys.stdout.flush()
        requests_log.to_stderr()
        tune()
        beside = clerk(given.directory, _from_here(shown, host, listening), given.database)
        if not without_agent:
            beside.start()
        try:
            server(house, host, port, files, metrics=token).run([listening])
        finally:
            beside.stop()
    return 0


def address(listen: str) -> tuple[str, int]:
    """Host and port of HOST:PORT; raises Refusal."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise Refusal("serve.bad_address", address=listen[:80])
    return host, int(port)


def _from_here(shown: str, host: str, listening: socket.socket) -> str:
    """The address the server has on its own machine: its name need not be known there."""
    from sync.link import base

    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return base(shown.partition(":")[0], near, listening.getsockname()[1])


def _files(directory: Path, host: str, cert: str | None, key: str | None) -> tuple[Path, Path] | None:
    """Certificate and key to serve with; None for plain HTTP on loopback."""
    from sync.link import LOOPBACK
    from sync.server.identity import certificate

    if bool(cert) != bool(key):
        raise Refusal("serve.cert_and_key")
    if cert and key:
        for path in (cert, key):
            if not Path(path).is_file():
                raise Refusal("serve.no_file", path=path)
        return Path(cert), Path(key)
    return None if host in LOOPBACK else certificate(directory)


def _token(path: str | None) -> str:
    """What opens `/metrics` from another machine, empty when nothing shall; raises Refusal."""
    if path is None:
        return ""
    try:
        found = Path(path).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise Refusal("serve.no_file", path=path) from error
    if len(found) < SHORTEST_TOKEN or not found.isprintable():
        raise Refusal("serve.short_token", path=path, least=SHORTEST_TOKEN)
    return found


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens; raises Refusal."""
    from sync.server.run import bound

    try:
        return bound(host, port)
    except OSError as error:
        raise Refusal("serve.cannot_listen", address=f"{host}:{port}") from error


def _shown(host: str, port: int, *, tls: bool) -> str:
    """The address as terminals reach it."""
    from sync.link import base

    name = socket.gethostname() if host in ("0.0.0.0", "::") else host
    return base("https" if tls else "http", name, port)
