"""What counts of a record, and in which order: the second implementation's answer is ours, whatever arrives how."""

from __future__ import annotations

import random

import pytest

from core.journal.event import Stored, decode
from core.records import fold as our_fold
from core.records.incident.events import OPENED
from tests.sync.second.fold import Folded, fold
from tests.sync.second.journal import Event, canonical, write

RECORD = bytes(range(16))
SESSIONS = [bytes([number]) * 16 for number in (7, 1, 9)]


def event(session: int, seq: int, hlc: int, kind: str, body: dict[str, object], **tail: str) -> Event:
    """One event of the record; its chain does not matter here."""
    whole = {
        "audience": "branch",
        "device": "ab" * 16,
        "kind": kind,
        "origin": "live",
        "recorded_at": "2026-11-22T08:00:00.000+08:00",
        "unit": "u",
        "v": 1,
        **tail,
    }
    place = SESSIONS[session], seq, bytes(32)
    return write(place, (hlc, 0), RECORD, whole, bytes(16) + canonical(body))


def name(session: int, seq: int) -> str:
    return f"{SESSIONS[session].hex()}/{seq}"


def some(chance: random.Random) -> list[Event]:
    """Events of one record, with clocks that collide, copies, and corrections of anything."""
    made = [event(0, 1, chance.randint(1, 6), OPENED, {"text": "冒烟"})]
    numbers = [1, 0, 0]
    for _ in range(chance.randint(3, 14)):
        session, target = chance.randrange(3), chance.choice(made)
        numbers[session] += 1
        named = name(SESSIONS.index(target.session), target.seq)
        kind, body = chance.choice(
            [
                ("incident.noted", {"text": f"到场 {len(made)}"}),
                ("incident.noted", {"text": f"控制 {len(made)}"}),
                ("record.amended", {"target": named, "set": {"text": f"改 {len(made)}"}, "base": []}),
                ("record.amended", {"target": named, "set": {"text": "合"}, "base": [named]}),
                ("record.struck", {"target": named, "reason": "误"}),
                ("record.undone", {"targets": [named]}),
                ("copy", {}),
            ]
        )
        place = session, numbers[session], chance.randint(1, 6)
        if kind != "copy":
            made.append(event(*place, kind, body))
        elif "copy_of" not in target.tail:
            made.append(event(*place, target.tail["kind"], target.content, copy_of=named))
    return made


def as_ours(events: list[Event]) -> tuple[list[tuple[str, str]], bool, set[str]]:
    """Our fold: the lines with the words that say how they count, whether the record is gone, its conflicts."""
    folded = our_fold.fold([decode(Stored(*one)) for one in events])
    meta = folded.state.meta
    lines = [(str(entry.id), entry.mark) for entry in folded.entries]
    return lines, meta.struck is not None, {str(one) for one in meta.conflicts}


def as_theirs(folded: Folded) -> tuple[list[tuple[str, str]], bool, set[str]]:
    words = [
        " ".join(
            word
            for word, holds in (
                ("struck", line.struck),
                ("undone", line.undone and not line.struck),
                ("amended", line.amended),
            )
            if holds
        )
        for line in folded.lines
    ]
    return (
        [(line.id, mark) for line, mark in zip(folded.lines, words, strict=True)],
        folded.gone,
        folded.conflicts,
    )


@pytest.mark.parametrize("seed", range(300))
def test_both_count_the_same_in_the_same_order(seed: int) -> None:
    chance = random.Random(seed)
    events = some(chance)
    expected = as_theirs(fold(events, (OPENED,)))
    for _ in range(3):
        chance.shuffle(events)
        assert as_ours(events + events[:2]) == expected == as_theirs(fold(events, (OPENED,)))


def test_of_two_copies_with_one_clock_and_number_everybody_counts_the_same() -> None:
    opened = event(0, 1, 1, OPENED, {"text": "冒烟"})
    noted = event(0, 2, 2, "incident.noted", {"text": "到场"})
    copies = [event(one, 5, 3, "incident.noted", {"text": "到场"}, copy_of=name(0, 2)) for one in (1, 2)]
    later = event(1, 6, 3, "incident.noted", {"text": "控制"})
    folds = [
        our_fold.fold([decode(Stored(*one)) for one in (opened, noted, *pair, later)])
        for pair in (copies, copies[::-1])
    ]
    assert [entry.order for entry in folds[0].entries] == [entry.order for entry in folds[1].entries]


@pytest.mark.parametrize("seed", range(300))
def test_folding_on_gives_what_folding_anew_gives(seed: int) -> None:
    chance = random.Random(seed)
    events = [decode(Stored(*one)) for one in some(chance)]
    chance.shuffle(events)
    folded = our_fold.fold(events[:1])
    for count, one in enumerate(events[1:], 2):
        anew = our_fold.fold(events[:count])
        assert (our_fold.fold_on(folded, one) or anew) == anew
        folded = anew


def test_an_original_that_comes_after_its_copy_and_behind_it_counts_once() -> None:
    opened = event(0, 1, 1, OPENED, {"text": "冒烟"})
    copied = event(1, 5, 3, "incident.noted", {"text": "到场"}, copy_of=name(0, 2))
    original = event(0, 2, 4, "incident.noted", {"text": "到场"})
    events = [decode(Stored(*one)) for one in (opened, copied, original)]
    folded = our_fold.fold_on(our_fold.fold(events[:2]), events[2]) or our_fold.fold(events)
    assert folded == our_fold.fold(events)
    assert [str(entry.id) for entry in folded.entries] == [name(0, 1), name(0, 2)]
