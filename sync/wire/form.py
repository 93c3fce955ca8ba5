"""Messages to JSON and back; pydantic is imported when something is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sync.messages import (
    Above,
    Busy,
    Fork,
    Gap,
    Head,
    Hello,
    Kept,
    Mark,
    Pull,
    Refused,
    Rewound,
    Stored,
    Tip,
    Welcome,
)

if TYPE_CHECKING:
    from sync.wire import models

Plain = Welcome | Stored | Gap | Fork | Kept | Refused | Busy | Rewound
"""The answers that travel as JSON; a page does not."""

STATUS: Mapping[type, int] = {Gap: 409, Fork: 409, Rewound: 409, Refused: 403, Busy: 503}
"""HTTP status of an answer; 200 for the others."""


class Counter(Exception):
    """The server has seen a greater counter, `counter`: sign again with the next."""

    def __init__(self, counter: int) -> None:
        """`counter` is the greatest the server has seen."""
        super().__init__(counter)
        self.counter = counter


class Declined(Exception):
    """The server did not take the request for one of ours: `error` says why, e.g. "revoked"."""

    def __init__(self, error: str) -> None:
        """`error` is a word of `docs/protocol.md` §8.6."""
        super().__init__(error)
        self.error = error


def dumps(value: Mapping[str, Any]) -> bytes:
    """JSON without blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _place(place: Head | Mark) -> list[Any]:
    return [place[0], place[1].hex()]


def _places(places: Mapping[Any, Head] | Mapping[Any, Mark]) -> dict[str, Any]:
    return {name.hex() if isinstance(name, bytes) else name: _place(at) for name, at in places.items()}


def hello_json(asked: Hello) -> bytes:
    """A hello as JSON."""
    made: dict[str, Any] = {"protocol": 1, "heads": _places(asked.heads), "marks": _places(asked.marks)}
    if asked.above is not None:
        made["above"] = [session.hex() for session in asked.above]
    return dumps(made | ({"beside": _ends(asked.beside)} if asked.beside else {}))


def pull_json(asked: Pull) -> bytes:
    """A pull as JSON."""
    have = {session.hex(): seq for session, seq in asked.have.items()}
    return dumps({"scope": asked.scope, "mark": _place(asked.mark), "have": have, "limit": asked.limit})


def read_hello(data: bytes) -> Hello:
    """The hello in `data`; raises ValueError."""
    from sync.wire.models import HelloIn

    found = HelloIn.model_validate_json(data)
    above = None if found.above is None else tuple(map(bytes.fromhex, found.above))
    return Hello(_heads(found.heads), _marks(found.marks), _tips(found.beside), above)


def read_pull(data: bytes) -> Pull:
    """The pull in `data`; raises ValueError."""
    from sync.wire.models import PullIn

    found = PullIn.model_validate_json(data)
    have = {bytes.fromhex(session): seq for session, seq in found.have.items()}
    return Pull(found.scope, Mark(*_pair(found.mark)), have, found.limit)


def answer_json(given: Plain) -> bytes:
    """An answer as JSON."""
    if isinstance(given, Welcome):
        made: dict[str, Any] = {
            "protocol": 1,
            "heads": _places(given.heads),
            "ends": _places(given.ends),
            "now_ms": given.now_ms,
            "rewound": list(given.rewound),
            "forked": [session.hex() for session in given.forked],
        }
        if given.lacking:
            made["lacking"] = _ends(given.lacking)
        if given.bare:
            made["bare"] = {session.hex(): list(span) for session, span in given.bare.items()}
        if given.above is not None:
            sessions = {session.hex(): seq for session, seq in given.above.sessions.items()}
            made["above"] = {"era": given.above.era, "sessions": sessions}
    elif isinstance(given, Stored | Gap):
        made = {"session": given.session.hex(), "head": _place(given.head)}
    elif isinstance(given, Fork):
        made = {"session": given.session.hex(), "common": given.common}
    elif isinstance(given, Kept):
        made = {"session": given.session.hex()}
    elif isinstance(given, Refused):
        made = {"reason": given.reason}
    elif isinstance(given, Busy):
        made = {"retry_after": given.retry_after}
    else:
        made = {"scope": given.scope, "mark": _place(given.mark)}
    return dumps({"answer": type(given).__name__.lower(), **made})


def read_answer(data: bytes) -> Plain:
    """The answer in `data`; raises ValueError, and Counter or Declined for what is no answer of the protocol's."""
    from sync.wire import models

    found = models.answer_adapter.validate_json(data)
    if isinstance(found, models.CounterOut):
        raise Counter(found.counter)
    if isinstance(found, models.ErrorOut):
        raise Declined(found.error)
    if isinstance(found, models.EnrolledOut):
        raise ValueError(found.answer)
    if isinstance(found, models.WelcomeOut):
        forked, lacking = tuple(map(bytes.fromhex, found.forked)), _tips(found.lacking)
        heads, ends = _heads(found.heads), _marks(found.ends)
        bare = {bytes.fromhex(session): span for session, span in found.bare.items()}
        return Welcome(heads, ends, found.now_ms, found.rewound, forked, lacking, bare, _above(found.above))
    if isinstance(found, models.RefusedOut):
        return Refused(found.reason)
    if isinstance(found, models.BusyOut):
        return Busy(found.retry_after)
    if isinstance(found, models.RewoundOut):
        return Rewound(found.scope, Mark(*_pair(found.mark)))
    return _of_session(found)


def _of_session(found: models.HeadOut | models.ForkOut | models.KeptOut) -> Stored | Gap | Fork | Kept:
    session = bytes.fromhex(found.session)
    if found.answer == "fork":
        return Fork(session, found.common)
    if found.answer == "kept":
        return Kept(session)
    return (Stored if found.answer == "stored" else Gap)(session, Head(*_pair(found.head)))


def _above(found: models.AboveOut | None) -> Above | None:
    if found is None:
        return None
    return Above(found.era, {bytes.fromhex(session): seq for session, seq in found.sessions.items()})


def _pair(place: tuple[int, str]) -> tuple[int, bytes]:
    return place[0], bytes.fromhex(place[1])


def _heads(places: Mapping[str, tuple[int, str]]) -> dict[bytes, Head]:
    return {bytes.fromhex(name): Head(*_pair(place)) for name, place in places.items()}


def _ends(tips: Iterable[Tip]) -> list[Any]:
    return [[tip.session.hex(), tip.seq, tip.hash.hex()] for tip in tips]


def _tips(ends: Iterable[tuple[str, int, str]]) -> tuple[Tip, ...]:
    return tuple(Tip(bytes.fromhex(session), seq, bytes.fromhex(tip)) for session, seq, tip in ends)


def _marks(places: Mapping[str, tuple[int, str]]) -> dict[str, Mark]:
    return {name: Mark(*_pair(place)) for name, place in places.items()}
