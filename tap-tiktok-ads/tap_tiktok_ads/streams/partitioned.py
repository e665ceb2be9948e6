"""Streams that are read advertiser by advertiser."""

from __future__ import annotations

import time
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.catalog import REPLICATION_INCREMENTAL

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    Retryable,
    RunFailed,
    StreamFailed,
    Throttled,
    TikTokError,
    Unavailable,
)
from tap_tiktok_ads.fetch.asking import RowReader
from tap_tiktok_ads.observe.progress import Progress
from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.state import Bookmarks
from tap_tiktok_ads.streams.base import TikTokStream
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.look_ahead import PageReader
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.singer.sdk_seams import SingerTap
    from tap_tiktok_ads.tiktok.rows import RawRow

MOST_IN_A_ROW = 10
"""So many advertisers that fail one after the other are no fault of theirs: the run ends."""

CHECKPOINTS_AT_ONCE = 100
"""With more advertisers, STATE is written at most once a second: each holds all bookmarks."""


class PartitionedStream(TikTokStream):
    """A stream read advertiser by advertiser, each with its own bookmark and its own fate.

    `following` is the stream that is synced next, if there is one: it begins to fetch while the
    last advertiser of this one is read.
    """

    following: PartitionedStream | None = None

    def __init__(self, tap: SingerTap, run: Run) -> None:
        """Nothing is fetched before the first record is asked for."""
        super().__init__(tap, run)
        self._reader: PageReader | None = None
        self._progress: Progress | None = None
        self._given_up = False
        self._failed_in_a_row = 0
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
    def records(self, advertiser: Advertiser, pages: Iterable[list[Any]]) -> Iterator[Any]:
        """Turn pages of rows into what is emitted: records, or packs of finished lines.

        The bookmark advances when the pages are exhausted.
        """

    def get_records(self, context: Mapping[str, Any] | None) -> Iterable[Any]:
        """Yield the records of one advertiser; note its failure instead of raising it."""
        advertiser_id = str((context or {})["advertiser_id"])
        place = self.groups[advertiser_id]
        reader = self._open()
        if place == len(self.groups) - 1 and self.following is not None:
            self.following.prefetch()
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

    def prefetch(self) -> None:
        """Begin to fetch while the stream before is read to its end, so that no quota is idle."""
        if self._reader is None:
            self._reader = self._begin()

    def _open(self) -> PageReader:
        if self._reader is None:
            self._reader = self._begin()
        return self._reader

    def _begin(self) -> PageReader:
        lost = self.run.lost
        groups = [
            [] if one.advertiser_id in lost else self.queries(one) for one in self.run.advertisers
        ]
        self._progress = Progress(
            self.name,
            advertisers=len(groups),
            windows=sum(map(len, groups)),
            per_second=self.run.settings.max_requests_per_second,
        )
        return self.run.read(self.name, groups)

    def _read(self, reader: PageReader, advertiser: Advertiser) -> Iterator[Any]:
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        pages = RowReader(
            reader,
            self.groups[advertiser.advertiser_id],
            key_of=self.row_key,
            decode=self.decode,
            check=self.missing,
            on_page=self._count_page,
        )
        try:
            for record in self.records(advertiser, pages):
                share.rows += record.lines if isinstance(record, Pack) else 1
                yield record
        except TikTokError as error:
            self._note(advertiser, error)
        else:
            self._failed_in_a_row = 0
            self._checkpoint()
        finally:
            self.writer.flush()
            if self._progress is not None:
                self._progress.advertiser_done()

    def _count_page(self, rows: int, is_last: bool) -> None:  # noqa: FBT001 - a callback
        if self._progress is not None:
            self._progress.page(rows, self.run.client.total.requests, ends_window=is_last)

    def _note(self, advertiser: Advertiser, error: TikTokError) -> None:
        if isinstance(error, (RunFailed, Throttled, Unavailable)):
            raise error  # after the last wait the whole app is still shut out
        whose: str | None = advertiser.advertiser_id
        if isinstance(error, AdvertiserFailed):
            self.run.lose(advertiser.advertiser_id)
        elif isinstance(error, StreamFailed):
            self._given_up = True
            self.run.summary.share(self.name, advertiser.advertiser_id).status = "failed"
            whose = None
        self.run.summary.failed(self.name, whose, error)
        self._failed_in_a_row += isinstance(error, Retryable)
        if self._failed_in_a_row == MOST_IN_A_ROW:
            raise error

    def _checkpoint(self) -> None:
        """Write STATE now that an advertiser is finished."""
        now = time.monotonic()
        if len(self.groups) <= CHECKPOINTS_AT_ONCE or now - self._last_checkpoint >= 1:
            self._last_checkpoint = now
            self.write_state()

    def decode(self, rows: Sequence[RawRow]) -> list[Any]:
        """Decode some rows of a page."""
        return decode_rows(rows)

    def missing(self, _query: Query, _attempt: int) -> Sequence[Query]:
        """Return what to read in addition once a query is read; see `RowReader`."""
        return ()

    @abstractmethod
    def row_key(self, row: Any) -> Any:
        """Return what tells a row of one advertiser from all others."""
