"""The raw requests, so that a test can look for clear personal data in every byte received."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulator.wire import Request

MAX_BYTES_KEPT = 256_000_000
"""The oldest bodies go when more than this was received."""

_SECRET_HEADERS = frozenset({"access-token", "authorization", "cookie"})


class Received(msgspec.Struct):
    """One request to event/track: its body as text, bytes that are no UTF-8 replaced.

    `code` is that of the answer, null when the answer was no JSON.
    """

    at: str
    headers: dict[str, str]
    body: str
    code: int | None = None
    request_id: str | None = None


class ReceivedLog:
    """The latest requests, without any token."""

    def __init__(self) -> None:
        self._entries: deque[tuple[Received, bytes]] = deque()
        self._size = 0

    def add(self, request: Request, at: str) -> Received:
        """Keep a request; the entry is filled in when the answer is known."""
        headers = {
            name: "***" if name in _SECRET_HEADERS else value
            for name, value in request.headers.items()
        }
        entry = Received(at, headers, "")
        self._entries.append((entry, request.body))
        self._size += len(request.body)
        while self._size > MAX_BYTES_KEPT and len(self._entries) > 1:
            self._size -= len(self._entries.popleft()[1])
        return entry

    def entries(self) -> Sequence[Received]:
        """Return all, oldest first, bodies as text."""
        for entry, body in self._entries:
            entry.body = body.decode(errors="replace")
        return [entry for entry, _ in self._entries]
