"""Where a list's cursor is and which part of it shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Listing:
    """Cursor and first visible index of a list of `count` entries; it survives leaving the page."""

    cursor: int = 0
    top: int = 0
    count: int = 0
    height: int = 1

    def window(self, count: int, height: int) -> range:
        """The indices to show of `count` entries in `height` rows, with the cursor among them."""
        self.count, self.height = count, max(1, height)
        self.cursor = max(0, min(self.cursor, count - 1))
        lowest = max(0, self.cursor - self.height + 1)
        self.top = max(lowest, min(self.top, self.cursor, max(0, count - self.height)))
        return range(self.top, min(count, self.top + self.height))

    def on_key(self, key: str) -> bool:
        """Move for arrows, PageUp/PageDown, Home/End; whether the key was one of these for a list."""
        page, all_of_it = self.height, self.count
        step = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -all_of_it, "end": all_of_it}
        if key not in step or not self.count:
            return False
        self.cursor = max(0, min(self.cursor + step[key], self.count - 1))
        return True
