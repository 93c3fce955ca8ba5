"""The handover page (F6): the brief read alone, walked through, said back, signed by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.errors import Refusal
from core.i18n import t
from core.records import handover as records
from core.records.handover import Handover
from core.records.person import candidates, find_person
from tui.page import FooterKey, Page, Prompt, Sheet, Size
from tui.printing import print_handover
from tui.screens.handover import show
from tui.screens.handover.signing import decline, hold_or_sign, settle
from tui.screens.handover.view import View, look
from tui.sheet.span import Row, Span, row


class HandoverPage(Page):
    """交接班: with `record` an earlier one, else the one in hand."""

    id, title_key, live = "handover", "handover.title", False

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is looked up before the page shows."""
        super().__init__(*given, **args)
        self.record: str = args.get("record", "")
        self.place = 0
        self._seen: tuple[int, View | None] | None = None

    @property
    def view(self) -> View | None:
        """What is shown, looked up once after each change of the stored data."""
        version = self.services.version()
        if self._seen is None or self._seen[0] != version:
            self._seen = (version, look(self.desk.replica, self.record))
        return self._seen[1]

    @property
    def in_hand(self) -> Handover:
        """The handover being walked through; raises Refusal before it has begun and after it is over."""
        view = self.view
        if view is None or view.handover is None or not view.handover.open:
            raise Refusal("handover.not_begun")
        return view.handover

    def on_enter(self) -> None:
        """Compile again what changed since the walk began."""
        self._seen = None
        view = self.view
        if view is not None and view.handover is not None and view.handover.open:
            self.desk.do(records.refresh, view.handover.meta.id)
            self.place = self._next()

    def on_leave(self) -> None:
        """What was signed just now has been seen."""
        self.record = self.args.get("record", "")

    def heading(self) -> Row:
        """Who hands over to whom."""
        return show.heading(self.view)

    def corner(self, now: datetime) -> Row | None:
        """The steps."""
        return show.corner(self.view, now)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The brief and what belongs to the step."""
        view = self.view
        if view is None:
            return Sheet([(), row(Span(" " + t("handover.nothing_yet"), "dim"))])
        self.place = max(0, min(self.place, len(view.brief.items) - 1))
        return show.sheet(view, size, now, self.place)

    def prompt(self) -> Prompt:
        """The question of the step."""
        view = self.view
        if view is None or (view.handover is not None and not view.handover.open):
            return Prompt(label=t("frame.prompt"), hint=t("handover.hint_over"))
        if view.status == "held":
            return Prompt("held", t("frame.prompt"), t("handover.hint_held"), blank=True)
        if view.step == "preview":
            expected = view.incoming
            hint = t("handover.hint_preview", name=expected.name) if expected else t("handover.hint_who")
            return Prompt("incoming", t("handover.ask_incoming"), hint, blank=expected is not None)
        if view.step == "say_back":
            return Prompt(
                f"answer.{view.question}", t(f"handover.ask.{view.question}") + " ", t("handover.hint_answer")
            )
        hint = "handover.hint_walk" if view.step == "walking" else "handover.hint_sign"
        return Prompt("note", t("frame.prompt"), t(hint))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        view = self.view
        if view is None or (view.handover is not None and not view.handover.open) or view.status == "held":
            return ""
        if view.step == "preview":
            if text.split()[0] == "0":
                return t("handover.will_wait")
            names = [one.name for one in candidates(self.desk.replica, text)[:4]]
            return t("handover.will_start", name=names[0]) if len(names) == 1 else "  ".join(names)
        if view.step == "say_back":
            return t("handover.will_answer")
        place, _ = self._pointed(text)
        return t("handover.will_doubt", place=place + 1)

    def on_key(self, key: str) -> bool:
        """Enter confirms, Space all the rest, ? doubts, x declines; Ctrl-S signs, Ctrl-P prints."""
        view = self.view
        if view is None:
            return False
        if key == "ctrl+p":
            self._print(view)
            return True
        if view.handover is not None and not view.handover.open:
            return self.list.on_key(key)
        if key == "ctrl+s":
            hold_or_sign(self, view)
            return True
        if view.handover is None or view.status == "held" or view.step == "preview":
            return False
        return self._on_walk(key, view)

    def submit(self, text: str) -> None:
        """Take what the step asked for."""
        view = self.view
        if view is None or (view.handover is not None and not view.handover.open):
            raise Refusal("handover.not_begun")
        if view.status == "held":
            settle(self, self.in_hand)
        elif view.step == "preview":
            self._begin(view, text)
        elif view.step == "say_back":
            self.desk.do(records.answer, self.in_hand.meta.id, view.question, text)
        else:
            self._doubt(*self._pointed(text))

    def footer_keys(self) -> Sequence[FooterKey]:
        """Ctrl-S, and Ctrl-P where there is room; F6 leads to where we are, and gives it."""
        view = self.view
        over = view is None or (view.handover is not None and not view.handover.open)
        print_ = FooterKey("Ctrl-P", t("handover.key.print"), view is not None, weight=6 if over else 3)
        keys = [FooterKey("F6", ""), print_]
        if not over:
            keys.insert(0, FooterKey("Ctrl-S", t("handover.key.sign"), weight=9))
        return keys

    def _begin(self, view: View, text: str) -> None:
        """The relief is here and the walk begins; 0 says that it is not."""
        head, _, rest = text.partition(" ")
        if head == "0":
            late = [find_person(self.desk.replica, name).meta.id for name in rest.split()]
            if not late and view.incoming is None:
                raise Refusal("handover.who_is_late")
            self._write(lambda act: records.relief_late(act, records.prepare(act), late or [_id(view)]))
            return
        incoming = find_person(self.desk.replica, text).meta.id if text.strip() else _id(view)
        self._write(lambda act: records.start(act, records.prepare(act), incoming))
        self.place = self._next()

    def _on_walk(self, key: str, view: View) -> bool:
        step = {"up": -1, "down": 1}.get(key)
        if step is not None:
            self.place = max(0, min(self.place + step, len(view.brief.items) - 1))
        elif key == "x":
            decline(self, self.in_hand)
        elif key == "?":
            label = t("handover.ask_doubt", place=self.place + 1)
            place = self.place
            self.ask(Prompt("doubt", label, blank=True), lambda note: self._doubt(place, note))
        elif key == "enter" and view.step == "walking":
            self.desk.do(records.check, self.in_hand.meta.id, view.brief.items[self.place].key)
            self.place = self._next()
        elif key == "space" and view.step == "walking":
            self.desk.do(records.check_rest, self.in_hand.meta.id)
        else:
            return False
        return True

    def _doubt(self, place: int, note: str) -> None:
        handover = self.in_hand
        self.desk.do(records.check, handover.meta.id, handover.brief.items[place].key, ok=False, note=note)
        self.place = self._next()

    def _pointed(self, text: str) -> tuple[int, str]:
        """The item a typed note is about, 3 水泵下午复测 or the one under the cursor, and the note."""
        head, _, rest = text.strip().partition(" ")
        items = self.view.brief.items if self.view else ()
        if head.isdecimal() and rest.strip() and 1 <= int(head) <= len(items):
            return int(head) - 1, rest.strip()
        return self.place, text.strip()

    def _next(self) -> int:
        self._seen = None
        view = self.view
        return self.place if view is None else view.next_item(self.place)

    def _write(self, operation: Any) -> None:
        self.desk.do(operation)
        self._seen = None

    def _print(self, view: View) -> None:
        if view.handover is None:
            raise Refusal("handover.not_begun")
        path = print_handover(self.desk.replica, view.handover)
        self.nav.say(t("handover.printed", path=path), "notice")


def _id(view: View) -> str:
    assert view.incoming is not None
    return view.incoming.id
