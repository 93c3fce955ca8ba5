"""Figures (指标): the metrics of domain §12 with their definitions, and the records behind each of them."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The records behind `figure`, or the list of all figures."""
    if args.get("figure"):
        from tui.screens.metrics.records import CountedPage

        return CountedPage(services, nav, **args)
    from tui.screens.metrics.listing import MetricsPage

    return MetricsPage(services, nav, **args)
