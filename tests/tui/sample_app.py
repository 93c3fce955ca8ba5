"""A small page on the kit, to look at it and to measure it: `python -m tests.tui.sample_app`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.i18n import set_language
from tests.tui.stand_ins import Stand
from tui.page import FooterKey, Page, Prompt
from tui.sheet.big import big
from tui.sheet.layout import columns, justify, rule
from tui.sheet.span import RULE, Row, Sheet, Size, Span, row


class Log(Page):
    """A list of lines under two columns, like the watch page."""

    id, title_key = "watch", "frame.key.menu"

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Two columns and the log."""
        left = [row(Span(" 现在要做", "heading"))]
        left += [row(Span(" ! ", "overdue"), "03:00  夜间点名", Span("   超时12分", "overdue"))]
        left += [row(Span(" · ", "due"), "07:45  交接班"), RULE, row(" 议定事项 3")]
        right = [row(" 在岗 7/8  指挥1 驾驶2"), row(" 车辆 3/4   × 2号泡沫车"), RULE]
        right += [row(" 未结警情 2"), row(" A03  3号泊位")]
        head: list[Row] = [*columns(size.width, left, right, size.width // 2), rule(size.width)]
        lines: list[str] = self.desk
        shown = self.list.window(len(lines), size.height - len(head))
        times = [Span(f" 03:{index % 60:02}  ", "dim") for index in shown]
        body = [
            justify(row(at, lines[i]), f"A{i:02}", size.width) for at, i in zip(times, shown, strict=True)
        ]
        return Sheet(head + body, cursor=len(head) + self.list.cursor - self.list.top)

    def on_key(self, key: str) -> bool:
        """Move in the list; 9 breaks the page."""
        if key == "9":
            raise RuntimeError("broken on purpose")
        return self.list.on_key(key)

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return "Enter 记录"

    def submit(self, text: str) -> None:
        """Write a line."""
        if text == "no":
            raise Refusal("frame.no_undo")
        if text == "exit":
            self.nav.leave()
        self.desk.insert(0, text)


class Form(Page):
    """Two fields, one after the other."""

    id, title_key = "incident", "frame.key.incident"
    answers: tuple[str, ...] = ()

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The answers so far."""
        return Sheet([row(f" {answer}") for answer in self.answers])

    def prompt(self) -> Prompt:
        """The place, then what is seen."""
        asked = len(self.answers)
        return Prompt(("place", "seen")[asked], ("地点：", "现象：")[asked], hint="Enter 下一项")

    def submit(self, text: str) -> None:
        """Take a field; both taken closes the form."""
        self.answers = (*self.answers, text)
        if len(self.answers) == 2:
            self.desk.insert(0, " ".join(self.answers))
            self.nav.close()


class Call(Page):
    """A large name and a running clock."""

    id, title_key, live = "rollcall", "frame.key.rollcall", True

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The name and the time."""
        return Sheet([(), *big("沈舟", size.width), (), *big(f"{now:%H:%M:%S}", size.width)])

    def footer_keys(self) -> Sequence[FooterKey]:
        """A key of its own."""
        return (FooterKey("F3", "逐个"), FooterKey("Esc", "返回"))


class Locked(Page):
    """Opaque; the PIN is 1234."""

    id, title_key, opaque = "lock", "frame.key.lock", True

    def prompt(self) -> Prompt:
        """The PIN."""
        return Prompt(field="pin", label="PIN：", secret=True, half=True)

    def submit(self, text: str) -> None:
        """Unlock."""
        if text != "1234":
            raise Refusal("frame.no_undo")
        self.nav.close()


REGISTRY: dict[str, Any] = {page.id: page for page in (Log, Form, Call, Locked)}


def main() -> None:
    """Run the sample; arguments: directory for drafts, language."""
    from tui.app import run

    set_language(sys.argv[2] if len(sys.argv) > 2 else "zh")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    run(Stand(folder, desk=[f"第{n}行 巡查泵房正常" for n in range(200)]), REGISTRY)


if __name__ == "__main__":
    main()
