"""Every command an officer can give, as data: the line, the footer, the help and the manual read the same table.

What reads a line (`parse`, `preview`, `complete`) has modules of its own: the first page needs the table alone.
"""

from __future__ import annotations

from core.commands.command import Command, Takes
from core.commands.registry import COMMANDS, by_id, by_key

__all__ = ["COMMANDS", "Command", "Takes", "by_id", "by_key"]
