"""The pages by id; a page's module is imported when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from tui.page import Nav, Page
from tui.services import Services
from tui.stack import Factory

PAGES: Final = {
    "watch": "tui.screens.watch:Watch",
    "search": "tui.screens.search:Search",
    "daylog": "tui.screens.daylog:DayLog",
    "record": "tui.screens.record:RecordPage",
    "help": "tui.screens.help:Help",
    "menu": "tui.screens.menu:Menu",
    "settings": "tui.screens.settings:SettingsPage",
    "lock": "tui.screens.lock:Lock",
    "handover": "tui.screens.handover.page:HandoverPage",
    "incident": "tui.screens.incident:page",
    "incidents": "tui.screens.incidents:Incidents",
    "review": "tui.screens.review:Review",
    "situation": "tui.screens.situation:SituationPage",
    "meeting": "tui.screens.meeting.page:MeetingPage",
    "meetings": "tui.screens.meetings:MeetingsPage",
    "people": "tui.screens.people:page",
    "rollcall": "tui.screens.rollcall.page:RollCallPage",
    "actions": "tui.screens.actions:ActionsPage",
    "station": "tui.screens.station.page:StationPage",
    "report": "tui.screens.report:page",
    "direct": "tui.screens.direct:page",
    "branch": "tui.screens.branch:page",
    "checks": "tui.screens.checks:ChecksPage",
    "lesson": "tui.screens.lesson:page",
    "footing": "tui.screens.footing:FootingPage",
    "metrics": "tui.screens.metrics.listing:MetricsPage",
    "digest": "tui.screens.digest:DigestPage",
    "outbox": "tui.screens.outbox:OutboxPage",
    "alarms": "tui.screens.alarms:AlarmsPage",
}
"""Id → module and class, one line each; a page that is not here shows as unavailable in the footer."""

OF_RECORDS: Final = frozenset({"direct", "handover", "incident", "lesson", "meeting", "report", "rollcall"})
"""Pages that show the record of their own kind when opened with `record=`."""


def registry() -> dict[str, Factory]:
    """A factory for every page."""
    return {page_id: _factory(place) for page_id, place in PAGES.items()}


def _factory(place: str) -> Factory:
    module, _, name = place.partition(":")

    def make(services: Services, nav: Nav, **args: Any) -> Page:
        page: Page = getattr(import_module(module), name)(services, nav, **args)
        return page

    return make
