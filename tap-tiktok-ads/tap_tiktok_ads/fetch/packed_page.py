"""Pages that wait long for their turn, in a fifth of their room; pure."""

from __future__ import annotations

import zlib
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.tiktok.rows import RawRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.fetch.page import Page

QUICKLY: Final = 1
"""The level of compression: the next ones take twice the time for a tenth of the room."""


class PackedPage(NamedTuple):
    """A page whose rows are packed: 8 ms for 1.6 MB, on a thread that waits for TikTok anyway."""

    page: Page
    body: bytes
    ends: Sequence[int]

    @property
    def size(self) -> int:
        """The bytes that the rows keep in memory."""
        return len(self.body)

    def unpacked(self) -> Page:
        """Return the page as it was."""
        rows = memoryview(zlib.decompress(self.body))
        return self.page._replace(rows=[RawRow(rows[a:b]) for a, b in pairwise((0, *self.ends))])


def pack(page: Page) -> PackedPage:
    """Pack the rows of a page."""
    ends = tuple(accumulate(memoryview(row).nbytes for row in page.rows))
    return PackedPage(page._replace(rows=()), zlib.compress(b"".join(page.rows), QUICKLY), ends)
