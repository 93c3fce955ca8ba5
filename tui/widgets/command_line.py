"""The command line: always one row above the footer; prompt at the left, what Enter will do at the right."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from core.text import cells, fit
from core.text.width import CUT
from tui import keys
from tui.services import Drafts
from tui.sheet.measure import fit_row
from tui.sheet.span import Row, Span
from tui.widgets.field import Field

_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the command line asks for.

    `field` names it within its page, so that each field keeps its own draft; `label` stands at the left,
    `hint` at the right while nothing is typed; `value` is the text to begin with; `secret` shows stars and
    keeps no draft; `half` turns full-width figures and punctuation into plain ones (times, numbers, PINs);
    `blank` lets Enter answer with nothing typed; `limit` in cells.
    """

    field: str = "line"
    label: str = ""
    hint: str = ""
    value: str = ""
    secret: bool = False
    half: bool = False
    blank: bool = False
    limit: int = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """A line being acted on: its text and where it stood."""

    form: str
    text: str
    cursor: int
    secret: bool


class CommandLine:
    """What is being typed for which form, with a draft for each form and a history for each field."""

    def __init__(self, drafts: Drafts) -> None:
        """Nothing is asked yet; what is typed goes to `drafts` at every pause."""
        self._drafts = drafts
        self.form, self.prompt, self.field = "", Prompt(), Field()
        self._memory: dict[str, tuple[str, int]] = {}
        self._history: dict[str, list[str]] = {}
        self._back, self._pending = 0, ""
        self._unsaved = False

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.text

    def attach(self, form: str, prompt: Prompt) -> None:
        """Ask `prompt` for `form`; another form's text is put aside and returns with it, cursor and all."""
        if form == self.form:
            self.prompt = prompt
            return
        self._put_aside()
        self.form, self.prompt, self.field, self._back = form, prompt, Field(limit=prompt.limit), 0
        text, cursor = self._memory.pop(form) if form in self._memory else self._begin(form, prompt)
        self.field.put(text, cursor)

    def write(self, typed: str) -> bool:
        """Insert typed or pasted text; False when not all of it found room."""
        self._unsaved = True
        return self.field.insert(keys.half(typed) if self.prompt.half else typed)

    def edit(self, key: str) -> bool:
        """Apply an editing or history key; whether it was one."""
        if key in ("up", "down"):
            return self._recall_line(-1 if key == "up" else 1)
        self._unsaved = self._unsaved or key not in ("left", "right", "home", "end")
        return self.field.edit(key)

    def replace(self, text: str) -> None:
        """Put `text` in place of what is typed."""
        self.field.put(text)
        self._unsaved = True

    def take(self) -> Taken:
        """Empty the line to act on its text; the draft stays until the act is `done`."""
        taken = Taken(self.form, self.text, self.field.cursor, self.prompt.secret)
        self.field.put("")
        self._back, self._unsaved = 0, False
        return taken

    def acting(self, taken: Taken) -> AbstractContextManager[None]:
        """While `taken` is acted on."""
        return nullcontext() if taken.secret else self._drafts.acting_on(taken.form)

    def done(self, taken: Taken) -> None:
        """The text was acted on: into the history, out of the drafts."""
        if taken.secret:
            return
        self._drafts.drop(taken.form)
        if taken.text:
            lines = self._history.setdefault(taken.form, [])
            lines[:] = [*(line for line in lines if line != taken.text), taken.text][-_HISTORY:]

    def give_back(self, taken: Taken) -> None:
        """The act failed: the text stands where it stood."""
        if taken.form == self.form:
            self.field.put(taken.text, taken.cursor)
        elif not taken.secret:
            self._memory[taken.form] = (taken.text, taken.cursor)

    def on_pause(self) -> None:
        """Store the draft if it changed."""
        if self._unsaved and self.form and not self.prompt.secret:
            self._store()
        self._unsaved = False

    @property
    def unsaved(self) -> bool:
        """Whether typing is not yet in the drafts."""
        return self._unsaved

    def forget(self) -> None:
        """Drop history and texts put aside (drafts stay): the seat is being locked."""
        self.on_pause()
        self._history.clear()
        self._memory.clear()
        self.field.killed = ""

    def row(self, width: int, ghost: str = "") -> tuple[Row, int]:
        """The painted row, exactly `width` cells, and the cell of the insertion point."""
        label = Span(fit(self.prompt.label, width // 2), "prompt")
        room = width - cells(label.text) - 1
        before, under, after = self._visible(room)
        caret = cells(label.text) + cells(before)
        spans = (label, Span(before), Span(under or " ", "caret"), Span(after))
        free = width - caret - cells(under or " ") - cells(after) - 3
        hint = fit(ghost or (self.prompt.hint if not self.text else ""), free, mark=CUT) if free > 3 else ""
        used = fit_row(spans, width - cells(hint) - 1)
        return (*used, Span(hint, "ghost"), Span(" ")), caret

    def _visible(self, room: int) -> tuple[str, str, str]:
        """Text before, at and after the insertion point, scrolled so that the point shows."""
        text = "*" * len(self.text) if self.prompt.secret else self.text
        at = self.field.cursor
        before, under, after = text[:at], text[at : at + 1], text[at + 1 :]
        while cells(before) > room - cells(under or " "):
            before = before[1:]
        return before, under, fit(after, room - cells(before) - cells(under or " "))

    def _begin(self, form: str, prompt: Prompt) -> tuple[str, int]:
        draft = None if prompt.secret else self._drafts.get(form)
        if draft is None:
            return prompt.value, len(prompt.value)
        return str(draft.content["text"]), int(draft.content["cursor"])

    def _store(self) -> None:
        if self.text:
            self._drafts.keep(self.form, {"text": self.text, "cursor": self.field.cursor})
        else:
            self._drafts.drop(self.form)

    def _put_aside(self) -> None:
        if self.text and not self.prompt.secret:
            self._memory[self.form] = (self.text, self.field.cursor)
        self.on_pause()

    def _recall_line(self, step: int) -> bool:
        lines = self._history.get(self.form, [])
        if self.prompt.secret or not lines:
            return False
        wanted = self._back - step
        if 0 <= wanted <= len(lines):
            if self._back == 0:
                self._pending = self.text
            self._back = wanted
            self.replace(lines[-wanted] if wanted else self._pending)
        return True
