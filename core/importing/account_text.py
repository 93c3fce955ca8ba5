"""The account in sentences, for the command line and for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from core.i18n import t
from core.importing.account import Account, Reasons
from core.importing.times import STAMPS
from core.text import clean

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "|": "bar", "\t": "tab"}
_NAMES: Final = 12
"""Columns named in one line."""


def render(account: Account, language: str | None = None) -> list[str]:
    """The account as lines: what was read, what comes of it, what does not and why."""
    return list(_lines(account, language))


def _lines(account: Account, language: str | None) -> Iterator[str]:
    yield _file(account, language)
    yield _rows(account, language)
    if account.source.blank:
        yield t("importing.account.blank", language=language, count=account.source.blank)
    if account.source.header_line > 1:
        yield t("importing.account.above", language=language, count=account.source.header_line - 1)
    if account.classes:
        counted = account.classes.most_common()
        shown = (f"{t('inc.' + kind, language=language)} {count}" for kind, count in counted)
        yield t("importing.account.classes", language=language, classes=", ".join(shown))
    yield from _reasons("doubtful", account.reasons, language)
    yield from _reasons("notices", account.notices, language)
    yield from _columns(account, language)
    yield t(f"importing.account.{'done' if account.applied else 'dry'}", language=language)


def _file(account: Account, language: str | None) -> str:
    source = account.source
    basis = t(f"importing.basis.{source.encoding.basis}", language=language)
    stated = {"file": source.name, "encoding": source.encoding.name, "basis": basis}
    if source.form == "json":
        return t("importing.account.json", language=language, **stated)
    form = t(f"importing.delimiter.{_DELIMITERS[source.delimiter]}", language=language)
    return t("importing.account.file", language=language, form=form, line=source.header_line, **stated)


def _rows(account: Account, language: str | None) -> str:
    key = "importing.account.rows_done" if account.applied else "importing.account.rows"
    counts = {name: getattr(account, name) for name in ("read", "created", "already", "doubtful")}
    return t(key, language=language, **counts)


def _reasons(title: str, reasons: Reasons, language: str | None) -> Iterator[str]:
    """The first examples of each reason, with the lines they stand on, and how many more there are."""
    if reasons.count:
        yield t(f"importing.account.{title}", language=language)
    for reason, count in reasons.count.most_common():
        shown = reasons.examples[reason]
        for example in shown:
            what = example.doubt.sentence(language)
            yield "  " + t("importing.account.example", language=language, line=example.line, what=what)
        if count > len(shown):
            yield "  " + t("importing.account.more", language=language, count=count - len(shown))


def _columns(account: Account, language: str | None) -> Iterator[str]:
    """What is said about stamps and columns rather than rows."""
    if account.missing:
        known = ((name, account.missing[name]) for name in STAMPS if account.missing[name])
        stamps = ", ".join(f"{t('inc.' + name, language=language)} {count}" for name, count in known)
        yield t("importing.account.missing", language=language, stamps=stamps)
    for title, names in (
        ("masked", (f"{name} {count}" for name, count in account.masked.items())),
        ("unmapped", iter(account.unmapped)),
        ("late", (f"{name} {count}" for name, count in account.source.late.items())),
    ):
        listed = _listed(names)
        if listed:
            yield t(f"importing.account.{title}", language=language, columns=listed)
    if not account.numbered:
        yield t("importing.account.no_numbers", language=language)


def _listed(names: Iterable[str]) -> str:
    """Names joined, the first ones only."""
    listed = [clean(name, limit=60) for name in names]
    more = f" +{len(listed) - _NAMES}" if len(listed) > _NAMES else ""
    return ", ".join(listed[:_NAMES]) + more
