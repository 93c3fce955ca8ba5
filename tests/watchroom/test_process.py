"""The program as the shell runs it: real processes, real bytes, real exit codes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def watchroom(
    data: Path, *words: str, given: bytes = b"", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program on `data`."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WATCHROOM_DATA": str(data), **environ}
    return subprocess.run(
        [sys.executable, "-P", "-m", "watchroom", *words],
        env=env,
        input=given,
        capture_output=True,
        timeout=60,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A station of its own."""
    place = tmp_path / "data"
    assert watchroom(place, "init", "--station", "东港站", "--code", "东港").returncode == 0
    return place


def test_a_line_of_a_megabyte_is_refused_whole_and_a_long_one_is_kept(data: Path):
    assert watchroom(data, "log", "-", given="长".encode() * 1_000_000).returncode == 2
    assert watchroom(data, "log", "-", given="长".encode() * 2000).returncode == 0
    assert json.loads(watchroom(data, "list", "log", "--json").stdout)["total"] == 1


def test_bytes_that_are_no_text_never_break_it(data: Path):
    done = watchroom(data, "log", "-", "--json", given=b"\xff\xfe\x00\x1b[2J ok")
    assert done.returncode == 0
    shown = json.loads(watchroom(data, "show", "AL01", "--json").stdout)
    assert "\x1b" not in shown["title"]
    assert shown["title"].endswith("ok")


def test_a_c_locale_still_speaks_chinese_and_whole_json(data: Path):
    done = watchroom(data, "log", "巡查", "--json", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["number"].startswith("东港")


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_file_that_is_no_database_is_named_damaged_and_left_alone(data: Path, size: int):
    path = data / "watchroom.db"
    for tail in ("-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    path.write_bytes(b"\x00garbage" * (size // 8) if size else b"")
    done = watchroom(data, "verify", "--json", LANG="zh_CN.UTF-8")
    assert done.returncode == (3 if size else 2)
    if size:
        document = json.loads(done.stdout)
        assert document["ok"] is False
        assert document["problems"]
        assert "restore" in done.stderr.decode()
        assert path.stat().st_size == len(b"\x00garbage" * (size // 8))


def test_a_changed_byte_in_the_journal_is_found(data: Path):
    watchroom(data, "log", "泵房正常")
    path = data / "watchroom.db"
    content = path.read_bytes()
    wanted = "泵房正常".encode()
    path.write_bytes(content.replace(wanted, "泵房异常".encode(), 1))
    done = watchroom(data, "verify", "--json")
    assert done.returncode == 3
    problems = json.loads(done.stdout)["problems"]
    assert problems
    assert all(problem.keys() == {"session", "seq", "what"} for problem in problems)


def test_a_reader_that_goes_away_is_no_error(data: Path):
    for number in range(3):
        watchroom(data, "log", f"第{number}行")
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WATCHROOM_DATA": str(data)}
    command = f"{sys.executable} -P -m watchroom list log | true"
    done = subprocess.run(["sh", "-c", command], env=env, capture_output=True, timeout=60)
    assert done.stderr == b""


def test_a_fault_of_the_program_says_so_and_notes_no_content(data: Path, tmp_path: Path):
    (tmp_path / "sitecustomize.py").write_text(
        "import core.records.log as log\n"
        "def broken(act, text, **more): raise RuntimeError(text)\n"
        "log.note = broken\n",
        encoding="utf-8",
    )
    done = watchroom(data, "log", "秘密的话", PYTHONPATH=f"{tmp_path}:{ROOT}", LANG="zh_CN.UTF-8")
    assert done.returncode == 70
    assert b"Traceback" not in done.stderr
    written = (data / "faults.log").read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "秘密" not in written


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_over_the_file_end_in_an_answer_or_in_damage_never_in_a_crash(data: Path, seed: int):
    for number in range(4):
        watchroom(data, "log", f"第{number}行 巡查泵房正常")
    path, dice = data / "watchroom.db", random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(dice.choice((1, 4, 20))):
        at = dice.randrange(100, len(content) - 64)
        content[at : at + 64] = dice.randbytes(64)
    path.write_bytes(content)
    for words in (("verify",), ("list", "log"), ("search", "泵"), ("show", "AL01"), ("status",)):
        done = watchroom(data, *words, "--json")
        assert done.returncode in (0, 3), (words, done.stderr)
        assert b"Traceback" not in done.stderr
        assert done.returncode == 3 or json.loads(done.stdout)
