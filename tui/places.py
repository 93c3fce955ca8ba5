"""Where F1–F10 lead, the same from every page: the places of `core.commands`, in the order of their keys."""

from __future__ import annotations

from typing import Final

from core.commands.registry import PLACES as COMMANDS
from core.i18n import t
from tui.page import Page
from tui.services import Commands
from tui.stack import Stack
from tui.widgets.footer import FooterKey

PLACES: Final = {command.key: command.id for command in COMMANDS if command.key}
"""Key → id of the command, which is the id of its page."""

_WEIGHTS: Final = {"help": 9, "incident": 9, "direct": 8, "menu": 8, "handover": 6, "search": 6, "lock": 4}
"""Who keeps a place in a narrow footer; five for the rest."""


def footer_of(page: Page, stack: Stack, commands: Commands) -> list[FooterKey]:
    """The footer of `page`: the global keys with its own in their places, then its further keys."""
    own = {one.key: one for one in page.footer_keys()}
    closed = frozenset(PLACES) - page.passes if page.opaque else frozenset()
    shared = [_place(key, place, stack, commands) for key, place in PLACES.items() if key not in closed]
    keys = [own.pop(one.key, one) for one in shared]
    return [one for one in [*keys, *own.values()] if one.label]


def _place(key: str, place: str, stack: Stack, commands: Commands) -> FooterKey:
    reason = commands.unavailable(place) if place in stack else t("frame.no_page")
    label = t(f"frame.key.{place}")
    return FooterKey(key.upper(), label, reason is None, reason or "", _WEIGHTS.get(place, 5))
