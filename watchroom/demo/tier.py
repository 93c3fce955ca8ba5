"""A server on loopback in a thread of this process, on a port the system chose."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.clock import Clock, SystemClock, epoch_ms
from core.errors import Refusal
from sync.link import base
from sync.server import desk
from sync.server.house import House
from sync.server.registry import Unit
from sync.server.run import bound, server
from watchroom.branch import agent, clerk
from watchroom.commands.upstream import tie_for

if TYPE_CHECKING:
    from sync.agent.agent import Agent

HOST: Final = "127.0.0.1"
PATIENCE: Final = 30.0
"""Seconds a server may take to begin, or to end."""


class Tier:
    """A branch or headquarters that serves from its making until it is stopped."""

    def __init__(
        self,
        directory: Path,
        units: Iterable[Unit],
        above: tuple[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Serve `units` from `directory`, made when it is not there, and relay to the server `above` (address, code).

        Raises Refusal when that does not begin, NotReached when the server above does not take it.
        """
        self.directory, self._clock = directory, clock or SystemClock()
        house = House(directory, self._clock)
        self.relay: Agent | None = None
        """What brings the server above up to date."""
        if above is not None and (tie := tie_for(directory, *above)) is not None:
            self.relay = house.companion = agent(house, tie, self._clock)
        with desk.registry(directory) as registry:
            for unit in units:
                registry.add_unit(unit)
        try:
            self._socket = bound(HOST, 0)
        except OSError as error:
            raise Refusal("demo.no_server") from error
        port = self._socket.getsockname()[1]
        self.url = base("http", HOST, port)
        desk.announce(directory, self.url, None)
        self.clerk = clerk(directory, self.url, clock=self._clock)
        self._server = server(house, HOST, port, None)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="serve", daemon=True
        )
        self._thread.start()
        until = time.monotonic() + PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise Refusal("demo.no_server")
            time.sleep(0.01)
        self.clerk.start()

    def invite(self, unit: str, *, relay: bool = False) -> str:
        """A code to join `unit` by."""
        now_ms = epoch_ms(self._clock.now())
        with desk.registry(self.directory) as registry:
            return desk.invitation(registry, self.directory, unit, (now_ms, os.urandom), relay=relay)[0]

    def stop(self) -> None:
        """End; open streams are closed."""
        self.clerk.stop()
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()
