"""Micro-reports (微报告): compiled from records, submitted, acknowledged, replied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.report.state import (
    FORMS,
    KINDS,
    MOST_BY_HAND,
    MOST_LINE,
    PARTS,
    REPORT,
    Answer,
    ByHand,
    Compiled,
    Report,
)

if TYPE_CHECKING:
    from core.records.report.operations import Scope, acknowledge, reply, submit
else:
    __getattr__ = offer(__name__, {"operations": "Scope acknowledge reply submit"})

__all__ = [
    "FORMS",
    "KINDS",
    "MOST_BY_HAND",
    "MOST_LINE",
    "PARTS",
    "REPORT",
    "Answer",
    "ByHand",
    "Compiled",
    "Report",
    "Scope",
    "acknowledge",
    "reply",
    "submit",
]
