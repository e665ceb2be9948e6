"""The streams: declarations over a few bases.

Singer's part is the SDK's: selection, stream maps, flattening, messages. Two things are not.
Records are built exactly to the schema, so the SDK need not conform their types again; and
bookmarks are written when an advertiser is finished (see `bookmarks`).
"""

from __future__ import annotations

import time
from abc import abstractmethod
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Stream
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib.catalog import REPLICATION_INCREMENTAL
from singer_sdk.streams._state import StreamStateManager

from tap_tiktok_ads.bookmarks import Bookmarks
from tap_tiktok_ads.errors import AdvertiserFailed, RunFailed, StreamFailed, TikTokError
from tap_tiktok_ads.queries import RequestedNames, listing_queries, report_query
from tap_tiktok_ads.reading import RowReader
from tap_tiktok_ads.records import metrics_record_builder, record_builder
from tap_tiktok_ads.schemas import ad_groups, ads, advertisers, campaigns
from tap_tiktok_ads.schemas.column import Column, json_schema, requested_names
from tap_tiktok_ads.schemas.daily_metrics import LEVEL_IDS, Level, columns_for
from tap_tiktok_ads.values import Unreadable, read_time
from tap_tiktok_ads.windows import Plan, plan_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tap_tiktok_ads.directory import Advertiser
    from tap_tiktok_ads.pages import PageReader
    from tap_tiktok_ads.queries import Query
    from tap_tiktok_ads.reading import Row
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tap import TapTikTokAds

    Context = Mapping[str, Any]
    Record = dict[str, Any]

CHECKPOINTS_AT_ONCE = 100
"""With more advertisers, STATE is written at most once a second: each holds all bookmarks."""


class _SdkState(StreamStateManager):
    """Keeps the SDK's bookkeeping (markers, signposts, notes) out of the state.

    What the SDK writes per partition lands in a scratch dict: STATE stays small, and looking a
    partition up does not scan all of them for every record.
    """

    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        """Return what the SDK may write to."""
        return {} if context else self.stream_state

    def write_starting_replication_value(self, *_: Any, **__: Any) -> None:
        """Write nothing: where to start is read from the bookmark."""


class TikTokStream(Stream):
    """A stream whose schema is its columns."""

    key: ClassVar[tuple[str, ...]]
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE

    def __init__(self, tap: TapTikTokAds) -> None:
        """Derive the schema from the columns."""
        self._tiktok_tap = tap
        self.columns = self.columns_of(tap.extra_metrics)
        super().__init__(tap, schema=json_schema(self.columns, self.key))
        self.primary_keys = self.key
        self._state_manager = _SdkState(
            tap_name=self.tap_name, stream_name=self.name, tap_state=self._tap_state
        )

    @abstractmethod
    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the stream's columns."""

    @property
    def run(self) -> Run:
        """What the streams of this run share."""
        return self._tiktok_tap.run

    def get_replication_key_signpost(self, _context: Context | None = None) -> None:
        """Return nothing: a bookmark never comes from a row, so it needs no cap."""

    def _increment_stream_state(self, *_: Any, **__: Any) -> None:
        """Leave the state alone while rows pass."""

    def _process_record(self, *_: Any, **__: Any) -> None:
        """Do nothing: records are complete, and no stream has children."""

    def on_unreadable(self, column: str) -> None:
        """Count a value that does not fit its column."""
        self.run.summary.unreadable_value(self.name, column)


