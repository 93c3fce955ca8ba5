"""A page: a plain object that says what to show and what the keys mean.

How to write one (pages live in `tui/screens/`, one file each, and import neither Textual nor Rich):

    class Pumps(Page):
        '''The pumps and when each was last run.'''
        id, title_key = "pumps", "pumps.title"

        def rows(self, size: Size, now: datetime) -> Sheet:
            pumps = self.desk.pumps()                          # read views; no SQL, no rule in a page
            if not pumps:
                return Sheet([row(Span(t("pumps.empty"), "dim"))])    # which key writes the first line
            head = [tabulate([t("pumps.name"), t("pumps.run")], [20, -8], "dim"), rule(size.width)]
            shown = self.list.window(len(pumps), size.height - len(head))    # only these
            body = [tabulate([pumps[i].name, ago(pumps[i].run, now)], [20, -8]) for i in shown]
            return Sheet(head + body, cursor=len(head) + self.list.cursor - self.list.top)

        def on_key(self, key: str) -> bool:                    # "1", "?", "space", "f5", "ctrl+s" ...
            if key == "space":
                self.desk.run_pump(self.list.cursor)             # raises Refusal: its sentence is shown
                return True
            return self.list.on_key(key)                         # arrows, PageUp, PageDown, Home, End

        def prompt(self) -> Prompt:
            return Prompt(field="note", label=t("pumps.note"), hint=t("pumps.note_hint"))

        def preview(self, text: str) -> str: ...               # what Enter will do, at the right
        def submit(self, text: str) -> None:                   # Enter; a Refusal leaves the text standing
            self.desk.note_pump(self.list.cursor, text)

Routing: while the line is empty every key is offered to `on_key` first; return False and a printable key is
typed. Once text is there, only F-keys, Ctrl-letters, Esc, Tab and PageUp/PageDown are offered. Return False
from these unless you act on them: Esc goes back, F1-F10 go where they always go. Full-width keys arrive
half-width. A digit that *writes* belongs in `submit("3")`, not in `on_key`: a log line may begin with a
figure. A form is a page whose `prompt()` names the current field; each field keeps its own draft and comes
back with text and cursor after an interruption. Questions in place: `nav.ask(Prompt(field="why",
label=...), then)`; `then(text)` runs at Enter. Going: `nav.open("incident", record=...)`; `nav.back()` keeps
the page's state, `nav.close()` forgets it. Say something: `nav.say(sentence)`. Slow work (> 5 ms):
`nav.later(work, then)`. Keep state in `self`, never rows. Register the page by id with a factory that
imports it when called. Style names: `tui.theme.STYLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from core.i18n import t
from tui.services import Services
from tui.sheet.scroll import Listing
from tui.sheet.span import Row, Sheet, Size, Span, row
from tui.widgets.command_line import Prompt
from tui.widgets.footer import FooterKey

if TYPE_CHECKING:
    from core.replica.act import Desk

__all__ = ["FooterKey", "Nav", "Page", "Prompt", "Sheet", "Size"]

T = TypeVar("T")
FRESH = timedelta(seconds=2)
"""How long a line just written stays green."""


class Nav(Protocol):
    """What a page may ask of the frame around it."""

    def open(self, page_id: str, **args: Any) -> None:
        """Show another page on top of this one; the same id with the same `args` is the same page."""

    def back(self) -> None:
        """Return to the page beneath; this one keeps its state."""

    def close(self) -> None:
        """Return to the page beneath and forget this one: its work is done."""

    def home(self) -> None:
        """Return to the first page."""

    def ask(self, prompt: Prompt, then: Callable[[str], None]) -> None:
        """Ask at the command line; `then` gets the answer at Enter, Esc drops the question."""

    def say(self, sentence: str, style: str = "notice") -> None:
        """Show a sentence above the command line until the next key."""

    def write(self, text: str) -> None:
        """Put `text` on the command line in place of what is typed."""

    def later(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run `work` in a thread, then `then` with its result between two keys."""

    def redraw(self) -> None:
        """Paint the page again."""

    def leave(self) -> None:
        """End the program; drafts are kept."""


def page_key(page_id: str, args: dict[str, Any]) -> str:
    """What tells a page from all others; drafts are kept under it."""
    return "/".join([page_id, *(f"{name}={value}" for name, value in sorted(args.items()))])


class Page:
    """Base of every page; everything has a quiet default."""

    id: ClassVar[str] = ""
    title_key: ClassVar[str] = ""
    live: ClassVar[bool] = False
    """Whether `rows` must be asked every second (running clocks)."""
    opaque: ClassVar[bool] = False
    """A lock: nothing of other pages shows, no global key works, the status line says nothing."""
    alerts: ClassVar[bool] = False
    """Whether the page itself says which direct reports wait to be read."""
    kept_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys offered to `on_key` although text is typed: arrows and Enter of a list that the text filters."""
    passes: ClassVar[frozenset[str]] = frozenset()
    """Global keys that still work on an opaque page."""

    def __init__(self, services: Services, nav: Nav, **args: Any) -> None:
        """Keep what the page works with; `args` are what `nav.open` was given."""
        self.services, self.nav, self.args = services, nav, args
        self.list = Listing()
        self.top = 0
        self.key = page_key(self.id, args)
        self.question: tuple[Prompt, Callable[[str], None]] | None = None

    @property
    def desk(self) -> Desk:
        """The person at the keyboard and the replica: acts, states, rows."""
        return self.services.desk

    def heading(self) -> Row:
        """The left of the status line."""
        return row(Span(t(self.title_key), "heading"))

    def crumb(self) -> str:
        """What stands for this page while another lies on it."""
        return t(self.title_key)

    def corner(self, now: datetime) -> Row | None:
        """The right of the status line; None for footing, clock and sync."""
        return None

    def rows(self, size: Size, now: datetime) -> Sheet:
        """What the page shows. Taller than `size.height` is fine: PageUp and PageDown scroll it."""
        return Sheet(())

    def on_key(self, key: str) -> bool:
        """Act on a key; whether it was ours."""
        return False

    def prompt(self) -> Prompt:
        """What the command line asks for now."""
        return Prompt(label=t("frame.prompt"))

    def preview(self, text: str) -> str:
        """What Enter will do with `text`, in a few words."""
        return ""

    def complete(self, text: str) -> str | None:
        """`text` completed (Tab, or → at its end), or None."""
        return None

    def changed(self, text: str) -> bool:
        """The line now reads `text`; True if the page must be painted again (filters)."""
        return False

    def submit(self, text: str) -> None:
        """Take the line; raise Refusal to leave the text standing."""

    def ask(self, prompt: Prompt, then: Callable[[str], None]) -> None:
        """Ask at this page's command line, also while another page lies on it (background work does)."""
        self.question = (prompt, then)

    def footer_keys(self) -> Sequence[FooterKey]:
        """The footer: keys named here replace or follow the global ones; an empty label removes one."""
        return ()

    def on_enter(self) -> None:
        """The page comes to the top."""

    def on_leave(self) -> None:
        """Another page comes to the top."""

    @staticmethod
    def fresh(written: datetime, now: datetime, style: str = "text") -> str:
        """The style of a line written at `written`: "saved" while it is new."""
        return "saved" if now - written < FRESH else style
