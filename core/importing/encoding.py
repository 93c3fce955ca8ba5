"""Which encoding a file is in: read off its first marks, judged on a bounded sample, stated with its basis.

The judgement is verified by reading: `MARK` takes the place of whatever does not fit, and the row that holds
one is set aside with its line number (`core.importing.lines`).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

MARK: Final = "\ufdd0"
"""Stands where bytes could not be decoded; a noncharacter no text should hold."""

ON_ERROR: Final = "watchroom.importing.mark"
"""The name of the codec error handler that leaves `MARK`."""

SAMPLE: Final = 256 * 1024
"""Bytes judged."""

_BEFORE: Final = 64
_ZEROS: Final = 12
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by the name people know, Python's codec, and what the choice rests on."""

    name: str
    codec: str
    basis: str
    """bom · fits · ascii · guess · declared."""


def declared(name: str) -> Encoding | None:
    """The text encoding called `name`, or None when there is no such one."""
    try:
        info = codecs.lookup(name)
        "a".encode(info.name).decode(info.name)
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return Encoding(name, info.name, "declared")


def detect(path: Path) -> Encoding:
    """The most likely encoding of the file at `path`; raises OSError when it cannot be read."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        for bom, name, codec in _BOMS:
            if head.startswith(bom):
                return Encoding(name, codec, "bom")
        wide = _without_bom(head)
        if wide is not None:
            return wide
        return judge(_beyond_ascii(head, stream))


def judge(sample: bytes) -> Encoding:
    """The encoding of a sample without byte order mark that starts on a character's first byte."""
    if sample.isascii():
        return Encoding("ASCII", "utf-8", "ascii")
    text, lost = _decoded(sample, "utf-8")
    if lost == 0 or len(_wide(text)) >= 10 * lost:
        return Encoding("UTF-8", "utf-8", "fits" if lost == 0 else "guess")
    text, lost = _decoded(sample, "gb18030")
    wide = _wide(text)
    if wide and lost * 50 <= len(wide) and sum(map(_everyday_chinese, wide)) * 5 >= len(wide) * 4:
        return Encoding("GB18030", "gb18030", "fits" if lost == 0 else "guess")
    return Encoding("Windows-1252", "cp1252", "guess")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """The codec error handler: one mark for each stretch that does not decode."""
    if isinstance(error, UnicodeDecodeError):
        return MARK, error.end
    raise error


codecs.register_error(ON_ERROR, _mark)


def _decoded(sample: bytes, codec: str) -> tuple[str, int]:
    """The sample's text, a character cut at its end ignored, and how many stretches did not decode."""
    text = codecs.getincrementaldecoder(codec)(ON_ERROR).decode(sample)
    return text, text.count(MARK)


def _wide(text: str) -> list[str]:
    """The characters beyond ASCII that did decode."""
    return [char for char in text if char > "\x7f" and char != MARK]


def _everyday_chinese(char: str) -> bool:
    """Whether `char` is of GB 2312: what Chinese offices write, and chance pairs of Latin letters are not."""
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _without_bom(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: the zero bytes of line ends and digits stand on one side, and often."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many, few = max(even, odd), min(even, odd)
    if many < _ZEROS or many * 20 < len(head) or few * 8 > many:
        return None
    codec = "utf-16-be" if even > odd else "utf-16-le"
    text, lost = _decoded(head, codec)
    if lost or "\n" not in text:
        return None
    return Encoding("UTF-16", codec, "guess")


def _beyond_ascii(head: bytes, stream: BinaryIO) -> bytes:
    """The sample to judge: it starts shortly before the first byte that is not ASCII, however far in."""
    chunk = head
    while chunk:
        found = _BEYOND_ASCII.search(chunk)
        if found:
            start = max(0, found.start() - _BEFORE)
            return chunk[start:] + stream.read(SAMPLE - len(chunk) + start)
        chunk = stream.read(SAMPLE)
    return b""
