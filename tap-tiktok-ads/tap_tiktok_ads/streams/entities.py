"""Campaigns, ad groups and ads."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.records.values import Unreadable, read_time
from tap_tiktok_ads.schemas import ad_groups, ads, campaigns
from tap_tiktok_ads.schemas.column import Column, requested_names
from tap_tiktok_ads.streams.parents import (
    ParentKind,
    Parents,
    Seen,
    follows_a_change,
    may_concern_children,
)
from tap_tiktok_ads.streams.partitioned import PartitionedStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.streams.parents import Changes
    from tap_tiktok_ads.streams.partitioned import Chunks
    from tap_tiktok_ads.tiktok.rows import Row

    Record = dict[str, Any]

_CAMPAIGN: Final = ParentKind("campaigns", "/campaign/get/", "campaign_id")
_AD_GROUP: Final = ParentKind("ad_groups", "/adgroup/get/", "adgroup_id")
_NEEDED: Final = frozenset({"advertiser_id", "campaign_id", "adgroup_id", "ad_id", "modify_time"})


class EntityStream(PartitionedStream):
    """Campaigns, ad groups or ads: listed whole, since TikTok filters only ads by change.

    Emitted are the objects that changed at or after the bookmark, or whose parents did, and those
    without modify_time (some ads of upgraded Smart+). `modified_after`, which `/ad/get/` has, would
    lose the latter.

    `relatives` are all streams of this kind that are read in the run, parents before children.
    """

    path: ClassVar[str]
    all_columns: ClassVar[tuple[Column, ...]]
    parent_kinds: ClassVar[tuple[ParentKind, ...]] = ()
    replication_key = "modify_time"
    relatives: Mapping[str, EntityStream] = MappingProxyType({})

    @cached_property
    def changes(self) -> dict[str, Seen]:
        """Of each advertiser that was read: the objects that changed since children's bookmarks."""
        return {}

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

        It stays when objects are missing, or a fault hid when parents changed: nobody knows when
        they did, and no lookback reads them again.
        """
        advertiser_id = advertiser.advertiser_id
        bookmark = self._bookmark(advertiser_id) if self.is_incremental else None
        latest, parents = bookmark or "", self._changed_parents(advertiser_id, bookmark)
        since_of_children, changes = self._since_of_children(advertiser_id), {}
        for row in chain.from_iterable(chunks):
            record = self._record(row, advertiser_id)
            is_changed, changed_at = follows_a_change(record, bookmark or "", parents)
            latest = max(latest, changed_at)
            if may_concern_children(record, since_of_children):
                changes[record[self.key[0]]] = record["modify_time"]
            shown = self.shown(record)
            if self.is_changed(shown) if self.comparison is not None else is_changed:
                yield shown
        self.changes[advertiser_id] = Seen(changes, advertiser_id not in self._not_whole)
        kept = self._not_whole | (self._parents.unknown if self._follows(bookmark) else set())
        if self.is_incremental and latest and advertiser_id not in kept:
            # What changes after the run began may have been missed: the next run looks again.
            now = self.run.now.strftime("%Y-%m-%dT%H:%M:%SZ")
            self.bookmarks.set(advertiser_id, max(bookmark or "", min(latest, now)))

    def _changed_parents(self, advertiser_id: str, bookmark: str | None) -> dict[str, Changes]:
        """Return the parents that changed since the bookmark; without one all is emitted."""
        if bookmark is None or not self._follows(bookmark):
            return {}
        return self._parents.changed(advertiser_id, bookmark)

    def _follows(self, bookmark: str | None) -> bool:
        """Whether parents' changes decide what is emitted: a change store sees them itself."""
        return bookmark is not None and not self.is_sampled and self.comparison is None

    @cached_property
    def _parents(self) -> Parents:
        seen = {name: stream.changes for name, stream in self.relatives.items()}
        ids = [one.advertiser_id for one in self.run.advertisers]
        asked = [one for one in ids if one not in self.run.lost and self.since(one) is not None]
        return Parents(self.run, self.name, self.parent_kinds, seen, asked)

    def _since_of_children(self, advertiser_id: str) -> str | None:
        """Return from which change on the children want to know; None when none does."""
        children = [
            one
            for one in self.relatives.values()
            if self.name in {kind.stream for kind in one.parent_kinds} and one.is_incremental
        ]
        bookmarks = [one.since(advertiser_id) for one in children]
        return min((one for one in bookmarks if one is not None), default=None)

    def _record(self, row: Row, advertiser_id: str) -> Record:
        record = self._build(row)
        record["advertiser_id"] = record["advertiser_id"] or advertiser_id
        if record[self.key[0]] is None:
            raise Rejected(f"a row of {self.path} has no {self.key[0]}")
        return record

    def since(self, advertiser_id: str) -> str | None:
        """Return the bookmark, from which on changes are emitted; None when all is."""
        try:
            return read_time(self.bookmarks.get(advertiser_id))
        except Unreadable:
            return None

    def _bookmark(self, advertiser_id: str) -> str | None:
        since = self.since(advertiser_id)
        if since is None and self.bookmarks.get(advertiser_id):
            self.logger.warning("the bookmark of advertiser %s is no time: ignored", advertiser_id)
        return since


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
    parent_kinds = (_CAMPAIGN,)


class AdsStream(EntityStream):
    """Ads, deleted ones too; creatives for upgraded Smart+."""

    name = "ads"
    path = "/ad/get/"
    key = ("ad_id",)
    all_columns = ads.COLUMNS
    parent_kinds = (_CAMPAIGN, _AD_GROUP)
