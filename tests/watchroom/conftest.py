"""The command line in this process, on a station of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.i18n import LANGUAGES, set_language
from watchroom.cli import run

PEOPLE = "编号,姓名,班组,资格,职务\n01,何清,一班,指挥,班组长\n02,赵原,一班,通信,值班员\n03,李建国,一班,驾驶,\n04,沈舟,二班,通信,值班员\n"


@dataclass
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """stdout as the one JSON document it must be."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Type = Callable[..., Answer]


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin and end in the first language, whatever the machine speaks."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "WATCHROOM_LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    set_language(LANGUAGES[0])


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for data, named by the environment."""
    place = tmp_path / "data"
    monkeypatch.setenv("WATCHROOM_DATA", str(place))
    return place


@pytest.fixture
def type_(data: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """Type a command after `watchroom`."""

    def typed(*words: str) -> Answer:
        capsys.readouterr()
        code = run(words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return typed


@pytest.fixture
def station(type_: Type, tmp_path: Path) -> Type:
    """东港站 with four people, ready to be worked on."""
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    assert type_("init", "--station", "东港站", "--code", "东港", "--people", str(people)).code == 0
    return type_
