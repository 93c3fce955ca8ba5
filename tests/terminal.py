"""A real terminal for journeys: the program runs in a pseudo-terminal, pyte keeps its screen, nothing ever sleeps.

with Terminal([sys.executable, "-m", "watchroom"], env={"WATCHROOM_DATA": str(folder)}) as duty:
    duty.wait_for("值守台")
    duty.press("2车到场", "enter")
    duty.wait_for(lambda: "已存" in duty.text)
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **dict(zip(("f1", "f2", "f3", "f4"), ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"), strict=True)),
    **{
        f"f{n}": f"\x1b[{code}~"
        for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
    **{f"ctrl+{chr(96 + n)}": chr(n) for n in range(1, 27)},
}
"""Key names as pages know them, and the bytes a terminal sends."""

_MODES = ("TEXTUAL", "WATCHROOM", "NO_COLOR", "COLORTERM")


class Gone(AssertionError):
    """The awaited thing did not come; the message shows the screen."""


class Terminal:
    """A program on a pseudo-terminal of `cols` × `rows`; `answers=False` leaves the program's questions unanswered."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        answers: bool = True,
    ) -> None:
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        if answers:
            self.screen.write_process_input = lambda data: self.send(data.encode())
        self.received = bytearray()
        self.exit_code: int | None = None
        self.read_at = 0.0
        """When the last bytes came, before the screen was drawn from them."""

        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            self._become(command, env or {}, cols, rows)
        self._set_size(cols, rows)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._reap()
        self.hang_up()

    @property
    def lines(self) -> list[str]:
        """The screen's rows as text; the second cell of a wide character is not there, trailing blanks neither."""
        return [self._line(y).rstrip() for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's cursor, where an input method would open its window."""
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def in_alternate_screen(self) -> bool:
        """Whether the program still holds the alternate screen."""
        return self.received.rfind(b"\x1b[?1049h") > self.received.rfind(b"\x1b[?1049l")

    def style_at(self, column: int, row: int) -> pyte.screens.Char:
        """The character of one cell with its colours."""
        return self.screen.buffer[row][column]

    def press(self, *names: str) -> None:
        """Send keys by name; anything that is no name is typed as it stands."""
        for name in names:
            self.send(KEYS.get(name, name).encode())

    def paste(self, text: str) -> None:
        """Send `text` as a bracketed paste."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes."""
        with contextlib.suppress(OSError):
            os.write(self._fd, data)

    def wait_for(self, wanted: str | Callable[[], object], timeout: float = 15) -> float:
        """Read until `wanted` is on the screen or true; seconds it took. Raises Gone after `timeout` seconds."""
        start = time.monotonic()
        holds = (lambda: wanted in self.text) if isinstance(wanted, str) else wanted
        while not holds():
            left = start + timeout - time.monotonic()
            if left <= 0 or (not self.read(min(left, 0.1)) and self.exit_code is not None and not holds()):
                raise Gone(f"{wanted!r} did not come (exit code {self.exit_code}); the screen:\n{self.text}")
        return time.monotonic() - start

    def wait_exit(self, timeout: float = 15) -> int:
        """Read until the program has ended; its exit code, negative for a signal."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            if time.monotonic() > end:
                raise Gone(f"the program did not end; the screen:\n{self.text}")
            self.read(0.05)
        return self.exit_code

    def settle(self, quiet: float = 0.15, timeout: float = 15) -> None:
        """Read until nothing comes for `quiet` seconds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end and self.read(quiet):
            continue

    def read(self, timeout: float = 0.0) -> bytes:
        """What the program wrote, waiting at most `timeout` seconds for the first of it."""
        data = b""
        if self._fd >= 0 and select.select([self._fd], [], [], timeout)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._fd, 65536)
        if data:
            self.read_at = time.perf_counter()
            self.received += data
            self._stream.feed(data)
        elif self.exit_code is None and self._ended(os.WNOHANG):
            return self.read(0.0)
        return data

    def resize(self, cols: int, rows: int) -> None:
        """Give the window another size."""
        self.screen.resize(rows, cols)
        self._set_size(cols, rows)
        os.kill(self.pid, signal.SIGWINCH)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def wait_end(self, timeout: float = 15) -> int:
        """The exit code after `hang_up`, when there is nothing to read any more."""
        end = time.monotonic() + timeout
        while not self._ended(os.WNOHANG):
            if time.monotonic() > end:
                raise Gone("the program did not end after its terminal was gone")
            select.select([], [], [], 0.01)
        assert self.exit_code is not None
        return self.exit_code

    def _line(self, y: int) -> str:
        row = self.screen.buffer[y]
        return "".join(row[x].data for x in range(self.screen.columns))

    def _ended(self, options: int) -> bool:
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def _reap(self) -> None:
        self._ended(0)

    def _set_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def _become(self, command: Sequence[str], env: Mapping[str, str], cols: int, rows: int) -> None:
        """In the child: a clean environment, then the program."""
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_MODES)}
        for name in ("LINES", "COLUMNS"):
            kept.pop(name, None)
        settings = {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **env}
        try:
            os.execvpe(command[0], list(command), settings)
        finally:
            os._exit(127)
