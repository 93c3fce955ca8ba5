"""Signatures of people: a PIN checked on this device, slow to guess and never locking anybody out for good.

The PIN is peppered with the device's secret before argon2id, so a stolen database or backup verifies nothing
(security-libraries §4.2, S7–S10).  Failures are counted in the database before the check begins.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from core.clock import epoch_ms
from core.errors import Refusal
from core.replica.seat import load_key

if TYPE_CHECKING:
    from core.replica.replica import Replica

MIN_DIGITS: Final = 6
FREE_FAILURES: Final = 5
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 900
FRESH_S: Final = 120
"""How long after the PIN a signature may still be put under an act."""

_SECRET: Final = object()


@dataclass(frozen=True, slots=True)
class Signature:
    """Proof that `person` gave their PIN at `at`; only `check_pin` makes one."""

    person: str
    name: str
    at: datetime
    proof: object

    def __post_init__(self) -> None:
        """Refuse a signature that nobody gave."""
        if self.proof is not _SECRET:
            raise Refusal("pin.not_signed")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A PIN somebody typed, counted and still to be weighed; holds nothing that could be read back."""

    person: str
    secret: str | None = field(repr=False)
    given: bytes = field(repr=False)

    def weigh(self) -> Weighed:
        """Compare it with the stored hash: a third of a second, without the database, so in any thread."""
        return Weighed(self, _verify(self.secret, self.given), _SECRET)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An attempt and whether the PIN was right; only `Attempt.weigh` makes one."""

    attempt: Attempt
    right: bool
    proof: object = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a result that nobody weighed."""
        if self.proof is not _SECRET:
            raise Refusal("pin.not_signed")


@dataclass(frozen=True, slots=True)
class NewPin:
    """A PIN somebody chose, judged and peppered but not hashed yet."""

    given: bytes = field(repr=False)

    def hash(self) -> str:
        """The hash to be kept: a third of a second, without the database, so in any thread."""
        return str(_hasher().hash(self.given))


def choose_pin(replica: Replica, pin: str) -> NewPin:
    """A new PIN for `keep_pin`; raises Refusal for one that is too easy."""
    _judge(pin)
    return NewPin(_peppered(replica, pin))


def keep_pin(replica: Replica, person: str, secret: str, *, by: str | None = None) -> None:
    """Let `person` sign with the PIN that gave the hash `secret`; the journal says that `by` (or they) set it.

    Raises NotFound for a person nobody knows.
    """
    from core.records.person import note_pin_set

    now = epoch_ms(replica.clock.now())
    with replica.act(by or person) as act:
        note_pin_set(act, person)
        replica.connection.execute(
            "INSERT OR REPLACE INTO credential VALUES (?, ?, ?)", (person, secret, now)
        )
        replica.connection.execute("DELETE FROM attempt WHERE person = ?", (person,))


def set_pin(replica: Replica, person: str, pin: str, *, by: str | None = None) -> None:
    """Give `person` a new PIN on this device; the journal says that `by` (or they themselves) did, never the PIN.

    Raises Refusal for one that is too easy, NotFound for a person nobody knows.
    """
    keep_pin(replica, person, choose_pin(replica, pin).hash(), by=by)


def has_pin(replica: Replica, person: str) -> bool:
    """Whether `person` can sign on this device."""
    found = replica.connection.execute("SELECT 1 FROM credential WHERE person = ?", (person,)).fetchone()
    return found is not None


def check_pin(replica: Replica, person: str, pin: str) -> Signature:
    """The signature of `person`; raises Refusal for a wrong PIN, an unknown person, or before the wait is over.

    Takes about a third of a second whoever asks; a screen takes the three steps one by one, the second in a worker.
    """
    return finish_attempt(replica, begin_attempt(replica, person, pin).weigh())


def begin_attempt(replica: Replica, person: str, pin: str) -> Attempt:
    """Count an attempt as failed before it is weighed; raises Refusal before the wait is over."""
    wait = _count_attempt(replica, person)
    if wait > 0:
        raise Refusal("pin.wait", seconds=wait)
    row = replica.connection.execute("SELECT secret FROM credential WHERE person = ?", (person,)).fetchone()
    return Attempt(person, row[0] if row else None, _peppered(replica, pin))


def finish_attempt(replica: Replica, weighed: Weighed) -> Signature:
    """The signature of who typed the PIN; raises Refusal when it was wrong."""
    person = weighed.attempt.person
    if not weighed.right:
        raise Refusal("pin.wrong" if weighed.attempt.secret else "pin.none")
    replica.connection.execute("DELETE FROM attempt WHERE person = ?", (person,))
    state: Any = replica.state(person)
    return Signature(person, getattr(state, "name", ""), replica.clock.now(), _SECRET)


def require(signature: Signature, now: datetime) -> str:
    """The person who signed, provided the PIN was given just now; raises Refusal when it is stale."""
    if abs((now - signature.at).total_seconds()) > FRESH_S:
        raise Refusal("pin.stale")
    return signature.person


def _count_attempt(replica: Replica, person: str) -> int:
    """Count an attempt as failed before it is checked; returns the seconds still to wait instead, if any."""
    now = epoch_ms(replica.clock.now())
    connection = replica.connection
    row = connection.execute("SELECT failures, last_ms FROM attempt WHERE person = ?", (person,)).fetchone()
    failures, last = row or (0, 0)
    wait = wait_after(failures) - max(0, now - last) // 1000
    if wait > 0:
        return int(wait)
    connection.execute("INSERT OR REPLACE INTO attempt VALUES (?, ?, ?)", (person, failures + 1, now))
    return 0


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row: five are free, then 30 s doubling to 15 min."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures - FREE_FAILURES, 10)))


def _judge(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and len(pin) >= MIN_DIGITS):
        raise Refusal("pin.short", digits=MIN_DIGITS)
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) <= 2 or pin[: len(pin) // 2] * 2 == pin:
        raise Refusal("pin.easy")


def _peppered(replica: Replica, pin: str) -> bytes:
    key = load_key(replica.directory)
    if key is None:
        raise Refusal("pin.no_key")
    return hmac.digest(key.pepper, pin.encode("utf-8"), "sha256")


def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


def _verify(secret: str | None, given: bytes) -> bool:
    """Check against the stored hash, or burn the same time for somebody unknown (S10)."""
    from argon2.exceptions import VerificationError

    hasher = _hasher()
    if secret is None:
        hasher.hash(given)
        return False
    try:
        return bool(hasher.verify(secret, given))
    except VerificationError:
        return False
