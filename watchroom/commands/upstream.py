"""`watchroom admin join` and `watchroom admin upstream`: the tie of this server to the one above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import NotFound, Refusal
from core.i18n import t
from watchroom.document import when
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result

if TYPE_CHECKING:
    from pathlib import Path

    from core.replica.standing import Contact
    from sync.agent.tie import Tie


@command("join")
@click.argument("url")
@click.argument("code", nargs=-1, required=True)
@click.pass_obj
def join(given: Given, url: str, code: tuple[str, ...]) -> None:
    """Belong to the server above; `serve --upstream` exchanges with it from then on."""
    from watchroom.branch import join_above

    link = join_above(given.directory, url, " ".join(code)).link
    document = {"url": link.url, "server": link.server, "unit": link.unit, "name": link.name}
    said = t("upstream.joined", name=link.name, unit=link.unit, url=link.url)
    result(given, document, said, t("upstream.how_to_serve", url=link.url))


@command("upstream")
@click.pass_obj
def upstream(given: Given) -> int:
    """Where the exchange with the server above stands; 1 when something is in its way."""
    from sync.agent.standing import standing
    from sync.agent.tie import load_tie

    tie = load_tie(given.directory)
    if tie is None:
        raise NotFound("upstream.none")
    contact, waiting = standing(given.directory, tie.link.unit)
    document: dict[str, Any] = {
        "url": tie.link.url,
        "server": tie.link.server,
        "unit": tie.link.unit,
        "waiting": waiting,
        "last_sync": when(contact.done) if contact.done else None,
        "error": contact.error.removeprefix("sync.error."),
    }
    result(given, document, *_said(tie, contact, waiting))
    return 1 if contact.error else 0


def _said(tie: Tie, contact: Contact, waiting: int) -> list[str]:
    last = when(contact.done)[:16].replace("T", " ") if contact.done else t("cli.status.never")
    lines = [
        t("upstream.tied", url=tie.link.url, unit=tie.link.unit),
        t("cli.status.last", at=last),
        t("upstream.waiting", count=waiting),
    ]
    return lines + ([t(contact.error.replace("sync.error", "upstream.error"))] if contact.error else [])


def tie_for(directory: Path, url: str | None, code: str | None) -> Tie | None:
    """The tie to serve with; joined now when a code is given and there is none. Raises Refusal, NotReached."""
    from sync.agent.tie import load_tie
    from sync.link import NotAnAddress
    from watchroom.branch import join_above

    if url is None:
        if code:
            raise Refusal("upstream.code_alone")
        return None
    tie = load_tie(directory)
    if tie is None and code:
        tie = join_above(directory, url, code)
    if tie is None:
        raise Refusal("upstream.not_joined", url=url[:80])
    try:
        return tie.at(url)
    except NotAnAddress as error:
        said = "enrol.plain_only_here" if error.args == ("scheme",) else "enrol.no_address"
        raise Refusal(said, url=url[:80]) from error
