"""What is to be done: action items, hazards and problems with their limit and age; done, verified, sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.dates import short_when
from core.errors import Refusal
from core.i18n import language, t
from core.records import tasks
from core.records.action import open_line
from core.records.lifecycle import is_old, shifts_lived
from core.records.person import Person, find_person
from core.records.reference import ref
from core.replica.rows import RecordRow
from core.signing import Signature, has_pin
from tui.line import CommandPage, open_record
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.pins import ask_pin
from tui.sheet.layout import cell, justify, rule
from tui.sheet.span import Row, Span, row

_VIEWS: Final = ("", "action", "issue")
_SORT: Final = {"zh": 8, "en": 14}
_PARTS: Final = {"act.item": "action", "issue.title": "problem"}
DONE: Final = "task.done"


class ActionsPage(CommandPage):
    """Enter says done, or verified once it is done; - and a reason sends it back."""

    id: ClassVar[str] = "actions"
    title_key: ClassVar[str] = "tasks.title"

    def __init__(self, *given: Any, **args: Any) -> None:
        """Both sorts, by limit."""
        super().__init__(*given, **args)
        self.view = 0
        self._seen: tuple[int, int, list[RecordRow]] | None = None

    def heading(self) -> Row:
        """待办 7, and which sort is listed."""
        shown = t(f"tasks.view.{_VIEWS[self.view] or 'all'}")
        return row(Span(t(self.title_key), "heading"), f"  {len(self.tasks())}", Span(f"  {shown}", "dim"))

    def tasks(self) -> list[RecordRow]:
        """What is listed, looked up once after each change."""
        version = self.services.version()
        if self._seen is None or self._seen[:2] != (version, self.view):
            found = tasks.open_tasks(self.desk.replica, _VIEWS[self.view])
            self._seen = (version, self.view, found)
        return self._seen[2]

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The window around the cursor, what is known of the chosen one below."""
        found = self.tasks()
        if not found:
            return Sheet([(), row(Span(" " + t("tasks.empty"), "dim"))])
        below = self._below(found[min(self.list.cursor, len(found) - 1)], size.width)
        shown = self.list.window(len(found), size.height - len(below))
        body: list[Row] = [self._row(found[index], size.width, now) for index in shown]
        body += [()] * (size.height - len(below) - len(body))
        return Sheet([*body, *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Enter goes on by one step, Tab changes the sort, → opens the record."""
        found = self.tasks()
        if key == "tab":
            self.view, self.list.cursor = (self.view + 1) % len(_VIEWS), 0
        elif key == "enter" and found:
            self._step(found[self.list.cursor])
        elif key == "right" and found:
            open_record(self, found[self.list.cursor].id)
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """What Enter does to the chosen one."""
        found = self.tasks()
        done = bool(found) and found[min(self.list.cursor, len(found) - 1)].status == DONE
        return Prompt("tasks", t("frame.prompt"), t("tasks.hint_verify" if done else "tasks.hint"))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        if text[:1] in "-!！":
            return t("tasks.will_return" if text[:1] == "-" else "tasks.will_add")
        return super().preview(text)

    def submit(self, text: str) -> None:
        """-reason sends back, !text @owner due opens one; anything else as on every page."""
        if text[:1] in ("!", "！"):
            self.desk.do(open_line, text[1:].strip())
        elif text[:1] == "-":
            self.desk.do(tasks.send_back, self._chosen().id, text[1:].strip())
        else:
            super().submit(text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab."""
        return (FooterKey("Tab", t("tasks.key.sort"), weight=6),)

    def _chosen(self) -> RecordRow:
        found = self.tasks()
        if not found:
            raise Refusal("tasks.nothing_chosen")
        return found[min(self.list.cursor, len(found) - 1)]

    def _step(self, one: RecordRow) -> None:
        if one.status == DONE:
            self.ask(
                Prompt("verify", t("tasks.ask_verify"), t("tasks.hint_who")),
                lambda typed: self._verify(one, typed),
            )
            return
        what = t("tasks.ask_done", number=one.number.rpartition("-")[2])
        prompt = Prompt("done", what, t("tasks.hint_done"), blank=True)
        self.ask(prompt, lambda text: self.desk.do(tasks.finish, one.id, text))

    def _verify(self, one: RecordRow, typed: str) -> None:
        """By somebody with a PIN it is signed; by somebody without one it is written in their name."""
        person: Person = find_person(self.desk.replica, typed)
        state: Any = self.desk.replica.state(one.id)
        if state.owner is not None and state.owner.id == person.meta.id:
            raise Refusal("task.own_work", name=person.name)
        if has_pin(self.desk.replica, person.meta.id):
            ask_pin(self, ref(person), lambda signature: self._signed(one, signature))
        else:
            self.desk.do(tasks.verify, one.id, person=person.meta.id)

    def _signed(self, one: RecordRow, signature: Signature) -> None:
        self.desk.do(tasks.verify, one.id, signature=signature)

    def _row(self, one: RecordRow, width: int, now: datetime) -> Row:
        state = self.desk.replica.state(one.id)
        due = from_ms(one.due) if one.due else None
        late = due is not None and due < now and one.status != DONE
        age = shifts_lived(self.desk.replica, state.meta)
        old = is_old(self.desk.replica, state)
        parts = [
            (one.owner, "text"),
            (f"{'! ' if late else ''}{short_when(due, now)}" if due else "", "overdue" if late else "dim"),
            (
                f"{'! ' if old else ''}{t('handover.age', shifts=age + 1)}" if age else "",
                "due" if old else "dim",
            ),
            ("" if one.status == "task.open" else t(one.status), "due"),
        ]
        tail = tuple(span for text, style in parts if text for span in (Span("  "), Span(text, style)))[1:]
        number = cell(one.number.rpartition("-")[2], 6, "dim")
        sort = cell(t(f"handover.part.{_PARTS.get(one.subject, 'danger')}"), _SORT[language()], "dim")
        head = row(Span(" "), number, sort, f"  {f'{one.place} {one.title}'.strip()}")
        return (*justify(head, tail, width - 1), Span(" "))

    def _below(self, one: RecordRow, width: int) -> list[Row]:
        """The steps of the chosen one."""
        state = self.desk.replica.state(one.id)
        said = [
            f"{step.at:%m-%d %H:%M}  {t(f'tasks.step.{step.name}')}  {step.by.name if step.by else '-'}  {step.text}"
            for step in state.steps[-3:]
        ]
        return [rule(width), *(row(Span(f" {line}", "dim")) for line in said or [t("tasks.no_step")])]
