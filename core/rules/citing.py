"""Date sense of what is written today (E06): material cannot be cited before the day it is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.dates.cited import cited
from core.rules.finding import Finding


def ahead(texts: Iterable[str], today: date) -> list[Finding]:
    """A private remark for each title that the texts cite with a day after `today`."""
    return [
        Finding(
            "E06",
            "evidence.cited_ahead",
            {"title": one.title, "published": one.day.isoformat()},
            private=True,
        )
        for text in texts
        for one in cited(text, today)
        if one.day > today
    ]
