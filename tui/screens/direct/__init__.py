"""Direct reports (信息直报) on the screen: a new one in four answers, and the page of one that was sent."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The page of `record`, or the page that sends a new one."""
    if args.get("record"):
        from tui.screens.direct.sent import SentDirect

        return SentDirect(services, nav, **args)
    from tui.screens.direct.new import NewDirect

    return NewDirect(services, nav, **args)
