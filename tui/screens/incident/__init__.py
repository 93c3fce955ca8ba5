"""Incidents (警情) on the screen: a new one from one line, and the page of one that is open or done."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The page of `record`, or the page that opens a new incident."""
    if args.get("record"):
        from tui.screens.incident.running import Running

        return Running(services, nav, **args)
    from tui.screens.incident.new import NewIncident

    return NewIncident(services, nav, **args)
