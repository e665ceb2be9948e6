"""The advertisers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.accounts import NEEDED_FIELDS
from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.schemas import advertisers
from tap_tiktok_ads.streams.compared import ComparedStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_tiktok_ads.schemas.column import Column


OF_ALL: Final = ""
"""Whose the rows are that are compared together."""


class AdvertisersStream(ComparedStream):
    """The advertisers themselves; read whole on every run."""

    name = "advertisers"
    key = ("advertiser_id",)

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns of `/advertiser/info/`."""
        return advertisers.COLUMNS

    @property
    def needed(self) -> frozenset[str]:
        """What the run itself has to know of each advertiser."""
        return NEEDED_FIELDS

    def get_records(self, _context: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:
        """Yield one record per advertiser."""
        build = record_builder(self.columns_read, self.on_unreadable)
        if self.is_sampled:  # one record is taken, and no more: all are described already
            for one in self.run.advertisers:
                self.run.summary.share(self.name, one.advertiser_id).ended_at = self.run.clock()
        end_date, now = self.run.settings.end_date, self.run.now
        is_backfill = end_date is not None and any(
            end_date < one.today(now) for one in self.run.advertisers
        )
        self.compare(OF_ALL, emits_all=is_backfill)
        for advertiser in self.run.advertisers:
            share = self.run.summary.share(self.name, advertiser.advertiser_id)
            share.started_at = self.run.clock()
            share.rows_read += 1
            shown = self.shown(build(advertiser.row))
            if self.is_changed(shown):
                yield shown
            share.ended_at = self.run.clock()
        self.settle()

    def has_emitted(self, record: Any, _partition: Mapping[str, Any], rows: int) -> None:
        """Count what went out, of each advertiser."""
        self.run.summary.share(self.name, record["advertiser_id"]).rows += rows
