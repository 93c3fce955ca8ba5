"""Why a command cannot be given now; what is built and what is open decide."""

from __future__ import annotations

from core.commands.command import Command
from core.commands.context import Context


def unavailable(command: Command, context: Context) -> str | None:
    """Catalogue key of the reason, None when the command can be given."""
    for need in command.needs:
        if need not in context.facts:
            return f"command.needs.{need}"
    return None
