"""People (人员) on the screen: the roster by team, and the page of one of them."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The page of `person`, or the roster."""
    if args.get("person"):
        from tui.screens.people.one import PersonPage

        return PersonPage(services, nav, **args)
    from tui.screens.people.roster import PeoplePage

    return PeoplePage(services, nav, **args)
