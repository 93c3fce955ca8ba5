"""Many seeds on all cores: which of them fail."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from tests.simulation.worlds import Case

PART = 10
"""Seeds a process takes at a time."""

MOST = 5


def failing(
    profile: str, seeds: range, off: str = "", *, steps: int = 0, faults: frozenset[str] | None = None
) -> dict[int, list[str]]:
    """The first seeds that fail, five at most, with what went wrong."""
    cases = (Case(seed, profile, off, steps, faults) for seed in seeds)
    found = ((case.seed, problems) for case, problems in judged(cases) if problems)
    return dict(islice(found, MOST))


def judged(cases: Iterable[Case], seconds: float = float("inf")) -> Iterator[tuple[Case, list[str]]]:
    """Each case with what went wrong, in order, on every core; no further part is begun after `seconds`."""
    until = time.monotonic() + seconds
    waiting = iter(cases)
    parts = iter(lambda: tuple(islice(waiting, PART)), ())
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        pending = [pool.submit(_judge, part) for part in islice(parts, 2 * (os.cpu_count() or 1))]
        try:
            while pending:
                done = pending.pop(0).result()
                if time.monotonic() < until:
                    pending += [pool.submit(_judge, part) for part in islice(parts, 1)]
                yield from done
        finally:
            pool.shutdown(cancel_futures=True)


def _judge(part: tuple[Case, ...]) -> list[tuple[Case, list[str]]]:
    return [(case, case.problems()) for case in part]
