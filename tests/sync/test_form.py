"""Messages in JSON: as the vectors of `docs/protocol.md` have them, and with what an older or newer side says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.messages import START, Head, Hello, Tip, Welcome
from sync.wire import form

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "protocol-vectors.json").read_text(encoding="utf-8")
)["messages"]
SESSION, TIP = bytes(range(16)), bytes(range(32))
HELLO = Hello({SESSION: Head(6, TIP)}, {"unit/hq/b2/东港": START})
WELCOME = Welcome({SESSION: Head(4, TIP)}, {"unit/hq/b2/东港": START}, 1_795_500_000_000, (), (SESSION,))
BESIDE = (Tip(SESSION, 6, TIP),)
MESSAGES: dict[str, Hello | Welcome] = {
    "hello": HELLO,
    "hello_beside": Hello(HELLO.heads, HELLO.marks, BESIDE),
    "welcome": WELCOME,
    "welcome_lacking": Welcome(WELCOME.heads, WELCOME.ends, WELCOME.now_ms, (), (SESSION,), BESIDE),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_written_and_read_as_the_vector_says(name: str) -> None:
    message, text = MESSAGES[name], VECTORS[name].encode()
    if isinstance(message, Hello):
        assert (form.hello_json(message), form.read_hello(text)) == (text, message)
    else:
        assert (form.answer_json(message), form.read_answer(text)) == (text, message)


def test_what_a_newer_side_says_besides_is_passed_over() -> None:
    for name in ("hello", "welcome"):
        newer = json.dumps(json.loads(VECTORS[name]) | {"unheard_of": [1]}).encode()
        read = form.read_hello if name == "hello" else form.read_answer
        assert read(newer) == MESSAGES[name]
