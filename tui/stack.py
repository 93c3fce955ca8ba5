"""Pages on top of each other: what is shown, what Esc returns to, half-filled pages as they were left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.page import Nav, Page, page_key
from tui.services import Services

Factory = Callable[..., Page]
"""Called with services, nav and the page's arguments; imports the page's module when called, not before."""

_KEPT = 32


class Stack:
    """Pages shown one over another; the first is home and never leaves."""

    def __init__(self, registry: Mapping[str, Factory], services: Services, nav: Nav) -> None:
        """Pages are made by `registry` when first opened and kept with their state."""
        self._registry, self._services, self._nav = registry, services, nav
        self._made: dict[str, Page] = {}
        self._shown: list[Page] = []

    def __len__(self) -> int:
        """How many pages lie on each other."""
        return len(self._shown)

    def __contains__(self, page_id: str) -> bool:
        """Whether a page of that id can be opened."""
        return page_id in self._registry

    @property
    def top(self) -> Page:
        """The page shown."""
        return self._shown[-1]

    @property
    def beneath(self) -> list[Page]:
        """The pages between home and the top one, for the crumbs."""
        return self._shown[1:-1]

    def open(self, page_id: str, args: dict[str, Any]) -> None:
        """Show a page; one already in the stack is returned to. Raises KeyError for an unknown id."""
        page = self._make(page_id, args)
        if self._shown and page is self.top:
            return
        if self._shown:
            self.top.on_leave()
        if page in self._shown:
            del self._shown[self._shown.index(page) :]
        self._shown.append(page)
        page.on_enter()

    def back(self, *, forget: bool = False) -> bool:
        """Return to the page beneath; False on the first. With `forget` the page left starts anew."""
        if forget:
            self._made = {key: page for key, page in self._made.items() if page is not self.top}
        if len(self._shown) < 2:
            return False
        self._shown.pop().on_leave()
        self.top.on_enter()
        return True

    def home(self) -> None:
        """Return to the first page."""
        if len(self._shown) > 1:
            self.top.on_leave()
            del self._shown[1:]
            self.top.on_enter()

    def _make(self, page_id: str, args: dict[str, Any]) -> Page:
        key = page_key(page_id, args)
        page = self._made.pop(key, None) or self._registry[page_id](self._services, self._nav, **args)
        page.key = key
        self._made[key] = page
        idle = [key for key, old in self._made.items() if old not in self._shown and old is not page]
        for key in idle[:-_KEPT]:
            del self._made[key]
        return page
