"""Digests of rows: eight bytes of the key and eight of the content, those of one day together."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import Final

_BYTES: Final = 8
_BYTES_PER_ROW: Final = 2 * _BYTES


def digest_of(content: bytes) -> int:
    """Return 64 bits that tell this content from others."""
    return int.from_bytes(blake2b(content, digest_size=_BYTES).digest(), "little")


class Digests:
    """The rows of a day, as they were emitted before and as this run emits them.

    Sorted arrays instead of a dict: a window of half a million rows takes 8 MB instead of 70.
    """

    def __init__(self, packed: bytes = b"") -> None:
        """Read what `packed` wrote; what can't be read is as nothing."""
        if len(packed) % _BYTES_PER_ROW:
            packed = b""
        half = len(packed) // 2
        self._keys = array("Q", packed[:half])
        self._contents = array("Q", packed[half:])
        self._new_keys = array("Q")
        self._new_contents = array("Q")

    @property
    def emitted(self) -> int:
        """How many rows this run emits."""
        return len(self._new_keys)

    def has(self, key: int, content: int) -> bool:
        """Say whether the last row with this key that was emitted before had this content."""
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key and self._contents[at] == content

    def add(self, key: int, content: int) -> None:
        """Take note of a row that is emitted now."""
        self._new_keys.append(key)
        self._new_contents.append(content)

    def packed(self) -> bytes:
        """Return all rows, of those with one key the last; rows that did not come again stay."""
        rows = dict(zip(self._keys, self._contents, strict=True))
        rows.update(zip(self._new_keys, self._new_contents, strict=True))
        keys = array("Q", sorted(rows))
        return keys.tobytes() + array("Q", map(rows.__getitem__, keys)).tobytes()
