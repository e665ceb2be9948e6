"""How far, and since when, a daily report was imported: its bookmarks as days."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.windows import Plan
    from tap_tiktok_ads.observe.unimported_days import UnimportedDays
    from tap_tiktok_ads.state import Bookmarks

logger = logging.getLogger(__name__)


class ImportedDays:
    """Reads and moves the bookmarks of one stream; what is no day in them is ignored."""

    def __init__(self, stream: str, bookmarks: Bookmarks) -> None:
        """Read nothing yet."""
        self._stream = stream
        self._bookmarks = bookmarks

    def bookmark(self, advertiser_id: str) -> date | None:
        """Return the last day that was imported, or None before the first import."""
        text = self._bookmarks.get(advertiser_id)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            logger.warning("the bookmark of advertiser %s is no day: ignored", advertiser_id)
            return None

    def add(self, advertiser_id: str, done: Plan) -> None:
        """Move the bookmark: the days of the plan have been emitted."""
        bookmark = self.bookmark(advertiser_id)
        after = done.bookmark_after(bookmark)
        if after is None:
            return
        first_day = done.first_day_after(bookmark, self._first_day(advertiser_id))
        text = None if first_day is None else first_day.isoformat()
        self._bookmarks.set(advertiser_id, after.isoformat(), text)

    def tell_what_is_left_out(
        self, advertiser_id: str, plan: Plan, start_date: date, told: UnimportedDays
    ) -> None:
        """Say which days before the plan an explicit start_date leaves out."""
        bookmark, first_day = self.bookmark(advertiser_id), self._first_day(advertiser_id)
        if bookmark is None:
            return
        if first_day is not None and start_date < min(first_day, plan.first):
            told.before(self._stream, advertiser_id, start_date, first_day)
        if (start_date - bookmark).days > 1:
            told.gap(self._stream, advertiser_id, bookmark, start_date)

    def _first_day(self, advertiser_id: str) -> date | None:
        text = self._bookmarks.first_day(advertiser_id)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None  # as in a STATE that does not say it
