"""Every command explains itself in both languages."""

from __future__ import annotations

from importlib import import_module

import pytest

from core.i18n import LANGUAGES
from tests.watchroom.conftest import Type
from watchroom.cli import root
from watchroom.frame import SpokenGroup


def paths(group: SpokenGroup = root, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command as the words that name it."""
    found = [above]
    for name, place in group.lazy.items():
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        found += paths(command, (*above, name)) if isinstance(command, SpokenGroup) else [(*above, name)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_a_command_has_its_help(type_: Type, path: tuple[str, ...], language: str):
    answer = type_(*path, "--help", "--lang", language)
    assert answer.code == 0
    assert answer.out.startswith("用法" if language == "zh" else "Usage")
    assert " ".join(("watchroom", *path)) in answer.out
    assert len(answer.out.splitlines()) > 5


def test_the_two_languages_differ(type_: Type):
    assert type_("log", "--help").out != type_("log", "--help", "--lang", "en").out


def test_the_environment_chooses_the_language(type_: Type, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert type_("--help").out.startswith("Usage")
    monkeypatch.setenv("WATCHROOM_LANG", "zh")
    assert type_("--help").out.startswith("用法")


def test_the_version_is_said(type_: Type):
    assert type_("--version").out.startswith("watchroom ")
