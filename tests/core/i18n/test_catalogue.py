"""Every message is complete in both languages and drawn alike by every terminal."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import core.i18n
from core.i18n import catalogue, t
from core.i18n.budget import faults, fits

FOLDER = Path(core.i18n.__file__).parent / "catalogue"
GLOSSARY = json.loads((FOLDER / "glossary.json").read_text(encoding="utf-8"))


def test_no_message_has_a_fault() -> None:
    assert {key: faults(message) for key, message in catalogue().items() if faults(message)} == {}


def test_a_key_stands_in_one_file_only_and_once() -> None:
    keys: Counter[str] = Counter()
    for path in FOLDER.glob("*.json"):
        json.loads(
            path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: keys.update(k for k, _ in pairs)
        )
    for language in ("zh", "en"):
        del keys[language]
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_glossary_has_all_of_its_terms() -> None:
    assert len(GLOSSARY) == 181


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_of_the_glossary_fits_a_label(language: str) -> None:
    assert [key for key, term in GLOSSARY.items() if not fits(term[language], language)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_terms_that_must_not_be_confused_have_labels_of_their_own(language: str) -> None:
    for group in (
        ("inc.incident", "inc.danger", "inc.hazard"),
        ("act.done", "direct.resolved", "inc.closed"),
        ("org.group", "org.team", "org.squad", "org.branch"),
        ("att.on_duty", "att.on_call", "att.standby", "att.off", "att.leave", "att.absent"),
    ):
        assert len({t(key, language=language) for key in group}) == len(group)


def test_the_words_that_matter_most_are_exact() -> None:
    assert t("mode.emergency", language="en") == "Emergency"
    assert t("org.group", language="en") == "Branch Group"
    assert t("person.colleague", language="en") == "Colleague"
    assert t("care.title", language="zh") == "关心关爱"
    assert t("handover.accept_notes", language="zh") == "有保留接班"
