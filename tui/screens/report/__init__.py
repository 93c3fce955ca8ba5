"""Micro-reports (微报告) on the screen: the one being compiled, and the page of one that was submitted."""

from __future__ import annotations

from typing import Any

from tui.page import Nav, Page
from tui.services import Services


def page(services: Services, nav: Nav, **args: Any) -> Page:
    """The page of `record`, or the page that compiles and submits the next one."""
    if args.get("record"):
        from tui.screens.report.submitted import SubmittedReport

        return SubmittedReport(services, nav, **args)
    from tui.screens.report.compose import ReportPage

    return ReportPage(services, nav, **args)
