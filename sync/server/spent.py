"""An error that was answered lets go of what was refused with it."""

from __future__ import annotations

from traceback import clear_frames
from typing import TypeVar

E = TypeVar("E", bound=BaseException)


def emptied(error: E) -> E:
    """`error` with its places in the code, without what was in hand there.

    A refused batch is megabytes, an error and the place it is kept in hold each other, and the collector looks seldom.
    """
    found: BaseException | None = error
    while found is not None:
        clear_frames(found.__traceback__)
        found = found.__cause__ or found.__context__
    return error
