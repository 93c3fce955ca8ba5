"""The story without a screen: played as fast as it goes, then told on one page with what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.clock import ManualClock, iso
from core.demo import PIN
from core.demo.cues import Play
from core.demo.typhoon import typhoon
from core.i18n import t
from watchroom.demo.play.places import PARTS, Places
from watchroom.demo.play.stage import Told, set_stage
from watchroom.demo.play.story import ends, midnight, name_of, sentence
from watchroom.demo.play.verdict import BRANCH, HQ, Check, Held, checks, compared


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was told, what it came to, where it lies."""

    places: Places
    start: datetime
    told: tuple[Told, ...]
    checks: tuple[Check, ...]
    held: Held
    urls: dict[str, str]

    @property
    def good(self) -> bool:
        """Whether every Check line holds and all replicas agree."""
        return not self.held.differences and all(one.ok for one in self.checks)

    def document(self) -> dict[str, Any]:
        """What a script reads."""
        return {
            "since": iso(self.start),
            "until": iso(ends(self.start)),
            "cues": [{"at": iso(one.at), "unit": one.unit, "text": t(one.says)} for one in self.told],
            "checks": [{"name": one.name, "ok": one.ok, **one.figures} for one in self.checks],
            "terminals": [
                {
                    "watch": one.watch,
                    "unit": one.unit,
                    "events": self.held.events[one.watch],
                    "data": str(self.places.terminal(one)),
                }
                for one in PARTS
            ],
            BRANCH: self._server(BRANCH, self.places.branch),
            HQ: self._server(HQ, self.places.headquarters),
            "in_sync": not self.held.differences,
            "differences": [one._asdict() for one in self.held.differences],
        }

    def _server(self, name: str, directory: Path) -> dict[str, Any]:
        counts = {"events": self.held.events[f"server.{name}"], "contents": self.held.contents[name]}
        return {**counts, "data": str(directory), "url": self.urls[name]}

    def lines(self) -> list[str]:
        """What a person reads: what happened when, the Check lines, whether all agree, where the data lie."""
        agree = t("cli.demo.disagree" if self.held.differences else "cli.demo.agree")
        where = "  ".join(f"{_place(name)} {count}" for name, count in self.held.events.items())
        data = [t("play.data", name=name_of(one.unit), path=self.places.terminal(one)) for one in PARTS]
        return [
            t("play.title", since=f"{self.start:%Y-%m-%d}", until=f"{ends(self.start):%Y-%m-%d}"),
            "",
            *(sentence(one.at, one.unit, one.says) for one in self.told),
            "",
            *(one.line() for one in self.checks),
            "",
            t("cli.demo.held", where=where),
            agree,
            "",
            *data,
            t("cli.demo.pin", pin=PIN),
        ]

    def complaints(self) -> list[str]:
        """Each disagreement in a sentence."""
        found = self.held.differences
        return [t("cli.demo.differs", **one._replace(where=_place(one.where))._asdict()) for one in found]


def _place(name: str) -> str:
    """A terminal or a server, as it is called on the page."""
    return t(f"play.place.{name}")


def outcome(data: Path, start: datetime) -> Outcome:
    """Play the story that begins at `start` in `data`, to its end; nothing runs on.

    Raises Refusal when `data` belongs to a station already.
    """
    places = Places(data)
    places.empty()
    with set_stage(places, ManualClock(start, boot_ms=1_000_000)) as stage:
        Play(typhoon(), stage, midnight(start)).until(ends(start))
        stage.all_exchanged()
        stage.relayed()
        found = tuple(checks(stage, midnight(start)))
        urls = {BRANCH: stage.branch.url, HQ: stage.headquarters.url}
    return Outcome(places, start, tuple(stage.heard), found, compared(places), urls)
