"""S1 Typhoon (domain §14): three days of emergency footing at three stations and their branch, from order to review.

Every shift holds its roll calls, brief, micro-meeting and lesson; the first day is told to the minute.
"""

from __future__ import annotations

from core.demo.cues import Cue
from core.demo.typhoon.acting import STOOD_DOWN
from core.demo.typhoon.everyday import everyday
from core.demo.typhoon.first_day import first_day

__all__ = ["STOOD_DOWN", "typhoon"]


def typhoon() -> list[Cue]:
    """All cues, counted from the midnight in which the first day begins."""
    return [*first_day(), *everyday()]
