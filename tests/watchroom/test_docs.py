"""docs/commands.md and docs/keys.md are what the program would write about itself."""

from __future__ import annotations

import pytest

from core.commands import COMMANDS
from core.i18n import LANGUAGES, t
from tests.watchroom.test_help import paths
from watchroom.docs import DOCUMENTS, PAGES, ROOT


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_current(page: str):
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page](), "run python -m watchroom.docs"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_of_the_line_stands_in_the_manual_in_both_languages(command):
    manual = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in manual for name in (*command.all_codes, *command.words))
    assert all(t(command.help, language=language) in manual for language in LANGUAGES)
    if command.key:
        keys = (ROOT / "docs/keys.md").read_text(encoding="utf-8")
        assert command.key.lower().replace("+", "-") in keys.lower()


@pytest.mark.parametrize("path", [path for path in paths() if path], ids=" ".join)
def test_a_command_of_the_shell_stands_in_the_manual(path):
    manual = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    typed = f"### `watchroom {' '.join(path)}"
    assert f"{typed} " in manual or f"{typed}`" in manual


def test_the_documents_described_belong_to_commands():
    assert {tuple(name.split()) for name in DOCUMENTS} <= set(paths())
