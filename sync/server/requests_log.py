"""The server's own notes: one JSON object a line, with routes, codes and device ids, never content or names."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Final

log: Final = logging.getLogger("watchroom.server")
"""Fields travel in `extra={"fields": {…}}`."""


class Lines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, what happened, and the fields given; messages of other libraries lose their arguments."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        what = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        made = {"at": at, "level": record.levelname.lower(), "what": what[:200]}
        return json.dumps({**made, **getattr(record, "fields", {})}, ensure_ascii=True)


def to_stderr(level: int = logging.INFO) -> None:
    """Write notes to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    for name in (log.name, "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level if name == log.name else logging.WARNING)


def served(route: str, status: int, seconds: float, device: str) -> None:
    """One request was answered."""
    fields = {"route": route, "status": status, "ms": round(seconds * 1000, 1), "device": device}
    log.info("served", extra={"fields": fields})


def fault(route: str, error: BaseException) -> None:
    """Something nobody foresaw: its type and its places in the code, never its message."""
    places = [f"{Path(at.filename).name}:{at.lineno}" for at in extract_tb(error.__traceback__)][-6:]
    log.error("fault", extra={"fields": {"route": route, "kind": type(error).__name__, "at_code": places}})
