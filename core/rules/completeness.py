"""What an incident still lacks before it can be completed (结案): by class, a time, a number or a word each.

Nothing is assumed: 0 dead must be typed, and "unknown because" is an answer (duty-logs §9.2 items 10 and 12).
"""

from __future__ import annotations

from typing import Final

from core.records.incident.state import STAGES, Incident

_WENT: Final = ("inc.turnout", "inc.on_scene", "inc.closed", "inc.back")
_PEOPLE: Final = ("injured", "dead")

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "": ("class",),
    "inc.fire": (
        "place",
        "inc.turnout",
        "inc.on_scene",
        "inc.controlled",
        "inc.closed",
        "inc.back",
        *_PEOPLE,
        "cause",
        "handed_to",
    ),
    "inc.rescue": ("place", *_WENT, "rescued", *_PEOPLE, "handed_to"),
    "inc.assist": ("place", *_WENT, *_PEOPLE),
    "inc.cover": ("place", "permit", "watch.start", "watch.stop"),
    "inc.false": ("false_cause",),
    "inc.drill": ("place", "inc.closed"),
}
"""Field keys by class, in the order they are asked for."""


def missing(incident: Incident) -> tuple[str, ...]:
    """The field keys that nobody filled in and nobody answered with "unknown because"."""
    needed = REQUIRED.get(incident.category, ("class",))
    if incident.category not in ("", "inc.fire", "inc.rescue", "inc.assist") and incident.force:
        needed = (*needed, "inc.back")
    answered = {field for field, _ in incident.unknown}
    return tuple(key for key in needed if key not in answered and not _filled(incident, key))


def _filled(incident: Incident, key: str) -> bool:
    if key in STAGES:
        return incident.time(key) is not None
    if key.startswith("watch."):
        return any(watch.step == key.removeprefix("watch.") for watch in incident.watches)
    return incident.value(key) not in (None, "")
