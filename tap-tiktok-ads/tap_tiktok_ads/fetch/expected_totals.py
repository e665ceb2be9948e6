"""What the ads of one advertiser must add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_tiktok_ads.errors import RunFailed, TikTokError
from tap_tiktok_ads.fetch.totals import differences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tap_tiktok_ads.fetch.totals import DailySums, Difference, KnownTotals
    from tap_tiktok_ads.fetch.windows import Window


class ExpectedTotals:
    """The totals of one advertiser: known already, or read when they are needed."""

    def __init__(
        self,
        advertiser_id: str,
        today: date,
        known: KnownTotals,
        unread: Iterator[tuple[Window, DailySums]],
    ) -> None:
        """Read nothing yet; `today` is the advertiser's, `unread` adds to what is known."""
        self._advertiser_id = advertiser_id
        self._today = today
        self._known = known
        self._unread = unread

    def read(self, window: Window) -> TikTokError | None:
        """Read what is not known yet of a window, and return why it can't be had, once.

        The totals of later windows may still be on their way.

        Raises:
            RunFailed: TikTok refuses everything.
        """
        try:
            while self._known.unknown(self._advertiser_id, window).days:
                read, sums = next(self._unread)
                self._known.learn(self._advertiser_id, read, sums)
        except StopIteration:
            return None
        except RunFailed:
            raise
        except TikTokError as error:
            self._known.forget(self._advertiser_id)
            return error
        return None

    def differences(self, window: Window, ads: DailySums) -> list[Difference] | None:
        """Return the days of a window on which the ads do not add up.

        None when the totals of some of its days are not known.
        """
        known = self._known.of(self._advertiser_id, window)
        return differences(known, ads, self._today) if known else None
