"""The text being typed: its characters, the insertion point, and what the editing keys do to them."""

from __future__ import annotations

from dataclasses import dataclass

from core.text import cells, clean, fit
from core.text.safe import LIMIT


@dataclass(slots=True)
class Field:
    """One line of text with an insertion point between characters; `limit` in cells."""

    text: str = ""
    cursor: int = 0
    limit: int = LIMIT
    killed: str = ""

    def put(self, text: str, cursor: int | None = None) -> None:
        """Replace the whole text."""
        self.text = text
        self.cursor = len(text) if cursor is None else max(0, min(cursor, len(text)))

    def insert(self, typed: str) -> bool:
        """Insert `typed`, cleaned, lines joined with a space; False when not all of it found room."""
        text = " ".join(part.strip() for part in typed.splitlines()) if len(typed) > 1 else typed
        text = clean(text, limit=len(text))
        fitted = fit(text, max(0, self.limit - cells(self.text)))
        before, after = clean(self.text[: self.cursor] + fitted), self.text[self.cursor :]
        self.text, self.cursor = before + after, len(before)
        return fitted == text

    def edit(self, key: str) -> bool:
        """Apply an editing key; whether it was one."""
        action = _ACTIONS.get(key)
        if action is None:
            return False
        action(self)
        return True

    def left(self) -> None:
        """One glyph back."""
        self.cursor = _glyph_before(self.text, self.cursor)

    def right(self) -> None:
        """One glyph on."""
        self.cursor = _glyph_after(self.text, self.cursor)

    def home(self) -> None:
        """To the start."""
        self.cursor = 0

    def end(self) -> None:
        """To the end."""
        self.cursor = len(self.text)

    def backspace(self) -> None:
        """Take the glyph before the cursor."""
        self._take(_glyph_before(self.text, self.cursor), self.cursor)

    def delete(self) -> None:
        """Take the glyph after the cursor."""
        self._take(self.cursor, _glyph_after(self.text, self.cursor))

    def kill_before(self) -> None:
        """Take everything before the cursor; `yank` brings it back."""
        self._kill(0, self.cursor)

    def kill_after(self) -> None:
        """Take everything after the cursor."""
        self._kill(self.cursor, len(self.text))

    def kill_word(self) -> None:
        """Take the word before the cursor."""
        self._kill(_word_before(self.text, self.cursor), self.cursor)

    def word_left(self) -> None:
        """To the start of the word before."""
        self.cursor = _word_before(self.text, self.cursor)

    def word_right(self) -> None:
        """Past the next word."""
        rest = self.text[self.cursor :].lstrip()
        start = len(self.text) - len(rest)
        space = rest.find(" ")
        self.cursor = len(self.text) if space < 0 else start + space

    def yank(self) -> None:
        """Put back what was killed last."""
        self.insert(self.killed)

    def _kill(self, start: int, end: int) -> None:
        if end > start:
            self.killed = self.text[start:end]
            self._take(start, end)

    def _take(self, start: int, end: int) -> None:
        self.text, self.cursor = self.text[:start] + self.text[end:], start


_ACTIONS = {
    "left": Field.left,
    "right": Field.right,
    "home": Field.home,
    "ctrl+a": Field.home,
    "end": Field.end,
    "ctrl+e": Field.end,
    "backspace": Field.backspace,
    "ctrl+h": Field.backspace,
    "delete": Field.delete,
    "ctrl+u": Field.kill_before,
    "ctrl+k": Field.kill_after,
    "ctrl+w": Field.kill_word,
    "ctrl+y": Field.yank,
    "ctrl+left": Field.word_left,
    "ctrl+right": Field.word_right,
}


def _glyph_before(text: str, at: int) -> int:
    at = max(0, at - 1)
    while at and cells(text[at]) == 0:
        at -= 1
    return at


def _glyph_after(text: str, at: int) -> int:
    at = min(len(text), at + 1)
    while at < len(text) and cells(text[at]) == 0:
        at += 1
    return at


def _word_before(text: str, at: int) -> int:
    head = text[:at].rstrip()
    return head.rfind(" ") + 1
