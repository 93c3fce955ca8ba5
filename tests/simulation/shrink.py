"""A failing case made small: as few classes of faults and as few steps as still fail."""

from __future__ import annotations

from dataclasses import replace

from tests.simulation.worlds import Case


def shrunk(case: Case) -> Case:
    """The smallest case found that still fails."""
    kept = frozenset(case.world().faults.on())
    for name in sorted(kept):
        if replace(case, faults=kept - {name}).problems():
            kept -= {name}
    found = replace(case, faults=kept)
    steps = (replace(found, steps=count) for count in range(1, case.steps or case.most_steps()))
    return next((smaller for smaller in steps if smaller.problems()), found)
