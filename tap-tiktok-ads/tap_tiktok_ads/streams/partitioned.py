"""Streams that are read advertiser by advertiser."""

from __future__ import annotations

import time
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from singer_sdk.singerlib.catalog import REPLICATION_INCREMENTAL

from tap_tiktok_ads.errors import RunFailed, Throttled, TikTokError, Unavailable
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.observe.progress import Progress
from tap_tiktok_ads.state import Bookmarks
from tap_tiktok_ads.streams.advertiser_failures import AdvertiserFailures
from tap_tiktok_ads.streams.compared import ComparedStream
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.reading import Reading
    from tap_tiktok_ads.fetch.windows import Window
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.singer.sdk_seams import SingerTap
    from tap_tiktok_ads.tiktok.rows import RawRow

    Chunks = Iterable[list[Any]]

CHECKPOINTS_AT_ONCE: Final = 100
"""With more advertisers, STATE is written at most once a second: each holds all bookmarks."""


WINDOWS_AT_ONCE: Final = 10
"""With more advertisers, the end of a window is no more than one STATE a second."""


class PartitionedStream(ComparedStream):
    """A stream read advertiser by advertiser, each with its own bookmark and its own fate.

    `following` is the stream that is synced next, if there is one: it begins to fetch while the
    last advertiser of this one is read.
    """

    following: PartitionedStream | None = None
    _progress: Progress

    def __init__(self, tap: SingerTap, run: Run) -> None:
        """Nothing is fetched before the first record is asked for."""
        super().__init__(tap, run)
        self._reading: Reading | None = None
        self._failures = AdvertiserFailures(self.name, run)
        self._last_checkpoint = 0.0

    @abstractmethod
    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Return what is asked of TikTok for one advertiser.

        Raises:
            TikTokError: what has to be known before is refused; `records` says so again.
        """

    @abstractmethod
    def row_key(self, row: Any) -> Any:
        """Return what tells a row of one advertiser from all others; pure."""

    def decode(self, rows: Sequence[RawRow]) -> list[Any]:
        """Decode some rows of a page; pure."""
        return decode_rows(rows)

    @cached_property
    def row_format(self) -> RowFormat:
        """How rows are read."""
        return RowFormat(self.decode, self.row_key)

    def rows_of(self, _query: Query, rows: list[Any]) -> list[Any]:
        """Return rows with what only their question says, where they lack something; pure."""
        return rows

    def expected_totals(self, _advertiser: Advertiser) -> ExpectedTotals | None:
        """Return what the rows of an advertiser must add up to; None when it is not known."""
        return None

    @abstractmethod
    def records(self, advertiser: Advertiser, chunks: Chunks) -> Iterator[Any]:
        """Turn rows, a few at a time, into what is emitted: records, or packs of finished lines.

        The bookmark advances when the chunks are exhausted.
        """

    def window_done(self, advertiser: Advertiser, planned: PlannedQuery) -> None:
        """Note the end of a window: all its rows have been emitted, but what is missing."""
        incomplete = planned.incomplete()
        if incomplete is None:
            return
        whose = self.name, advertiser.advertiser_id
        self.run.summary.incomplete(*whose, incomplete.days)
        if planned.unsearched is not None:
            self.run.summary.unchecked(*whose, "the report in parts", planned.unsearched)

    def settle_days(self, advertiser: Advertiser, *, is_whole: bool) -> None:
        """Let the change store keep the days of a window."""

    def is_backfill(self, advertiser: Advertiser) -> bool:
        """Whether the run imports days that are over, and nothing else: all of it is emitted."""
        end_date = self.run.settings.end_date
        return end_date is not None and end_date < advertiser.today(self.run.now)

    def window_imported(self, advertiser: Advertiser, window: Window) -> None:
        """Move the bookmark: every row of the window has been emitted."""

    @property
    def partitions(self) -> list[dict[str, Any]]:
        """One partition per advertiser, in the order of the settings."""
        return [{"advertiser_id": one.advertiser_id} for one in self.run.advertisers]

    @cached_property
    def groups(self) -> dict[str, int]:
        """The place of each advertiser in the order of reading."""
        return {one.advertiser_id: place for place, one in enumerate(self.run.advertisers)}

    @cached_property
    def bookmarks(self) -> Bookmarks:
        """The bookmarks as they were read from STATE, and as they are written to it."""
        key = str(self.replication_key)
        return Bookmarks(self.stream_state, key, is_held=self.is_batched)

    def all_is_written(self) -> None:
        """Let STATE say what the files of batches hold now."""
        super().all_is_written()
        self.bookmarks.release()

    @property
    def is_incremental(self) -> bool:
        """Whether bookmarks are read and written: a catalog may ask for a full table."""
        return self.replication_method == REPLICATION_INCREMENTAL

    def prefetch(self) -> None:
        """Begin to fetch while the stream before is read to its end, so that no quota is idle."""
        self._open()

    def _open(self) -> Reading:
        """Return what TikTok answers, asked for ahead of need from now on."""
        if self._reading is None:
            self._reading = self._begin()
        return self._reading

    def _begin(self) -> Reading:
        lost = self.run.lost
        groups = [
            [] if one.advertiser_id in lost else self._queries_if_known(one)
            for one in self.run.advertisers
        ]
        self._progress = Progress(
            self.name,
            advertisers=len(groups),
            windows=sum(map(len, groups)),
            per_second=self.run.settings.max_requests_per_second,
        )
        return self.run.read(self.name, groups, self.row_format)

    def _queries_if_known(self, advertiser: Advertiser) -> Sequence[Query]:
        try:
            return self.queries(advertiser)
        except (RunFailed, Throttled, Unavailable):
            raise
        except TikTokError:
            return []

    def get_records(self, context: Mapping[str, Any] | None) -> Iterable[Any]:
        """Yield the records of one advertiser; note its failure instead of raising it."""
        advertiser_id = str((context or {})["advertiser_id"])
        place = self.groups[advertiser_id]
        is_last = place == len(self.groups) - 1
        reading = self._open()
        if is_last and self.following is not None:
            self.following.prefetch()
        try:
            if not self._failures.has_given_up and advertiser_id not in self.run.lost:
                yield from self._read(self.run.advertisers[place], reading)
        except GeneratorExit:
            raise  # a record was enough: the next advertiser is read on
        except BaseException:
            reading.close()
            raise
        if is_last or self._failures.has_given_up:
            reading.close()
        if is_last:
            self._reading = None
            self._failures.end()

    def _read(self, advertiser: Advertiser, reading: Reading) -> Iterator[Any]:
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        share.started_at = self.run.clock()
        try:
            self.compare(advertiser.advertiser_id, emits_all=self.is_backfill(advertiser))
            yield from self.records(advertiser, self._chunks(advertiser, reading))
        except GeneratorExit:  # a record was enough
            share.ended_at = self.run.clock()
            raise
        except TikTokError as error:
            self.settle(is_whole=False)
            self._failures.failed(advertiser.advertiser_id, error)
            share.ended_at = self.run.clock()
        else:
            self.settle()
            self._failures.succeeded()
            share.ended_at = self.run.clock()
            self._checkpoint(CHECKPOINTS_AT_ONCE)
        finally:
            self.writer.flush()
            self._progress.advertiser_done()

    def has_emitted(self, _record: Any, partition: Mapping[str, Any], rows: int) -> None:
        """Count what went out, of each advertiser."""
        self.run.summary.share(self.name, partition["advertiser_id"]).rows += rows

    def _chunks(self, advertiser: Advertiser, reading: Reading) -> Iterator[list[Any]]:
        group, total = self.groups[advertiser.advertiser_id], self.run.client.total
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        for planned, chunks in reading.windows(group, self.expected_totals(advertiser)):
            self.begin_window(planned.query.window)
            for chunk in chunks:
                rows = self.rows_of(planned.query, chunk)
                self._progress.page(len(rows), total.requests, ends_window=False)
                share.rows_read += len(rows)
                yield rows
            self._progress.page(0, total.requests, ends_window=True)
            self.window_done(advertiser, planned)
            if planned.query.window is not None:
                self.settle_days(advertiser, is_whole=planned.incomplete() is None)
                self.window_imported(advertiser, planned.query.window)
                self._checkpoint(WINDOWS_AT_ONCE)

    def _checkpoint(self, at_once: int) -> None:
        """Write STATE now that something is finished: at once with few advertisers."""
        now = time.monotonic()
        if len(self.groups) <= at_once or now - self._last_checkpoint >= 1:
            self._last_checkpoint = now
            self.write_state()
