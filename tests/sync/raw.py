"""Requests signed by hand, so that a test can say one thing and sign another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx

from sync.link import Link
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE, Asked, Signer

JSON = {"content-type": "application/json"}


class Raw:
    """A device that may lie."""

    def __init__(self, link: Link, secret: bytes) -> None:
        """Sign for `link`."""
        self.link, self.signer = link, Signer(secret)
        self.counter = 1_000
        self.client = httpx.Client(base_url=link.url, trust_env=False, timeout=20)

    def asked(self, path: str, body: bytes, query: str = "", method: str = "POST") -> Asked:
        """The next honest request."""
        self.counter += 1
        return Asked(self.link.server, self.link.device, self.counter, method, path, query, body)

    def post(self, path: str, body: bytes, query: str = "") -> httpx.Response:
        """Send an honest request."""
        asked = self.asked(path, body, query)
        return self.send(asked, self.signer.sign(asked.message()))

    def send(self, asked: Asked, signature: str, **said: Any) -> httpx.Response:
        """Send `asked` with `said` in place of what was signed."""
        sent = replace(asked, **said)
        headers = {DEVICE: sent.device, COUNTER: str(sent.counter), SIGNATURE: signature}
        url = sent.path + (f"?{sent.query}" if sent.query else "")
        return self.client.request(sent.method, url, content=sent.body, headers=headers)
