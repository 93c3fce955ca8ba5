"""Join a server, write, exchange, and say what is here: `python -m tests.sync.second URL INVITATION EVENTS`."""

from __future__ import annotations

import json
import os
import sys

from tests.sync.second.joining import join
from tests.sync.second.terminal import Terminal


def main(url: str, invitation: str, events: str) -> None:
    secret = os.urandom(32)
    terminal = Terminal(join(url, invitation, os.urandom(16).hex(), secret, "F"), secret)
    for number in range(int(events)):
        terminal.write("radio.heard", {"text": f"听到 {number}", "channel": number})
    terminal.exchange()
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    marks = {scope: [n, running.hex()] for scope, (n, running) in terminal.disk.marks.items()}
    told = {"events": terminal.events(), "marks": marks, "alarms": terminal.disk.alarms, "modules": modules}
    print(json.dumps(told))


main(*sys.argv[1:])