class AdvertisersStream(TikTokStream):
    """The advertisers themselves; read whole on every run."""

    name = "advertisers"
    key = ("advertiser_id",)

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns of `/advertiser/info/`."""
        return advertisers.COLUMNS

    def get_records(self, _context: Context | None) -> Iterable[Record]:
        """Yield one record per advertiser."""
        build = record_builder(self.columns, self.on_unreadable)
        for advertiser in self.run.advertisers:
            self.run.summary.share(self.name, advertiser.advertiser_id).rows += 1
            yield build(advertiser.row)


class PartitionedStream(TikTokStream):
    """A stream read advertiser by advertiser, each with its own bookmark and its own fate."""

    def __init__(self, tap: TapTikTokAds) -> None:
        """Nothing is fetched before the first record is asked for."""
        super().__init__(tap)
        self._reader: PageReader | None = None
        self._given_up = False
        self._last_checkpoint = 0.0

    @property
    def partitions(self) -> list[dict[str, Any]]:
        """One partition per advertiser, in the order of the settings."""
        return [{"advertiser_id": one.advertiser_id} for one in self.run.advertisers]

    @cached_property
    def bookmarks(self) -> Bookmarks:
        """The bookmarks as they were read from STATE, and as they are written to it."""
        return Bookmarks(self.stream_state, str(self.replication_key))

    @property
    def is_incremental(self) -> bool:
        """Whether bookmarks are read and written: a catalog may ask for a full table."""
        return self.replication_method == REPLICATION_INCREMENTAL

    @cached_property
    def groups(self) -> dict[str, int]:
        """The place of each advertiser in the order of reading."""
        return {one.advertiser_id: place for place, one in enumerate(self.run.advertisers)}

    @abstractmethod
    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Return what is asked of TikTok for one advertiser; pure."""

    @abstractmethod
    def records(self, advertiser: Advertiser, rows: Iterable[Row]) -> Iterator[Record]:
        """Turn rows into the records to emit; the bookmark advances when they are exhausted."""

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Yield the records of one advertiser; note its failure instead of raising it."""
        advertiser_id = str((context or {})["advertiser_id"])
        place = self.groups[advertiser_id]
        reader = self._open()
        try:
            if self._given_up or advertiser_id in self.run.lost:
                reader.skip(place)
            else:
                yield from self._read(reader, self.run.advertisers[place])
        except BaseException:
            reader.close()
            raise
        if place == len(self.groups) - 1:
            reader.close()
            self._reader = None

    def _open(self) -> PageReader:
        if self._reader is None:
            lost = self.run.lost
            self._reader = self.run.read(
                [
                    [] if one.advertiser_id in lost else self.queries(one)
                    for one in self.run.advertisers
                ]
            )
        return self._reader

    def _read(self, reader: PageReader, advertiser: Advertiser) -> Iterator[Record]:
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        rows = RowReader(reader, self.groups[advertiser.advertiser_id], self.row_key)
        try:
            for record in self.records(advertiser, rows):
                share.rows += 1
                yield record
        except (AdvertiserFailed, StreamFailed, TikTokError) as error:
            self._note(advertiser, error)
        else:
            self._checkpoint()

    def _note(self, advertiser: Advertiser, error: TikTokError) -> None:
        if isinstance(error, RunFailed):
            raise error
        whose: str | None = advertiser.advertiser_id
        if isinstance(error, AdvertiserFailed):
            self.run.lose(advertiser.advertiser_id)
        elif isinstance(error, StreamFailed):
            self._given_up = True
            whose = None
        self.run.summary.failed(self.name, whose, error)

    def _checkpoint(self) -> None:
        """Write STATE now that an advertiser is finished."""
        now = time.monotonic()
        if len(self.groups) <= CHECKPOINTS_AT_ONCE or now - self._last_checkpoint >= 1:
            self._last_checkpoint = now
            self._tap.state_writer.write_state(self.tap_state)

    @abstractmethod
    def row_key(self, row: Row) -> Any:
        """Return what tells a row of one advertiser from all others."""


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

    @cached_property
    def _names(self) -> RequestedNames:
        return RequestedNames("fields", requested_names(self.columns))

    @cached_property
    def _build(self) -> Callable[[Row], Record]:
        return record_builder(self.columns, self.on_unreadable)

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for everything the advertiser has."""
        return listing_queries(
            self.path,
            advertiser.advertiser_id,
            self._names,
            include_deleted=self.run.settings.include_deleted,
        )

    def row_key(self, row: Row) -> Any:
        """Return the object's id."""
        return row.get(self.key[0])

    def records(self, advertiser: Advertiser, rows: Iterable[Row]) -> Iterator[Record]:
        """Yield what changed; the bookmark becomes the latest change seen, at most now."""
        advertiser_id = advertiser.advertiser_id
        bookmark = self._bookmark(advertiser_id) if self.is_incremental else None
        latest = bookmark or ""
        for row in rows:
            record = self._build(row)
            record["advertiser_id"] = record["advertiser_id"] or advertiser_id
            modified = record["modify_time"]
            latest = max(latest, modified or "")
            if bookmark is None or modified is None or modified >= bookmark:
                yield record
        now = self.run.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.is_incremental and latest:
            self.bookmarks.set(advertiser_id, max(bookmark or "", min(latest, now)))

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


