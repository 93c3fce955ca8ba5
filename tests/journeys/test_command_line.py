"""The program as the shell starts it, in a real terminal: the demo, the screen on its data, the way out."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.journey

WATCHROOM = [sys.executable, "-P", "-m", "watchroom"]
ROOT = Path(__file__).resolve().parent.parent.parent


def spoken(folder: Path) -> dict[str, str]:
    """An environment in Chinese whose temporary files lie in `folder`."""
    return {"LANG": "zh_CN.UTF-8", "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}


def run(folder: Path, *words: str) -> None:
    """One command beside the screen."""
    env = {**os.environ, **spoken(folder)}
    subprocess.run(
        [*WATCHROOM, "--data", str(folder / "data"), *words], check=True, capture_output=True, env=env
    )


def test_the_demo_opens_on_a_watch_full_of_work_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with Terminal([*WATCHROOM, "demo"], cols=100, rows=30, env=spoken(tmp_path)) as duty:
        duty.wait_for("值守台", timeout=60)
        duty.wait_for("3号泊位 集装箱冒烟")
        duty.press("kz")
        duty.wait_for("控制 > ")
        duty.press("enter")
        duty.wait_for(lambda: any("控制" in line and "赵原" in line for line in duty.lines))
        duty.press("tc", "enter")
        assert duty.wait_exit() == 0
    assert list(tmp_path.iterdir()) == []


def test_the_screen_and_a_script_write_to_one_station(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    run(tmp_path, "init", "--station", "东港站", "--code", "东港")
    with Terminal([*WATCHROOM, "--data", data, "--lang", "en"], env=spoken(tmp_path)) as duty:
        duty.wait_for("东港站")
        run(tmp_path, "log", "脚本写的一行")
        duty.wait_for("脚本写的一行")
        duty.press("quit", "enter")
        assert duty.wait_exit() == 0


def test_a_terminal_that_cannot_place_a_cursor_is_told_so(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    run(tmp_path, "init", "--station", "东港站", "--code", "东港")
    with Terminal([*WATCHROOM, "--data", data], env={**spoken(tmp_path), "TERM": "dumb"}) as duty:
        assert duty.wait_exit() == 2
        assert "Traceback" not in duty.text


def test_a_person_at_the_terminal_is_asked_for_what_init_lacks(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    with Terminal([*WATCHROOM, "--data", data, "init"], env=spoken(tmp_path)) as duty:
        duty.wait_for("站名")
        duty.press("东港站", "enter")
        duty.wait_for("代号")
        duty.press("东港", "enter")
        assert duty.wait_exit() == 0
        assert "东港站 已设置" in duty.text


def running(folder: Path) -> list[int]:
    """Processes that were begun on something in `folder`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="asks Linux for its processes")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_the_company_behind_a_demo_is_seen_and_goes_with_its_screen(tmp_path: Path, number: int) -> None:
    with Terminal([*WATCHROOM, "demo"], cols=100, rows=30, env=spoken(tmp_path)) as duty:
        duty.wait_for("已同步", timeout=60)
        assert len(running(tmp_path)) == 1
        os.kill(duty.pid, number)
        duty.wait_exit(timeout=60)
    until = time.monotonic() + 60
    while (running(tmp_path) or list(tmp_path.iterdir())) and time.monotonic() < until:
        time.sleep(0.05)
    assert (running(tmp_path), list(tmp_path.iterdir())) == ([], [])


def test_a_demo_interrupted_while_it_is_made_leaves_nothing_behind(tmp_path: Path) -> None:
    with Terminal([*WATCHROOM, "demo"], env=spoken(tmp_path)) as duty:
        duty.wait_for("正在造演示数据", timeout=60)
        duty.press("ctrl+c")
        assert duty.wait_exit(timeout=60) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_demo_with_a_place_of_its_own_leaves_everything_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Terminal([*WATCHROOM, "demo", "--data", str(data)], env=spoken(tmp_path)) as duty:
        duty.wait_for("已同步", timeout=60)
        duty.press("tc", "enter")
        assert duty.wait_exit(timeout=60) == 0
    assert {path.parent.name for path in data.glob("demo/*/server.db")} == {"branch", "hq"}
    run(tmp_path, "verify")
