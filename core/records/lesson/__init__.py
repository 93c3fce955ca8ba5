"""Micro-lessons (微党课): published by the branch, read aloud by teams; a team is recorded, never who read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.lesson.state import CATEGORIES, KINDS, LESSON, MOST_TEXT, Delivery, Lesson

if TYPE_CHECKING:
    from core.records.lesson.operations import Text, deliver, lessons, publish, withdraw
else:
    __getattr__ = offer(__name__, {"operations": "Text deliver lessons publish withdraw"})

__all__ = [
    "CATEGORIES",
    "KINDS",
    "LESSON",
    "MOST_TEXT",
    "Delivery",
    "Lesson",
    "Text",
    "deliver",
    "lessons",
    "publish",
    "withdraw",
]
