"""The errors an officer can meet, as one tree.

    WatchroomError          what this program says about itself; carries a catalogue key and its parameters
    ├── Refusal             bad input or an act the rules do not allow; nothing was written          exit 2
    │   └── NotFound        no record, person, place or file of that name                            exit 2
    ├── Incomplete          the honest answer is "no" or "not all"                                   exit 1
    ├── NotSaved            the disk refused; nothing of the act is in the journal                   exit 3
    ├── Damaged             stored bytes are not what was signed                                     exit 3
    └── NotReached          the network or the server says no; everything here is safe               exit 4

Each message is a catalogue entry in both languages that says what happened, what is safe and what to do next.
"""

from __future__ import annotations

from typing import Any, ClassVar


class WatchroomError(Exception):
    """Base of every error meant for a person: a catalogue key with its parameters."""

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **params: Any) -> None:
        """Keep the catalogue `key` and the `params` its sentence needs."""
        super().__init__(key, params)
        self.key = key
        self.params = params

    def sentence(self, language: str | None = None) -> str:
        """The message in `language`, or in the current one."""
        from core.i18n import t

        return t(self.key, language=language, **self.params)

    def __str__(self) -> str:
        """The sentence in the current language."""
        return self.sentence()


class Refusal(WatchroomError):
    """Bad input, or an act the rules do not allow; nothing was written."""

    exit_code = 2


class NotFound(Refusal):
    """No record, person, place or file of that name."""


class Incomplete(WatchroomError):
    """The honest answer is "no" or "not all"; `params` say what is missing."""

    exit_code = 1


class NotSaved(WatchroomError):
    """The disk refused; nothing of the act is in the journal."""

    exit_code = 3


class Damaged(WatchroomError):
    """Stored bytes are not what was signed."""

    exit_code = 3


class NotReached(WatchroomError):
    """The network or the server says no; everything here is safe and waits."""

    exit_code = 4
