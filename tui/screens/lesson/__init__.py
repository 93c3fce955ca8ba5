"""Micro-lessons (微党课) on the screen: the list with the branch's editor, and one shown large to be read aloud."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The lesson of `record`, or the list of all."""
    if args.get("record"):
        from tui.screens.lesson.aloud import ReadAloud

        return ReadAloud(services, nav, **args)
    from tui.screens.lesson.listing import LessonPage

    return LessonPage(services, nav, **args)
