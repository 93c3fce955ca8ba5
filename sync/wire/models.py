"""The JSON of requests and answers as strict models; what does not fit is refused, and no word of it repeated."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

PROTOCOL: Final = 1
MOST_SESSIONS: Final = 5000
"""Sessions, or ends, in one hello or pull; a client with more asks several times."""

MOST_SCOPES: Final = 500

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Scope = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
Place = tuple[Number, Hash]
"""A head or a mark: a number and a hash."""

End = tuple[Id, Number, Hash]
"""The end of one way of a session: session, number and hash."""

Ends = Annotated[tuple[End, ...], Field(max_length=MOST_SESSIONS)]


class Strict(BaseModel):
    """Nothing converted, nothing unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class HelloIn(Strict):
    """The client's first word; what a newer one says besides is passed over."""

    model_config = ConfigDict(extra="ignore")

    protocol: Literal[1]
    heads: Annotated[dict[Id, Place], Field(max_length=MOST_SESSIONS)]
    marks: Annotated[dict[Scope, Place], Field(max_length=MOST_SCOPES)]
    beside: Ends = ()
    above: Annotated[tuple[Id, ...], Field(max_length=MOST_SESSIONS)] | None = None


class PullIn(Strict):
    """Rows of a feed behind a mark."""

    scope: Scope
    mark: Place
    have: Annotated[dict[Id, Number], Field(max_length=MOST_SESSIONS)]
    limit: Annotated[int, Field(ge=1, le=1000)]


class EnrolIn(Strict):
    """A new device: its code, id, public key, the letter it writes its numbers with, and the proof of its key."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{16}$")]
    device: Id
    key: Hash
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    proof: Signature


class EnrolledOut(Strict):
    """What the server tells a new device."""

    answer: Literal["enrolled"]
    server: Id
    key: Hash
    unit: str
    name: str
    letter: str
    scope: Scope


class AboveOut(Strict):
    """How far sessions are on the server above."""

    era: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]
    sessions: dict[Id, Number]


class WelcomeOut(Strict):
    """Answer to hello; what a newer server says besides is passed over."""

    model_config = ConfigDict(extra="ignore")

    answer: Literal["welcome"]
    protocol: int
    heads: dict[Id, Place]
    ends: dict[Scope, Place]
    now_ms: int
    rewound: tuple[Scope, ...]
    forked: tuple[Id, ...]
    lacking: Ends = ()
    bare: dict[Id, tuple[Number, Number]] = {}
    above: AboveOut | None = None


class HeadOut(Strict):
    """Stored, or a gap: the server's head of that session."""

    answer: Literal["stored", "gap"]
    session: Id
    head: Place


class ForkOut(Strict):
    """Two events carry one number; `common` is the last one both have."""

    answer: Literal["fork"]
    session: Id
    common: Number


class KeptOut(Strict):
    """Disputed events are kept."""

    answer: Literal["kept"]
    session: Id


class RefusedOut(Strict):
    """Nothing was stored."""

    answer: Literal["refused"]
    reason: str


class BusyOut(Strict):
    """Try again after so many seconds."""

    answer: Literal["busy"]
    retry_after: Annotated[int, Field(ge=0, le=3600)]


class RewoundOut(Strict):
    """The mark does not fit the feed."""

    answer: Literal["rewound"]
    scope: Scope
    mark: Place


class CounterOut(Strict):
    """The request's counter was used already; `counter` is the greatest used."""

    answer: Literal["counter"]
    counter: Number


class ErrorOut(Strict):
    """The request could not be read or not be served."""

    answer: Literal["error"]
    error: str


AnswerOut = Annotated[
    WelcomeOut
    | HeadOut
    | ForkOut
    | KeptOut
    | RefusedOut
    | BusyOut
    | RewoundOut
    | CounterOut
    | EnrolledOut
    | ErrorOut,
    Field(discriminator="answer"),
]
answer_adapter: TypeAdapter[AnswerOut] = TypeAdapter(AnswerOut)
"""Reads any answer by its field `answer`."""
