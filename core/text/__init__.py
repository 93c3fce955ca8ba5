"""Text of people: made safe, measured in cells, cut, wrapped, and masked where it names a person."""

from __future__ import annotations

from core.text.personal import mask_personal, names_personal
from core.text.safe import clean, is_safe
from core.text.width import cells, fit, pad
from core.text.wrapping import wrap

__all__ = ["cells", "clean", "fit", "is_safe", "mask_personal", "names_personal", "pad", "wrap"]
