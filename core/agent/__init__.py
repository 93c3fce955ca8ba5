"""What the branch's agent does by itself on its replica: receives, escalates, compiles the digest; nobody ticks a box.

Every chore looks at records alone and writes at most once what it has to say: a second agent, or one that was killed in
between, changes nothing.
"""

from __future__ import annotations

from core.agent.chores import Chores

__all__ = ["Chores"]
