"""What a meeting's record still lacks (domain §5, minutes): a list to fill in, one key each; never a gate."""

from __future__ import annotations

from core.records.meeting.agenda import AGENDAS
from core.records.meeting.state import Meeting


def missing(meeting: Meeting) -> list[str]:
    """Catalogue keys of what is missing, in the order of the form."""
    checks = (
        ("role.presider", meeting.presider is not None),
        ("role.recorder", meeting.recorder is not None),
        ("att.present", bool(meeting.present)),
        ("study.five", meeting.form != "study" or bool(meeting.study_mode)),
        ("meeting.linked", meeting.form not in ("study", "team") or bool(meeting.links)),
        ("meeting.outcome", meeting.has_outcome),
        ("rec.second", meeting.closed is None or meeting.confirmation is not None),
    )
    return [key for key, there in checks if not there]


def silent_parts(meeting: Meeting) -> list[str]:
    """Parts of the agenda under which nothing was said."""
    spoken = {point.part for point in meeting.points}
    return [part for part in AGENDAS[meeting.form].parts if part not in spoken]
