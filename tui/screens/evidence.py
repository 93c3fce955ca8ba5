"""What the evidence rules say, on the screen: private warnings, kept marks, phone checks; shown neutrally (A10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.i18n import t
from core.records.check import Check
from core.replica.sentences import sentence
from core.rules.finding import Finding
from core.text import wrap
from tui.sheet.layout import paragraph, rule
from tui.sheet.span import Row, Span, row


def warning_rows(found: Sequence[Finding], key: str, width: int) -> list[Row]:
    """What only the author should see before the record is saved; `key` pressed again keeps it with its marks."""
    if not found:
        return []
    head = row(Span(" " + t("evidence.private", press=key), "due"))
    return [rule(width), head, *finding_rows(found, width, coded=True)]


def finding_rows(found: Iterable[Finding], width: int, *, coded: bool = False) -> list[Row]:
    """Findings in sentences; `coded` with the rule that a kept warning will be marked with."""
    rows: list[Row] = []
    for one in found:
        for place, part in enumerate(wrap(sentence(one.message, one.params), width - 7)):
            head = f" {one.rule if place == 0 else '   '}  " if coded else " "
            rows.append(row(Span(head, "dim"), Span(part, "due")))
    return rows


def mark_rows(kept: Sequence[str], checks: Iterable[Check], width: int) -> list[Row]:
    """The marks a record carries, then what the branch was told when it called."""
    rows = paragraph(marks_text(kept), width - 2, "dim", 1) if kept else []
    for one in checks:
        who = one.called.name if one.called else ""
        said = (t("check.title"), f"{one.meta.opened:%m-%d %H:%M}", t(one.result), one.text, who)
        rows += paragraph("  ".join(filter(None, said)), width - 2, "dim", 1)
    return rows


def marks_text(kept: Sequence[str]) -> str:
    """提示后照存：E06 E07; empty without marks."""
    return t("evidence.mark_kept", rules=" ".join(kept)) if kept else ""
