"""Streams of days: which days a run imports, and how the bookmark follows them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tap_tiktok_ads.changes.kept import NO_DAY
from tap_tiktok_ads.fetch.windows import plan_days
from tap_tiktok_ads.streams.imported_days import ImportedDays
from tap_tiktok_ads.streams.partitioned import PartitionedStream

if TYPE_CHECKING:
    from datetime import date

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.windows import Plan, Window


class DaysStream(PartitionedStream):
    """A stream read from its bookmark on, less the lookback; the advertiser's days if not said."""

    def today(self, advertiser: Advertiser) -> date:
        """Return the last day that has begun."""
        return advertiser.today(self.run.now)

    def plan(self, advertiser: Advertiser) -> Plan:
        """Decide which days to import."""
        settings = self.run.settings
        return plan_days(
            start_date=settings.start_date,
            end_date=settings.end_date,
            bookmark=self._bookmark(advertiser),
            lookback=self._lookback(advertiser) or 0,
            today=self.today(advertiser),
        )

    def lookback(self, advertiser: Advertiser) -> int:
        """Return how many days before a bookmark are imported again."""
        return self.run.lookback_of(self.name, advertiser.advertiser_id)

    def days_begin(self, advertiser: Advertiser) -> Plan:
        """Keep the plan before the bookmark moves, and tell the summary of it."""
        plan = self._plans[advertiser.advertiser_id] = self.plan(advertiser)
        self._note_days(advertiser, plan)
        return plan

    def days_end(self, advertiser: Advertiser) -> None:
        """Move the bookmark: all days of the plan have been emitted, rows or not."""
        if self.is_incremental:
            self._imported.add(advertiser.advertiser_id, self._plans[advertiser.advertiser_id])

    def is_backfill(self, advertiser: Advertiser) -> bool:
        """Whether the plan is a backfill."""
        end_date = self.run.settings.end_date
        return end_date is not None and end_date < self.today(advertiser)

    def settle_days(self, advertiser: Advertiser, *, is_whole: bool) -> None:
        """Let the change store keep the days of a window, and forget those before the plan."""
        plan, today = self._plans[advertiser.advertiser_id], self.today(advertiser)
        keep_from = NO_DAY if plan.is_backfill else plan.first.isoformat()
        self.settle_window(advertiser, today, keep_from, is_whole=is_whole)

    def window_imported(self, advertiser: Advertiser, window: Window) -> None:
        """Move the bookmark to the window's last day; that of a backfill waits for its end."""
        plan = self._plans[advertiser.advertiser_id]
        if self.is_incremental and not plan.is_backfill:
            self._imported.add(advertiser.advertiser_id, plan._replace(last=window.end))

    @property
    def is_whole(self) -> bool:
        """Whether all was read, and that is not a backfill: the days behind it are left out."""
        return super().is_whole and not any(plan.is_backfill for plan in self._plans.values())

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        """The plan of each advertiser whose turn has come."""
        return {}

    @cached_property
    def _imported(self) -> ImportedDays:
        return ImportedDays(self.name, self.bookmarks)

    def _lookback(self, advertiser: Advertiser) -> int | None:
        """Return how many days before the bookmark are imported again; None without a bookmark."""
        if self._bookmark(advertiser) is None or self.is_backfill(advertiser):
            return None
        return self.lookback(advertiser)

    def _bookmark(self, advertiser: Advertiser) -> date | None:
        return self._imported.bookmark(advertiser.advertiser_id) if self.is_incremental else None

    def _note_days(self, advertiser: Advertiser, plan: Plan) -> None:
        """Tell the summary how many days are imported, and the user when there are none."""
        if plan.first > plan.last:
            self.logger.warning(
                "advertiser %s: nothing to import, the first day %s is after the last, %s; "
                "check start_date and end_date",
                advertiser.advertiser_id,
                plan.first,
                plan.last,
            )
            return
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        share.first_day, share.last_day = plan.first, plan.last
        share.lookback_days = self._lookback(advertiser)
        share.days = (plan.last - plan.first).days + 1
        start_date = self.run.settings.start_date
        if self.is_incremental and not plan.is_backfill and start_date is not None:
            told = self.run.summary.unimported
            self._imported.tell_what_is_left_out(advertiser.advertiser_id, plan, start_date, told)
