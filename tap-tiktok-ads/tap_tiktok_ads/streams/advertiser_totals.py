"""The advertisers' own daily totals, fetched while their ads are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_tiktok_ads.errors import RunFailed, TikTokError
from tap_tiktok_ads.fetch.asking import RowReader
from tap_tiktok_ads.records.report_rows import ReportRowReader, amounts_of, key_of
from tap_tiktok_ads.reports.daily_reports import TOTALS_REPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.run import Run


class TotalsReader:
    """Fetches ahead like the reader of the ads, and hands over one advertiser at a time."""

    def __init__(self, run: Run, stream: str, groups: Sequence[Sequence[Query]]) -> None:
        """Begin to fetch for a stream; a group holds all days of the advertiser at its place."""
        self._run = run
        self._stream = stream
        self._groups = groups
        self._reader = run.read(stream, groups)
        self._rows = ReportRowReader(TOTALS_REPORT.columns(), TOTALS_REPORT.id_dimension)
        self._next = 0

    def learn(self, place: int) -> None:
        """Add the totals of one advertiser to the run's, once; advertisers come in order.

        Raises:
            RunFailed: TikTok refuses everything. Whatever else fails leaves the ads unchecked,
                and the summary says so.
        """
        while self._next < place:
            self._reader.skip(self._next)
            self._next += 1
        if self._next > place:
            return
        self._next += 1
        queries = self._groups[place]
        if queries:
            self._add(place, queries)
        if self._next == len(self._groups):
            self._reader.close()

    def _add(self, place: int, queries: Sequence[Query]) -> None:
        totals, advertiser_id = self._run.advertiser_totals, queries[0].advertiser_id
        totals.forget(advertiser_id)
        try:
            for rows in RowReader(self._reader, place, key_of=key_of, decode=self._rows.read):
                totals.add(advertiser_id, map(amounts_of, rows))
        except TikTokError as error:
            if isinstance(error, RunFailed):
                raise
            self._run.summary.unchecked(self._stream, advertiser_id, error)
            return
        days = [query.window for query in queries if query.window]
        totals.cover(advertiser_id, days[0].start, days[-1].end)
