"""Two amendments that had not seen each other, side by side (I13); a person says which counts, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import Refusal
from core.i18n import t
from core.records.correction import Change, Dispute, amend
from core.replica.replica import Replica
from tui.page import Page, Prompt
from tui.screens.loglines import author_of
from tui.sheet.layout import columns, paragraph
from tui.sheet.span import Row, Span, row


def side_by_side(replica: Replica, dispute: Dispute, width: int, named: Callable[[str], str]) -> list[Row]:
    """The first two of them as columns; there are hardly ever more, and what is left shows when these are settled."""
    at = width // 2
    one, other = dispute.sides[0], dispute.sides[1]
    left = _side(replica, "1", one, at - 1, named)
    return [
        row(Span(" " + t("dispute.title"), "due")),
        *columns(width, left, _side(replica, "2", other, width - at - 2, named), at),
    ]


def settle(page: Page, record: str, dispute: Dispute) -> None:
    """Ask which counts, then why."""
    prompt = Prompt("dispute", t("dispute.which"), t("dispute.choices"), half=True)
    page.nav.ask(prompt, lambda answer: _chosen(page, record, dispute, answer.strip()))


def _chosen(page: Page, record: str, dispute: Dispute, answer: str) -> None:
    if answer not in ("1", "2", "3"):
        raise Refusal("dispute.one_two_three")
    one, other = dict(dispute.sides[0].after), dict(dispute.sides[1].after)
    values = {"1": one, "2": other}.get(answer) or _both(one, other)
    page.nav.ask(
        Prompt("why", t("record.why")),
        lambda reason: page.desk.do(amend, record, dispute.target, values, reason),
    )


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What both say, one after the other; raises Refusal where a value can only be one of the two."""
    values = {**one, **other}
    for name in one.keys() & other.keys():
        if one[name] == other[name]:
            continue
        if name == "at" or not (isinstance(one[name], str) and isinstance(other[name], str)):
            raise Refusal("dispute.not_both")
        values[name] = t("dispute.joined", one=one[name], other=other[name])
    return values


def _side(replica: Replica, digit: str, change: Change, width: int, named: Callable[[str], str]) -> list[Row]:
    """One of them: its digit, who and when, each value, the reason."""
    head = f"{author_of(replica, change.author)} {change.at:%m-%d %H:%M}"
    rows: list[Row] = [row(Span(f" {digit} ", "key"), Span(head, "label"))]
    for name, value in change.after:
        rows += paragraph(f"{named(name)} {value}", width, "accent", 3)
    return [*rows, *paragraph(change.reason, width, "dim", 3)]
