"""The branch (党支部) on the screen: its board, one station of it, the action items of all stations."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The page of the station at path `station`, that of the action items, or the board."""
    if args.get("station"):
        from tui.screens.branch.station import BranchStation

        return BranchStation(services, nav, **args)
    if args.get("list") == "actions":
        from tui.screens.branch.actions import BranchActions

        return BranchActions(services, nav, **args)
    from tui.screens.branch.board import BranchPage

    return BranchPage(services, nav, **args)
