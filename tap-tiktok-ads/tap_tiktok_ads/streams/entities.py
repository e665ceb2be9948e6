"""Campaigns, ad groups and ads."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.records.values import Unreadable, read_time
from tap_tiktok_ads.schemas import ad_groups, ads, campaigns
from tap_tiktok_ads.schemas.column import Column, requested_names
from tap_tiktok_ads.streams.partitioned import PartitionedStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.streams.partitioned import Chunks
    from tap_tiktok_ads.tiktok.rows import Row

    Record = dict[str, Any]

_NEEDED: Final = frozenset({"advertiser_id", "campaign_id", "adgroup_id", "ad_id", "modify_time"})


class EntityStream(PartitionedStream):
    """Campaigns, ad groups or ads: listed whole, since TikTok filters only ads by change.

    Emitted are the objects changed at or after the bookmark, and those without modify_time
    (some ads of upgraded Smart+). `modified_after`, which `/ad/get/` has, would lose the latter.
    """

    path: ClassVar[str]
    all_columns: ClassVar[tuple[Column, ...]]
    replication_key = "modify_time"

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns that TikTok documents."""
        return self.all_columns

    @property
    def needed(self) -> frozenset[str]:
        """Ids, own and parents', and when an object changed: they decide what is emitted."""
        return _NEEDED

    @cached_property
    def _names(self) -> RequestedNames:
        return RequestedNames("fields", requested_names(self.columns_read))

    @cached_property
    def _build(self) -> Callable[[Row], Record]:
        return record_builder(self.columns_read, self.on_unreadable)

    @cached_property
    def _not_whole(self) -> set[str]:
        """The advertisers whose lists served fewer objects than they counted."""
        return set()

    def window_done(self, advertiser: Advertiser, planned: PlannedQuery) -> None:
        """Remember that objects are missing."""
        super().window_done(advertiser, planned)
        if planned.incomplete() is not None:
            self._not_whole.add(advertiser.advertiser_id)

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for everything the advertiser has."""
        return listing_queries(
            self.path,
            advertiser.advertiser_id,
            self._names.of(advertiser.advertiser_id),
            include_deleted=self.run.settings.include_deleted,
        )

    def row_key(self, row: Row) -> Any:
        """Return the object's id."""
        return row.get(self.key[0])

    def records(self, advertiser: Advertiser, chunks: Chunks) -> Iterator[Record]:
        """Yield what changed; the bookmark becomes the latest change seen, at most now.

        It stays when objects are missing: nobody knows when those changed, and no lookback reads
        them again.
        """
        advertiser_id = advertiser.advertiser_id
        bookmark = self._bookmark(advertiser_id) if self.is_incremental else None
        latest = bookmark or ""
        for row in chain.from_iterable(chunks):
            record = self._record(row, advertiser_id)
            modified = record["modify_time"]
            latest = max(latest, modified or "")
            if bookmark is None or modified is None or modified >= bookmark:
                yield self.shown(record)
        if self.is_incremental and latest and advertiser_id not in self._not_whole:
            # What changes after the run began may have been missed: the next run looks again.
            now = self.run.now.strftime("%Y-%m-%dT%H:%M:%SZ")
            self.bookmarks.set(advertiser_id, max(bookmark or "", min(latest, now)))

    def _record(self, row: Row, advertiser_id: str) -> Record:
        record = self._build(row)
        record["advertiser_id"] = record["advertiser_id"] or advertiser_id
        if record[self.key[0]] is None:
            raise Rejected(f"a row of {self.path} has no {self.key[0]}")
        return record

    def _bookmark(self, advertiser_id: str) -> str | None:
        text = self.bookmarks.get(advertiser_id)
        try:
            return read_time(text)
        except Unreadable:
            self.logger.warning("the bookmark of advertiser %s is no time: ignored", advertiser_id)
            return None


class CampaignsStream(EntityStream):
    """Campaigns, deleted ones too."""

    name = "campaigns"
    path = "/campaign/get/"
    key = ("campaign_id",)
    all_columns = campaigns.COLUMNS


class AdGroupsStream(EntityStream):
    """Ad groups, deleted ones too."""

    name = "ad_groups"
    path = "/adgroup/get/"
    key = ("adgroup_id",)
    all_columns = ad_groups.COLUMNS


class AdsStream(EntityStream):
    """Ads, deleted ones too; creatives for upgraded Smart+."""

    name = "ads"
    path = "/ad/get/"
    key = ("ad_id",)
    all_columns = ads.COLUMNS
