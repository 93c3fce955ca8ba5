"""The table of commands is complete and nothing in it is named twice."""

from __future__ import annotations

from collections import Counter

import pytest

from core.commands import COMMANDS, by_id, by_key
from core.commands.registry import visible
from core.i18n import LANGUAGES, has, t
from core.i18n.budget import fits

SCOPES = sorted({command.scope for command in COMMANDS})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_has_label_and_help_in_both_languages(command):
    for language in LANGUAGES:
        assert fits(t(command.label, language=language), language)
        assert t(command.help, language=language)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_has_a_short_code_and_a_word_in_each_language(command):
    assert all(code.isascii() and code.islower() and 2 <= len(code) <= 4 for code in command.all_codes)
    assert command.zh
    assert command.en
    assert all(word == word.lower() and " " not in word for word in command.words)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_two_commands_of_a_page_share_a_name_or_a_key(scope):
    names = Counter(name for command in visible(scope) for name in (*command.all_codes, *command.words))
    keys = Counter(command.key for command in visible(scope) if command.key)
    assert [name for name, count in (names + keys).items() if count > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_need_and_every_argument_has_its_words(command):
    assert all(has(f"command.needs.{need}") for need in command.needs)
    assert all(has(f"command.takes.{item.value}") for item in command.takes)
    assert set(command.must) <= set(command.takes)


def test_the_function_keys_lead_where_the_footer_says():
    keys = {
        f"f{n}": name
        for n, name in enumerate(
            [
                "help",
                "incident",
                "rollcall",
                "meeting",
                "report",
                "handover",
                "search",
                "direct",
                "menu",
                "lock",
            ],
            1,
        )
    }
    assert {key: by_key(key).id for key in keys} == keys
    assert by_key("f12") is None
    assert by_id("undo").key == "ctrl+z"
