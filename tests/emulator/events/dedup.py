"""TikTok's deduplication: same event source, name and id within 48 hours of the first receipt."""

from __future__ import annotations

import hashlib
from typing import Literal

WINDOW_SECONDS = 48 * 3_600
NEAR_SECONDS = 5 * 60
"""A browser and a server event less than this apart: what TikTok does is not known."""

Origin = Literal["browser", "server"]


def dedup_key(event_source_id: str, event: str, event_id: str) -> int:
    """Return 64 bits of the key: a million keys stay small, and a clash needs billions."""
    text = f"{event_source_id}\0{event}\0{event_id}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


class FirstReceipts:
    """When each key was first received from the browser and from the server."""

    def __init__(self) -> None:
        self._firsts: dict[Origin, dict[int, float]] = {"browser": {}, "server": {}}

    def original(self, key: int, origin: Origin, at: float, *, merge_near: bool) -> Origin | None:
        """Return whose event this one repeats, or `None` for a first one, which is noted.

        Args:
            key: The dedup key.
            origin: Who sends this one.
            at: When it is received, in Unix seconds. The window counts from the first receipt;
                a repeat does not prolong it.
            merge_near: Whether a browser and a server event that are near are one.
        """
        own = self._firsts[origin]
        if key in own and abs(at - own[key]) <= WINDOW_SECONDS:
            return origin
        other: Origin = "browser" if origin == "server" else "server"
        others = self._firsts[other]
        if key in others:
            gap = abs(at - others[key])
            if gap <= WINDOW_SECONDS and (merge_near or gap >= NEAR_SECONDS):
                return other
        own[key] = at
        return None
