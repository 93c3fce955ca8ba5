"""What a typhoon played to its end came to: the Check lines of S1 (domain §14) with their figures, and who agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.compile.cadence import due
from core.compile.metrics import read_metrics
from core.i18n import t
from core.records.footing import periods
from core.rules.cadence import Obligation
from core.rules.metrics import Times
from sync.messages import UNIT
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from watchroom.demo.agreement import Copy, Difference, anything, differences, fed, meant_for_headquarters
from watchroom.demo.play.places import PARTS, Places
from watchroom.demo.play.post import Post
from watchroom.demo.play.stage import Stage

WEEK: Final = timedelta(days=7)
BRANCH, HQ = "branch", "hq"
"""The servers, among the places that are compared."""


@dataclass(frozen=True, slots=True)
class Check:
    """One Check line: whether it holds, and the figures it was told by."""

    name: str
    ok: bool
    figures: Mapping[str, Any]

    def line(self) -> str:
        """As a person reads it."""
        said = t(f"play.check.{self.name}", **self.figures)
        return f"{t('play.holds' if self.ok else 'play.fails')}  {said}"


@dataclass(frozen=True, slots=True)
class Held:
    """How many events lie where, with how many contents at the servers, and what is not the same."""

    events: dict[str, int]
    contents: dict[str, int]
    differences: tuple[Difference, ...]


def checks(stage: Stage, since: datetime) -> list[Check]:
    """The Check lines, read at the branch; the story began at `since`."""
    return [_one_period(stage), _no_duty_missed(stage, since), _switching(stage, since), _typed_once(stage)]


def _one_period(stage: Stage) -> Check:
    """One period, not two."""
    found = {post.part.unit: periods(stage.office.replica, post.part.unit) for post in stage.stations}
    counts = [len(one) for one in found.values()]
    first = next((one[0] for one in found.values() if one), None)
    span = {
        "since": f"{first.start:%m-%d %H:%M}" if first else "-",
        "until": f"{first.end:%m-%d %H:%M}" if first and first.end else "-",
    }
    parts = max((len(period.parts) for one in found.values() for period in one), default=0)
    figures = {"counts": " ".join(map(str, counts)), "declared": parts, **span}
    return Check("one_period", counts == [1] * len(counts), figures)


def _no_duty_missed(stage: Stage, since: datetime) -> Check:
    """No weekly duty shows as missed; nor any other."""
    owed = [one for post in stage.stations for one in _owed(stage, post, since)]
    states = Counter(one.state for one in owed)
    weekly = [one for one in owed if one.met_by_kind == "weekly"]
    lost = [one for one in owed if one.state in ("missed", "met_late")]
    figures = {
        "weekly": len(weekly),
        "not_required": sum(one.state == "not_required" for one in weekly),
        "weekly_missed": sum(one.state == "missed" for one in weekly),
        "met": states["met"],
        "missed": len(lost),
    }
    return Check("no_duty_missed", bool(weekly) and not lost, figures)


def _owed(stage: Stage, post: Post, since: datetime) -> list[Obligation]:
    """What a station owed from the first day to the end of the week after, as the branch sees it."""
    now = stage.clock.now()
    return due(stage.office.replica, since, now + WEEK, now, post.part.unit)


def _switching(stage: Stage, since: datetime) -> Check:
    """K08 lists every station."""
    now = stage.clock.now()
    found = {one.key: one.number for one in read_metrics(stage.office.replica, since, now, now)}
    seconds = [found.get(f"K08.confirmed/{post.part.unit}") for post in stage.stations]
    names = [str(post.story.told("station")["station"]) for post in stage.stations]
    told = [(name, one.slowest) for name, one in zip(names, seconds, strict=True) if isinstance(one, Times)]
    figures = {"stations": len(told), "times": "  ".join(f"{name} {taken} s" for name, taken in told)}
    return Check("switching", len(told) == len(names), figures)


def _typed_once(stage: Stage) -> Check:
    """Nothing was typed twice: names are chosen, and 无 says that there is nothing."""
    chosen = {str(stage.stations[0].story.told("days")["none"])}
    for post in stage.posts.values():
        chosen |= {row.title for kind in ("person", "vehicle", "unit") for row in post.replica.rows(kind)}
    typed = Counter(text for post in stage.posts.values() for text in post.typed if text not in chosen)
    twice = sum(count > 1 for count in typed.values())
    return Check("typed_once", not twice, {"texts": len(typed), "twice": twice})


def compared(places: Places) -> Held:
    """Every terminal against the branch's server and headquarters', event by event, and each against itself."""
    with ExitStack() as stack:
        copies = {one.watch: stack.enter_context(Copy(one.watch, places.terminal(one))) for one in PARTS}
        stores = {
            name: SqliteStore(place / DATABASE, read_only=True)
            for name, place in ((BRANCH, places.branch), (HQ, places.headquarters))
        }
        for store in stores.values():
            stack.callback(store.close)
        feeds = {name: {one: fed(store, UNIT + one.unit) for one in PARTS} for name, store in stores.items()}
        events = {one.watch: len(copies[one.watch].events()) for one in PARTS}
        events |= {f"server.{name}": sum(map(len, feed.values())) for name, feed in feeds.items()}
        contents = {
            name: sum(one.body is not None for each in feed.values() for one in each.values())
            for name, feed in feeds.items()
        }
        return Held(events, contents, tuple(_found(copies, feeds)))


def _found(copies: Mapping[str, Copy], feeds: Mapping[str, Any]) -> Iterator[Difference]:
    for one in PARTS:
        copy = copies[one.watch]
        yield from copy.damage()
        for name, feed in feeds.items():
            may = meant_for_headquarters if name == HQ else anything
            yield from differences(f"server.{name}", copy.events(), feed[one], may)
