"""How much may be ahead of the reader, in pages and in bytes: memory stays flat.

*Near* pages are asked for in the reader's order. *Far* ones are those of later groups, asked for
because TikTok lets no more of the near ones start. They wait long, so they are packed, and have
room of their own: the reader never waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.fetch.packed_page import PackedPage
from tap_tiktok_ads.fetch.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_tiktok_ads.fetch.asking_order import Slot

MOST_BYTES_AHEAD: Final = 24 << 20
"""Fewer near pages are ahead when they are large: then the reader is the slower one."""

MOST_FAR_BYTES: Final = 32 << 20
"""Packed, as many as five advertisers need to use up an app's quota of 50 requests a second."""

MOST_FAR_PAGES: Final = 256
"""However small they are: each is an object or more per row."""

UNKNOWN_PAGE_BYTES: Final = 2 << 20
"""What a page is taken to weigh before the first one has come."""

MORE_ROOM: Final = 1.5
"""What comes before pages that are there already is needed first, and may take more room: or one
page after the other would be asked for while those wait. So may far ones until they are packed."""


def most_ahead(workers: int) -> int:
    """Return how many near pages may be ahead: one per worker, and some in reserve."""
    return workers + max(2, workers // 2)


class RoomAhead:
    """Counts what is in flight, or there and not handed out. Not safe for threads."""

    def __init__(self, workers: int) -> None:
        """Nothing is ahead."""
        self._most_near = most_ahead(workers)
        self._near = 0
        self._far = 0
        self._far_in_flight = 0
        self._far_bytes = 0
        self._largest_page = 0

    def taken(self, slot: Slot) -> None:
        """Note that a page is asked for."""
        self._far += slot.is_far
        self._far_in_flight += slot.is_far
        self._near += not slot.is_far

    def answered(self, slot: Slot, size: int) -> None:
        """Note what came, and its bytes before it was packed."""
        self._largest_page = max(self._largest_page, size)
        if slot.is_far and slot.is_ahead:
            self._far_in_flight -= 1
            self._far_bytes += size_of(slot)

    def left(self, slots: Iterable[Slot]) -> None:
        """Note what is ahead no longer: read, or dropped, there or not."""
        for slot in slots:
            if not slot.is_far:
                self._near -= 1
                continue
            self._far -= 1
            self._far_bytes -= size_of(slot)
            self._far_in_flight -= slot.answer is None

    def has_near_room(self, *, fills_gap: bool) -> bool:
        """Say whether one more near page may be asked for."""
        share = MORE_ROOM if fills_gap else 1.0
        weight = self._near * self._page_bytes
        return self._near < share * self._most_near and weight < share * MOST_BYTES_AHEAD

    def has_far_room(self) -> bool:
        """Say whether one more far page may be asked for."""
        unpacked = (self._near + self._far_in_flight) * self._page_bytes
        has_room = self._far < MOST_FAR_PAGES and self._far_bytes < MOST_FAR_BYTES
        return has_room and unpacked < MORE_ROOM * MOST_BYTES_AHEAD

    @property
    def _page_bytes(self) -> int:
        return self._largest_page or UNKNOWN_PAGE_BYTES


def size_of(slot: Slot) -> int:
    """Return the bytes of a page that is there, as they are kept; 0 for any other answer."""
    return slot.answer.size if isinstance(slot.answer, (Page, PackedPage)) else 0
