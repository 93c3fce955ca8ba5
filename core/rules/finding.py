"""What a rule found: shown beside the record, never in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of rule `rule` (E06): a catalogue key with its parameters; "@" parameters are labels.

    `private` findings are for the author's eyes before saving (E07, S8).
    """

    rule: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    private: bool = False
