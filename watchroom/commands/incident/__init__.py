"""`watchroom incident …`: from the call to the completed record."""

from __future__ import annotations

from watchroom.frame import group

_HERE = "watchroom.commands.incident."

incident = group(
    "incident",
    {
        "new": _HERE + "opening:new",
        "stamp": _HERE + "running:stamp",
        "note": _HERE + "running:note",
        "send": _HERE + "running:send",
        "classify": _HERE + "running:classify",
        "fill": _HERE + "closing:fill",
        "close": _HERE + "closing:close",
        "reopen": _HERE + "closing:reopen",
    },
)
