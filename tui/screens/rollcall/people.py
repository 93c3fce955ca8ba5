"""The people of a roll call as columns, the posts they fill, what the roll call comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.i18n import has, language, t
from core.records.reference import Ref
from core.records.rollcall import Called, RollCall, attendance
from core.rules.posts import Post
from core.text import cells
from tui.marks import OVERDUE
from tui.screens.rollcall.marking import until_word
from tui.sheet.flow import flow
from tui.sheet.layout import cell
from tui.sheet.span import Row, Span, row

_LEAST: Final = {"zh": 38, "en": 39}
"""Cells of a column of people; as many columns as there is room for."""

_NAME: Final = (6, 8)
"""Fewest and most cells of the column of names."""
_GOOD: Final = frozenset({"att.on_duty", "att.standby"})
_BAD: Final = frozenset({"att.absent"})


def people_rows(
    called: Sequence[Called], posts: Sequence[Post], width: int, now: datetime, fit: dict[str, bool]
) -> list[Row]:
    """Everybody with their place, where they are and the post they fill, down one column and then the next."""
    if not called:
        return [row(Span(" " + t("rollcall.nobody"), "dim"))]
    many = max(1, min(width // _LEAST[language()], (len(called) + 3) // 4))
    room, tall = width // many, -(-len(called) // many)
    posted = _posted(posts)
    wide = max(cells(t(one.state)) for one in called if one.state) if any(one.state for one in called) else 2
    name = min(_NAME[1], max(_NAME[0], *(cells(one.person.name) for one in called)))
    painted = [
        _person(number, one, _detail(one, posted, now), (room - 1, name, wide), fit.get(one.person.id, True))
        for number, one in enumerate(called, 1)
    ]
    lines = []
    for line in range(tall):
        across = [painted[index] for index in range(line, len(painted), tall)]
        lines.append(tuple(span for part in across for span in (*part, Span(" "))))
    return lines


def _person(number: int, one: Called, detail: str, size: tuple[int, int, int], fit: bool) -> Row:
    """One person in a column; `size` is its room, the width of names and of states."""
    room, name, widest = size
    state = t(one.state) if one.state else "--"
    style = (
        "dim"
        if not one.state
        else "text"
        if one.state in _GOOD
        else "overdue"
        if one.state in _BAD
        else "due"
    )
    mark = OVERDUE if one.register.in_conflict else " "
    detail = detail if fit else t("att.not_fit")
    left = room - 5 - name - 2
    wide = max(cells(state), min(widest, left - cells(detail) - 2))
    return (
        cell(f"{number}", 3, "accent", "right"),
        Span(mark, "overdue"),
        Span(" "),
        cell(one.person.name, name, "text" if one.state else "dim"),
        Span("  "),
        cell(state, wide, style),
        Span("  "),
        cell(detail, max(1, left - wide - 2), "due" if not fit else "label"),
    )


def _detail(one: Called, posted: dict[str, str], now: datetime) -> str:
    """Until when, who stands in, why; for those who are there the post they fill."""
    mark = one.mark
    if mark is None:
        return ""
    if one.register.in_conflict:
        states = dict.fromkeys(leaf.value.state for leaf in one.register.leaves)
        return " / ".join(t(state) for state in states)
    parts = [
        t("rollcall.until", until=until_word(mark.until, now)) if mark.until else "",
        t("rollcall.sub", name=mark.substitute.name) if mark.substitute else "",
        (t(mark.reason) if has(mark.reason) else mark.reason) if mark.reason else "",
    ]
    return " ".join(filter(None, parts)) or posted.get(one.person.id, "")


def _posted(posts: Sequence[Post]) -> dict[str, str]:
    """Person id → the post they fill; anybody can be crew, so that is not said."""
    return {
        one.id: f"{t(_short(post.post))} {post.vehicle}".strip()
        for post in posts
        if post.post != "post.crew"
        for one in post.filled
    }


def _short(post: str) -> str:
    """The catalogue key of a post as a narrow column names it."""
    return post.replace("qual.", "rollcall.post.")


def posts_rows(posts: Sequence[Post], width: int) -> list[Row]:
    """Each post with how many fill it, and whether that is enough; what is wanting is named."""
    if not posts:
        return []
    kinds: dict[str, list[Post]] = {}
    for post in posts:
        kinds.setdefault(post.post, []).append(post)
    below = [post for post in posts if post.below]
    facts = [row(Span(t("rollcall.posts"), "dim"))]
    for kind, group in kinds.items():
        filled, needed = sum(len(one.filled) for one in group), sum(one.needed for one in group)
        style = "overdue" if any(one.below for one in group) else "text"
        facts.append(row(Span(f"{t(kind)} {filled}/{needed}", style)))
    if not below:
        return flow([*facts, row(Span(t("post.met"), "dim"))], width)
    wanting = " ".join(f"{t(post.post)} {post.vehicle}".strip() for post in below)
    return [
        *flow(facts, width),
        row(Span(f" {OVERDUE} {t('post.below')}: {wanting}", "overdue")),
    ]


def counts(call: RollCall | None, expected: int) -> str:
    """应到 实到 缺, as far as it goes."""
    if call is None:
        return t("rollcall.expects", expected=expected)
    found = attendance(call)
    text = t("rollcall.counts", expected=found.expected, present=found.present, missing=len(found.absent))
    return text + (f"  {t('rollcall.not_said', count=len(found.unmarked))}" if found.unmarked else "")


def waiting(people: Sequence[Ref]) -> tuple[Called, ...]:
    """People nobody has said anything of yet."""
    return tuple(Called(one) for one in people)
