"""Headquarters' page (总部摘要): what was passed on and waits to be read, then the totals of the branches.

At a branch it shows what the branch itself sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from core.clock import epoch_ms
from core.compile.figures import words
from core.compile.headquarters import Branch, Headquarters, read_headquarters, spoken
from core.compile.metrics import SPANS
from core.dates import short_when
from core.i18n import t
from core.records.digest import Digest, Figures
from core.records.escalation import Escalation, open_escalation
from core.rules.metrics import Share
from tui.line import CommandPage
from tui.page import FooterKey, Prompt
from tui.sheet.layout import cell, columns, justify, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row
from tui.standing import age

_COUNTED: Final = 18
_AT: Final = 26
_LABEL: Final = 23
_SHOWN: Final = 3
"""Direct reports passed on that stand on the page; the rest is counted."""


class DigestPage(CommandPage):
    """Up and down choose a branch, left and right the span, 1 reads what was passed on first."""

    id: ClassVar[str] = "digest"
    title_key: ClassVar[str] = "sync.digest"
    live: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """The last week; nothing is read before it is painted."""
        super().__init__(*given, **args)
        self.span = next(iter(SPANS))
        self._seen: tuple[Any, ...] = ()
        self._found = Headquarters((), ())

    def found(self) -> Headquarters:
        """Read again after each change, each minute and for each span."""
        now = self.services.clock.now()
        seen = (self.services.version(), int(now.timestamp() // 60), self.span)
        if seen != self._seen:
            since = now - timedelta(days=SPANS[self.span])
            self._seen, self._found = seen, read_headquarters(self.desk.replica, since, now)
        return self._found

    def heading(self) -> Row:
        """总部摘要, the unit and the span."""
        seat = self.desk.replica.seat
        name = seat.station if seat else ""
        return row(
            Span(t(self.title_key), "heading"),
            f"  {name}",
            Span(f"  {t(f'metrics.span.{self.span}')}", "dim"),
        )

    def rows(self, size: Size, now: datetime) -> Sheet:
        """What waits, the branches, the totals of the chosen one."""
        found = self.found()
        lines = [*self._waiting(found.waiting, size.width, now), rule(size.width)]
        if not found.branches:
            return Sheet([*lines, EMPTY, row(Span(" " + t("digest.none"), "dim"))])
        first = len(lines)
        self.list.window(len(found.branches), len(found.branches))
        lines += [self._branch(one, now) for one in found.branches]
        chosen = found.branches[self.list.cursor]
        lines += [rule(size.width), *_totals(chosen, size.width)]
        return Sheet(lines, cursor=first + self.list.cursor)

    def on_key(self, key: str) -> bool:
        """1, left and right, up and down."""
        if key == "1":
            self._read_first()
        elif key in ("left", "right"):
            names = list(SPANS)
            step = 1 if key == "right" else -1
            self.span = names[(names.index(self.span) + step) % len(names)]
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """What the keys do."""
        return Prompt("digest", t("frame.prompt"), t("digest.hint"))

    def footer_keys(self) -> Sequence[FooterKey]:
        """1."""
        waits = bool(self.found().waiting)
        return (FooterKey("1", t("digest.key.read"), waits, t("digest.none_waits"), 9),)

    def _read_first(self) -> None:
        """What waits longest was read: noted once, and seen at the branch."""
        waiting = self.found().waiting
        if not waiting:
            self.nav.say(t("digest.none_waits"))
            return
        self.desk.do(open_escalation, waiting[0].meta.id)
        self.nav.say(t("digest.read_done"), "saved")

    def _waiting(self, waiting: Sequence[Escalation], width: int, now: datetime) -> list[Row]:
        if not waiting:
            return [row(Span(" " + t("digest.none_waits"), "dim"))]
        head = row(Span(" " + t("digest.waiting", count=len(waiting)), "overdue"))
        return [head, *(_escalation(one, width, now) for one in waiting[:_SHOWN])]

    def _branch(self, one: Branch, now: datetime) -> Row:
        """Its name, how many digests, until when the last one reaches."""
        until = short_when(one.digests[0].until, now)
        return row(
            " ", Span(t("digest.branch", name=one.name, count=len(one.digests))), Span(f"  {until}", "dim")
        )


def _escalation(one: Escalation, width: int, now: datetime) -> Row:
    said = f" {one.name}  {t(one.level)} {one.sent:%H:%M}  {one.place}  {one.need}"
    return (
        *justify(row(Span(said)), row(Span(age(epoch_ms(one.raised), now), "overdue")), width - 1),
        Span(" "),
    )


def _totals(one: Branch, width: int) -> list[Row]:
    """Counts at the left, metrics and participation by station at the right; or that there was nothing."""
    found = list(spoken(one.figures))
    if not found:
        return [row(" ", t("report.nil"))]
    left = [
        (Span(" "), cell(name, _COUNTED, "dim"), Span(f"  {said}"))
        for name, said, metric in found
        if not metric
    ]
    right = [
        (Span(" "), cell(name, _LABEL, "dim"), Span(f"  {said}")) for name, said, metric in found if metric
    ]
    return columns(width, left, [*right, *_stations(one.digests[0])], _AT)


def _stations(last: Digest) -> list[Row]:
    """Participation by station of the last digest, in the order of their paths; too few people are not shown (PV09)."""
    if not last.stations:
        return []
    lines: list[Row] = [EMPTY, row(Span(f" {t('digest.people')}", "dim"))]
    for path in sorted(last.stations):
        lines.append(
            (Span(" "), cell(last.names.get(path, path), _LABEL), Span(f"  {_share(last.stations[path])}"))
        )
    return lines


def _share(figures: Figures) -> str:
    """实到/应到 of one station, or that its people are too few."""
    value, of = figures.get("K01", 0), figures.get("K01.of", 0)
    if figures.get("people") is None or value is None or of is None:
        return t("priv.small")
    said = words(Share(value, of))
    return f"{said.fraction}  {said.main}".rstrip()
