"""One test for each private part of Textual that is touched, and the application around the shell."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.tui.sample_app import REGISTRY
from tests.tui.stand_ins import Stand
from tui import compat
from tui.app import WatchroomApp


def application(folder: Path) -> WatchroomApp:
    return WatchroomApp(Stand(folder, desk=["first line"]), REGISTRY)


def test_textual_still_reads_keys_through_a_selector_we_can_replace() -> None:
    from textual.drivers import linux_driver

    before = vars(linux_driver)["selectors"]
    try:
        compat.quick_escape()
        assert "selectors" in linux_driver.LinuxDriver.run_input_thread.__code__.co_names
        assert linux_driver.__dict__["selectors"].SelectSelector is compat.AttentiveSelector
    finally:
        vars(linux_driver)["selectors"] = before


def test_after_a_key_the_selector_looks_again_at_once_and_rests_later() -> None:
    reader, writer = os.pipe()
    selector = compat.AttentiveSelector()
    selector.register(reader, 1)
    os.write(writer, b"\x1b")
    assert selector.select(0.1)
    os.read(reader, 1)
    begun = time.monotonic()
    assert not selector.select(5)
    assert time.monotonic() - begun < 1
    selector._until = 0.0
    os.write(writer, b"x")
    assert selector.select(5)
    selector.close()
    os.close(reader)
    os.close(writer)


async def test_an_error_in_the_frame_keeps_the_draft_and_leaves_with_one(tmp_path: Path) -> None:
    app = application(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "b")
        app._handle_exception(RuntimeError("the frame broke"))
        app._exception = None  # or the pilot raises it again
    assert app.return_code == 1
    noted = app.services.log_path.read_text(encoding="utf-8")
    assert "RuntimeError" in noted
    assert "the frame broke" not in noted
    assert (tmp_path / "draft-watch#line").read_text(encoding="utf-8") == '{"text": "ab", "cursor": 2}'


async def test_no_key_of_textual_leads_out_or_opens_a_palette(tmp_path: Path) -> None:
    app = application(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q", "ctrl+p", "ctrl+c", "ctrl+backslash")
        assert app.is_running
        assert len(app.screen_stack) == 1


async def test_the_cursor_of_the_terminal_follows_the_text(tmp_path: Path) -> None:
    app = application(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("沈", "舟")
        assert app.cursor_position == (6, 22)
        await pilot.press("left")
        assert app.cursor_position == (4, 22)


async def test_slow_work_does_not_hold_up_the_keys(tmp_path: Path) -> None:
    app = application(tmp_path)
    seen: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.shell.later(lambda: "found", seen.append)
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert seen == ["found"]
