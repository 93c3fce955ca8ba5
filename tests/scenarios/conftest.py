"""The company at eight o'clock on a Monday morning, all stations on duty; and a shell beside every terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import clock as clocks
from core.clock import ManualClock
from core.i18n import LANGUAGES, set_language
from tests.scenarios import company as founded
from tests.scenarios.company import Company, Post, monday, morning
from tests.watchroom.conftest import Answer
from watchroom.cli import run

Shell = Callable[..., Answer]
"""`shell(post, "due", "--json")`: a command typed after `watchroom` at the terminal of a post, at the story's hour."""


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """Real servers, real terminals, one clock."""
    with founded.company(tmp_path, morning(monday())) as made:
        yield made


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """The real commands on the files of a terminal that is open, as another process would run them."""
    for name in ("LC_ALL", "LC_MESSAGES", "WATCHROOM_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    def typed(post: Post, *words: str) -> Answer:
        assert isinstance(post.clock, ManualClock)
        with monkeypatch.context() as patch:
            patch.setattr(clocks, "SystemClock", lambda: post.clock)
            capsys.readouterr()
            code = run(("--data", str(post.home), *words))
        said = capsys.readouterr()
        set_language(LANGUAGES[0])
        return Answer(code, said.out, said.err)

    yield typed
    set_language(LANGUAGES[0])
