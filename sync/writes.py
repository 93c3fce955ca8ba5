"""What an exchange decides: writes that its replica carries out, each durable before the next request."""

from __future__ import annotations

from dataclasses import dataclass

from sync.messages import Above, Head, Mark, Page


@dataclass(frozen=True, slots=True)
class Take:
    """Store a page's rows and move the mark behind them, in one transaction."""

    page: Page


@dataclass(frozen=True, slots=True)
class GoBack:
    """Follow `scope` again from `mark`: the server does not know the place we were at."""

    scope: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server has `session` on disk up to `head`."""

    session: bytes
    head: Head


@dataclass(frozen=True, slots=True)
class Forked:
    """`session` went two ways behind `common`: an alarm; its writer writes the rest again, in a new session."""

    session: bytes
    common: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a person should know: a catalogue key and what it is about."""

    key: str
    about: str


@dataclass(frozen=True, slots=True)
class Known:
    """How far sessions are at headquarters, as the branch says."""

    above: Above


Write = Known | Take | GoBack | Acknowledged | Forked | Alarm
