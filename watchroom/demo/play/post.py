"""One terminal of a story: its people act by name, it exchanges when told, its line can be cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from core.clock import SetClock
from core.demo.scene import Scene
from core.demo.station import furnish, staff
from core.demo.typed import typed_in
from core.replica.setup import set_up
from sync.joined import adopt, move
from sync.rounds import go
from tui.terminal import Terminal
from watchroom.branch import join, way
from watchroom.demo.play.places import OFFICE, Part
from watchroom.demo.tier import Tier

if TYPE_CHECKING:
    from sync.rounds import Outcome

T = TypeVar("T")
NOWHERE: Final = "http://127.0.0.1:9"
"""Where nobody listens: a line that is cut ends there, for an open screen too."""


class Post(Scene):
    """A terminal with its people, furnished and joined to `server`."""

    def __init__(self, directory: Path, clock: SetClock, part: Part, server: Tier) -> None:
        """Set up in the empty `directory`; raises Refusal when it belongs to a station already."""
        cast = part.story.told("station")
        replica = set_up(directory, clock, station=cast["station"], code=cast["code"])
        super().__init__(replica, clock, part.story)
        self.part, self.typed, self._server = part, list[str](), server
        """`typed`: every text somebody typed here."""
        replica.connection.execute("PRAGMA synchronous = OFF")  # invented work: no power cut takes anything
        adopt(replica, join(replica, server.url, server.invite(part.unit)))
        if part is OFFICE:
            staff(self)
        else:
            furnish(self, clock.now().date(), 0)
        self.typed.clear()
        self._screen = Terminal(replica)

    def do(self, operation: Callable[..., T], *args: Any, author: str = "", **more: Any) -> T:
        """See `Scene.do`; what somebody typed is kept."""
        self.typed += [text for given in (*args, *more.values()) for text in typed_in(given)]
        return super().do(operation, *args, author=author, **more)

    def connect(self, *, up: bool) -> None:
        """The line to the server comes up or goes down."""
        move(self.replica, self._server.url if up else NOWHERE)

    def exchange(self) -> Outcome:
        """Exchange to the end, then note what stands on the screen, as an open one does."""
        with way(self.replica) as there:
            outcome = go(self.replica, there)
        self._screen.situation(self.clock.now())
        self._screen.tick(heard=False)
        return outcome
