"""Direct reports (信息直报): sent, delivered, read, answered, settled; saved first, ahead of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.direct.state import DIRECT, KINDS, LEVELS, Call, Direct, Reply

if TYPE_CHECKING:
    from core.records.direct.operations import (
        Answers,
        note_delivered,
        note_escalated,
        note_read,
        phone,
        reply,
        resolve,
        send,
    )
else:
    __getattr__ = offer(
        __name__,
        {"operations": "Answers note_delivered note_escalated note_read phone reply resolve send"},
    )

__all__ = [
    "DIRECT",
    "KINDS",
    "LEVELS",
    "Answers",
    "Call",
    "Direct",
    "Reply",
    "note_delivered",
    "note_escalated",
    "note_read",
    "phone",
    "reply",
    "resolve",
    "send",
]