class DailyMetricsBase(PartitionedStream):
    """One row per day and object of one level, by the advertiser's local days."""

    level: ClassVar[Level]
    status_filter: ClassVar[str | None] = None
    replication_key = "stat_time_day"

    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return key, time zone, currency, and the metrics that TikTok allows at this level."""
        return columns_for(self.level, extra_metrics)

    @cached_property
    def _names(self) -> RequestedNames:
        chosen = self.run.settings.metrics
        return RequestedNames("metrics", requested_names(self.columns), from_settings=chosen)

    @cached_property
    def _build(self) -> Callable[[Row, Row], Record]:
        level_id = LEVEL_IDS[self.level]
        return metrics_record_builder(self.columns, level_id, self.on_unreadable)

    @cached_property
    def _id_dimension(self) -> str:
        return LEVEL_IDS[self.level] or "advertiser_id"

    def plan(self, advertiser: Advertiser) -> Plan:
        """Decide which days to import."""
        settings = self.run.settings
        return plan_days(
            start_date=settings.start_date,
            end_date=settings.end_date,
            bookmark=self._bookmark(advertiser.advertiser_id) if self.is_incremental else None,
            lookback=settings.reimport_lookback_window,
            today=advertiser.today(self.run.now),
        )

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for each window of the plan."""
        include = self.run.settings.include_deleted
        return [
            report_query(
                advertiser.advertiser_id,
                self._names,
                window,
                data_level=self.level.value,
                id_dimension=self._id_dimension,
                status_filter=self.status_filter if include else None,
            )
            for window in self.plan(advertiser).windows()
        ]

    def row_key(self, row: Row) -> Any:
        """Return id and day."""
        dimensions = row["dimensions"]
        return dimensions.get(self._id_dimension), dimensions.get("stat_time_day")

    def records(self, advertiser: Advertiser, rows: Iterable[Row]) -> Iterator[Record]:
        """Yield every row; the bookmark becomes the last day asked for, with rows or without."""
        plan = self.plan(advertiser)
        self.run.summary.share(self.name, advertiser.advertiser_id).days = max(
            0, (plan.last - plan.first).days + 1
        )
        injected = {
            "advertiser_id": advertiser.advertiser_id,
            "advertiser_timezone": advertiser.time_zone,
            "currency": advertiser.currency,
        }
        for row in rows:
            yield self._build(row, injected)
        if self.is_incremental:
            after = plan.bookmark_after(self._bookmark(advertiser.advertiser_id))
            if after is not None:
                self.bookmarks.set(advertiser.advertiser_id, after.isoformat())

    def _bookmark(self, advertiser_id: str) -> date | None:
        text = self.bookmarks.get(advertiser_id)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.logger.warning("the bookmark of advertiser %s is no day: ignored", advertiser_id)
            return None


class DailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each ad."""

    name = "daily_metrics"
    key = ("advertiser_id", "ad_id", "stat_time_day")
    level = Level.AD
    status_filter = "ad_status"


class AdGroupDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each ad group."""

    name = "ad_group_daily_metrics"
    key = ("advertiser_id", "adgroup_id", "stat_time_day")
    level = Level.AD_GROUP
    status_filter = "adgroup_status"


class CampaignDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each campaign."""

    name = "campaign_daily_metrics"
    key = ("advertiser_id", "campaign_id", "stat_time_day")
    level = Level.CAMPAIGN
    status_filter = "campaign_status"


class AdvertiserDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each advertiser: deleted objects always count here."""

    name = "advertiser_daily_metrics"
    key = ("advertiser_id", "stat_time_day")
    level = Level.ADVERTISER


STREAM_TYPES: tuple[type[TikTokStream], ...] = (
    AdvertisersStream,
    CampaignsStream,
    AdGroupsStream,
    AdsStream,
    DailyMetricsStream,
    AdGroupDailyMetricsStream,
    CampaignDailyMetricsStream,
    AdvertiserDailyMetricsStream,
)
