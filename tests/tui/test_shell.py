"""Where keys go, what is kept, what is said: the terminal without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refusal
from core.i18n import language, set_language
from tests.tui.sample_app import REGISTRY, Call, Form, Locked, Log
from tests.tui.stand_ins import Stand
from tui.frame import Screenful
from tui.page import FooterKey, Page, Prompt
from tui.services import Situation
from tui.sheet.span import Sheet, Size, row
from tui.shell import Shell

SIZE = Size(80, 24)
NAMED = {
    "enter",
    "escape",
    "tab",
    "space",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "backspace",
    "pagedown",
    "pageup",
}


class Probe(Page):
    """Notes every key it is offered and every line it is given."""

    id, title_key = "watch", "frame.key.menu"

    def __init__(self, *given: Any, **args: Any) -> None:
        super().__init__(*given, **args)
        self.offered: list[str] = []
        self.taken: list[str] = []
        self.wants: set[str] = set()

    def on_key(self, key: str) -> bool:
        self.offered.append(key)
        return key in self.wants

    def submit(self, text: str) -> None:
        if text == "no":
            raise Refusal("frame.no_undo")
        if text == "break":
            raise ValueError(text)
        if text == "go":
            self.nav.open("rollcall")
        self.taken.append(text)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = language()
    set_language("zh")
    yield
    set_language(before)


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path, desk=[f"line {number}" for number in range(50)])


@pytest.fixture
def shell(stand: Stand) -> Shell:
    return Shell(stand, REGISTRY | {"watch": Probe}, "watch")


def probe(shell: Shell) -> Probe:
    page = shell.stack.top
    assert isinstance(page, Probe)
    return page


def press(shell: Shell, *names: str) -> None:
    for name in names:
        if name in NAMED or (name[0] == "f" and name[1:].isdigit()) or "+" in name[1:]:
            shell.key(name, " " if name == "space" else None)
        else:
            for character in name:
                shell.key(character, character)


def shown(screenful: Screenful) -> str:
    return "\n".join("".join(span.text for span in line) for line in screenful.rows)


def last_line(shell: Shell) -> str:
    return shown(shell.compose(SIZE)).splitlines()[-2].rstrip()


def test_an_empty_line_offers_every_key_to_the_page_first(shell: Shell) -> None:
    press(shell, "down", "space", "enter", "x")
    assert probe(shell).offered == ["down", "space", "enter", "x"]


def test_what_the_page_does_not_want_is_typed(shell: Shell) -> None:
    press(shell, "2车到场")
    assert shell.line.text == "2车到场"
    assert probe(shell).offered == ["2"]


def test_what_the_page_wants_is_not_typed(shell: Shell) -> None:
    probe(shell).wants = {"1"}
    press(shell, "1")
    assert shell.line.text == ""


def test_full_width_keys_reach_the_page_half_width_and_the_line_as_typed(shell: Shell) -> None:
    press(shell, "１")
    assert probe(shell).offered == ["1"]
    assert shell.line.text == "１"


@pytest.mark.parametrize("key", ["f5", "ctrl+s", "tab", "pagedown", "escape"])
def test_named_keys_are_offered_while_typing(shell: Shell, key: str) -> None:
    press(shell, "ab", key)
    assert probe(shell).offered[-1] == key


@pytest.mark.parametrize("key", ["left", "up", "enter", "home", "space"])
def test_editing_keys_belong_to_the_text_while_typing(shell: Shell, key: str) -> None:
    press(shell, "ab", key)
    assert key not in probe(shell).offered


def test_a_refused_line_stays_with_its_cursor_and_says_why(shell: Shell) -> None:
    press(shell, "no", "left", "enter")
    assert (shell.line.text, shell.line.field.cursor) == ("no", 1)
    assert "没有可以撤销" in shown(shell.compose(SIZE))


def test_a_failing_page_keeps_the_text_and_logs_the_fault(shell: Shell, stand: Stand) -> None:
    press(shell, "break", "enter")
    assert shell.line.text == "break"
    assert "ValueError" in stand.log_path.read_text(encoding="utf-8")


def test_an_accepted_line_leaves_line_and_draft_and_enters_the_history(shell: Shell, stand: Stand) -> None:
    press(shell, "first", "enter", "second", "enter")
    assert probe(shell).taken == ["first", "second"]
    assert stand.drafts.get("watch#line") is None
    press(shell, "up", "up")
    assert shell.line.text == "first"
    press(shell, "down", "down")
    assert shell.line.text == ""


def test_history_gives_back_what_was_being_typed(shell: Shell) -> None:
    press(shell, "first", "enter", "half", "up", "down")
    assert shell.line.text == "half"


def test_a_line_that_opens_another_page_is_not_carried_over(shell: Shell) -> None:
    press(shell, "go", "enter")
    assert isinstance(shell.stack.top, Call)
    assert shell.line.text == ""
    press(shell, "escape")
    assert shell.line.text == ""


def test_a_new_incident_interrupts_and_returns_to_the_same_character(shell: Shell) -> None:
    press(shell, "f3", "half a name", "left", "left", "f2", "北堤", "enter", "冒烟", "enter")
    assert isinstance(shell.stack.top, Call)
    assert (shell.line.text, shell.line.field.cursor) == ("half a name", 9)


def test_esc_keeps_typed_text_and_the_state_of_the_form(shell: Shell) -> None:
    press(shell, "f2", "北堤", "enter", "冒", "escape")
    assert shell.line.text == ""
    press(shell, "f2")
    assert isinstance(shell.stack.top, Form)
    assert (shell.stack.top.answers, shell.line.text) == (("北堤",), "冒")


def test_a_finished_form_begins_anew(shell: Shell) -> None:
    press(shell, "f2", "北堤", "enter", "冒烟", "enter", "f2")
    assert isinstance(shell.stack.top, Form)
    assert shell.stack.top.answers == ()
    assert shell.line.text == ""


def test_esc_on_the_first_page_says_that_the_text_is_kept(shell: Shell) -> None:
    press(shell, "half", "escape")
    assert shell.line.text == "half"
    assert "已保留" in shown(shell.compose(SIZE))


def test_a_page_lower_in_the_stack_is_returned_to(shell: Shell) -> None:
    press(shell, "f3", "f2", "f3")
    assert isinstance(shell.stack.top, Call)
    assert len(shell.stack) == 2


def test_crumbs_show_what_lies_beneath(shell: Shell) -> None:
    press(shell, "f3", "f2")
    assert shown(shell.compose(SIZE)).startswith(" 点名 › 警情")


def test_a_key_without_a_page_says_so(shell: Shell) -> None:
    press(shell, "f6")
    assert "F6 在这里不能用：此功能未启用" in shown(shell.compose(SIZE))


def test_a_question_is_asked_in_place_and_esc_drops_only_the_question(shell: Shell) -> None:
    answers: list[str] = []
    press(shell, "half")
    shell.ask(Prompt(field="why", label="作废 A02？原因："), answers.append)
    assert last_line(shell) == "作废 A02？原因："
    press(shell, "escape")
    assert shell.line.text == "half"
    shell.ask(Prompt(field="why", label="作废 A02？原因："), answers.append)
    press(shell, "重复", "enter")
    assert answers == ["重复"]
    assert shell.line.text == "half"


def test_undo_says_what_it_will_take_back_and_wants_another_key(shell: Shell, stand: Stand) -> None:
    stand.last = "撤销 03:12 2车到场？"
    press(shell, "ctrl+z")
    assert last_line(shell).startswith("撤销 03:12 2车到场？")
    press(shell, "ctrl+z")
    assert stand.last
    press(shell, "enter")
    assert stand.last is None


def test_nothing_to_undo_is_said(shell: Shell) -> None:
    press(shell, "ctrl+z")
    assert "没有可以撤销" in shown(shell.compose(SIZE))


def test_the_language_switches_with_the_text_in_place(shell: Shell) -> None:
    press(shell, "half", "left", "ctrl+l")
    assert "F1Help" in shown(shell.compose(SIZE))
    assert (shell.line.text, shell.line.field.cursor) == ("half", 3)


def test_a_lock_shows_nothing_else_takes_no_global_key_and_keeps_no_pin(shell: Shell, stand: Stand) -> None:
    press(shell, "f3", "f10", "12", "f2", "f3", "escape", "ctrl+l", "ctrl+z")
    assert isinstance(shell.stack.top, Locked)
    screen = shown(shell.compose(SIZE))
    assert "PIN：**" in screen
    assert not any(word in screen for word in ("点名", "平时", "同步", "F2"))
    assert not any("12" in path.read_text(encoding="utf-8") for path in stand.folder.iterdir())


def test_a_lock_forgets_the_history_of_the_seat(shell: Shell) -> None:
    press(shell, "secret words", "enter", "f10", "1234", "enter", "up")
    assert shell.line.text == ""


def test_the_banner_takes_one_line_and_the_page_one_less(shell: Shell, stand: Stand) -> None:
    heights: list[int] = []
    page = probe(shell)
    page.rows = lambda size, now: heights.append(size.height) or Sheet(())  # type: ignore[method-assign, func-returns-value]
    shell.compose(SIZE)
    stand.now = Situation(footing="战时", banner="战时 橙色  恶劣天气")
    screen = shown(shell.compose(SIZE)).splitlines()
    assert heights == [19, 18]
    assert "战时 橙色" in screen[2]


def test_changed_data_repaints_and_unchanged_data_does_not(shell: Shell, stand: Stand) -> None:
    shell.compose(SIZE)
    assert not shell.tick()
    stand.changes += 1
    assert shell.tick()


def test_a_new_minute_repaints(shell: Shell, stand: Stand) -> None:
    shell.compose(SIZE)
    stand.clock.at += timedelta(seconds=30)
    assert shell.tick()


def test_what_was_written_is_painted_again_when_its_green_has_faded(shell: Shell) -> None:
    press(shell, "first", "enter")
    shell.compose(SIZE)
    ticks = []
    for _ in range(6):
        ticks.append(shell.tick())
        shell.compose(SIZE)
    assert ticks == [False, False, True, False, False, False]


def test_slow_work_comes_back_to_the_page(shell: Shell) -> None:
    waiting: list[Callable[[], None]] = []
    shell.background = lambda work, then: waiting.append(lambda: then(work()))
    seen: list[int] = []
    shell.later(lambda: 6 * 7, seen.append)
    assert seen == []
    waiting[0]()
    assert seen == [42]


def test_a_page_that_cannot_be_painted_leaves_the_frame_standing(shell: Shell) -> None:
    class Broken(Page):
        id, title_key = "broken", "frame.key.menu"

        def rows(self, size: Size, now: datetime) -> Sheet:
            raise KeyError("gone")

    shell.stack._registry = {**shell.stack._registry, "broken": Broken}
    shell.open("broken")
    assert "这一页无法显示" in shown(shell.compose(SIZE))
    press(shell, "escape")
    assert isinstance(shell.stack.top, Probe)


def test_drafts_that_cannot_be_stored_do_not_end_the_program(shell: Shell, stand: Stand) -> None:
    stand.drafts.folder = Path("/nowhere/at/all")
    press(shell, "half")
    shell.keep_draft()
    assert isinstance(shell.fault, OSError)
    press(shell, "f3", "other", "escape")
    assert shell.line.text == "half"


def test_a_draft_that_cannot_be_read_leaves_an_empty_line(shell: Shell, stand: Stand) -> None:
    (stand.folder / "draft-rollcall#line").write_text("not a draft", encoding="utf-8")
    press(shell, "half", "f3", "new")
    assert shell.line.text == "new"
    assert isinstance(shell.fault, ValueError)
    press(shell, "escape")
    assert shell.line.text == "half"


def test_a_long_sheet_scrolls_with_its_head_in_place(shell: Shell) -> None:
    page = probe(shell)
    page.rows = lambda size, now: Sheet([row("HEAD"), *(row(f"line {n}") for n in range(60))], head=1)  # type: ignore[method-assign]
    shell.compose(SIZE)
    press(shell, "pagedown")
    screen = shown(shell.compose(SIZE)).splitlines()
    assert (screen[2].strip(), screen[3].strip()) == ("HEAD", "line 17")
    press(shell, *["pagedown"] * 9)
    assert "line 59" in shown(shell.compose(SIZE))


def test_a_small_window_says_so(shell: Shell) -> None:
    assert "窗口太小" in shown(shell.compose(Size(30, 8)))


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [SIZE, Size(120, 36), Size(40, 10)])
def test_every_row_fills_the_screen_exactly(stand: Stand, size: Size, code: str) -> None:
    from core.text import cells

    set_language(code)
    for page_id in REGISTRY:
        shell = Shell(stand, REGISTRY, page_id)
        press(shell, "一二三" * 40)
        shell.say("很长的一句话。" * 40)
        screenful = shell.compose(size)
        widths = {cells("".join(span.text for span in line)) for line in screenful.rows if line}
        assert len(screenful.rows) == size.height
        assert widths == {size.width}
        assert shell.fault is None


def test_the_list_keeps_its_place_while_another_page_is_shown(stand: Stand) -> None:
    shell = Shell(stand, REGISTRY, "watch")
    shell.compose(SIZE)
    press(shell, *["down"] * 30, "f3", "escape")
    assert isinstance(shell.stack.top, Log)
    assert shell.stack.top.list.cursor == 30
    assert "line 30" in shown(shell.compose(SIZE))


def test_a_page_puts_its_own_keys_in_the_footer(stand: Stand) -> None:
    class Own(Probe):
        def footer_keys(self) -> list[FooterKey]:
            return [FooterKey("F3", "逐个"), FooterKey("F4", ""), FooterKey("Ctrl-S", "结案")]

    footer = shown(Shell(stand, {"watch": Own}, "watch").compose(SIZE)).splitlines()[-1]
    assert "F3逐个" in footer
    assert "F4" not in footer
    assert "Ctrl-S结案" in footer


def test_a_fault_on_a_page_is_noted_without_content(shell: Shell, stand: Stand) -> None:
    probe(shell).submit = lambda text: int(text)  # type: ignore[method-assign,assignment]
    press(shell, "李建国", "enter")
    noted = stand.log_path.read_text(encoding="utf-8")
    assert "ValueError" in noted
    assert "test_shell.py" in noted
    assert "李建国" not in noted
