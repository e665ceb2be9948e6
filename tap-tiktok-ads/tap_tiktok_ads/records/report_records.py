"""Report row -> record: completed with what the row does not say, ready to be emitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.records.hours import Hour, read_hour
from tap_tiktok_ads.records.values import Unreadable, read_date
from tap_tiktok_ads.reports.report import Grain

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from tap_tiktok_ads.records.report_rows import ReportRow
    from tap_tiktok_ads.reports.report import Report

NO_VALUE: Final = "-"
"""A breakdown's value where TikTok gives none, in its own spelling: a key can't be null."""


class Account(NamedTuple):
    """What no row says of its advertiser: id, IANA time zone, ISO 4217 currency."""

    advertiser_id: str
    time_zone: str | None
    currency: str | None


class Completion:
    """Completes the rows of one advertiser in one report."""

    def __init__(self, report: Report, account: Account, hidden: Sequence[str] = ()) -> None:
        """Keep what is the same in all rows.

        `hidden` columns were read, and are in no record. The account wins over what a row says.
        """
        self._report = report
        self._account = account
        self._breakdowns = tuple(column.name for column in report.breakdowns)
        self._hidden = tuple(hidden)
        self._days: dict[str | None, str] = {}
        self._hours: dict[str | None, Hour] = {}
        self._first_of_two: set[Hashable] = set()

    def complete(self, rows: Iterable[ReportRow]) -> list[Any]:
        """Return the record of each row: a struct of the columns that were read, in order.

        The hidden ones hold UNSET, which msgspec leaves out of what it writes.

        Raises:
            Rejected: a row has no readable id or time; a key can't be null.
        """
        records = []
        days, id_name, account = self._days, self._report.id_dimension, self._account
        has_days = self._report.grain is not Grain.LIFETIME
        is_plain = self._report.grain is Grain.DAY and not self._breakdowns
        for row in rows:
            record, about = row.metrics, row.dimensions
            setattr(record, id_name, about.object_id)
            record.advertiser_id = account.advertiser_id
            if has_days:
                record.stat_time_day = days.get(about.time) or self._day(about.time)
            record.advertiser_timezone = account.time_zone
            record.currency = account.currency
            if getattr(record, id_name) is None:
                raise self._no_readable(id_name)
            if not is_plain:
                self._complete_further(record, about)
            records.append(record)
            for name in self._hidden:
                setattr(record, name, msgspec.UNSET)
        return records

    def _complete_further(self, record: Any, about: Any) -> None:
        """Fill in what few reports have."""
        for name in self._breakdowns:
            setattr(record, name, getattr(about, name) or NO_VALUE)
        if self._report.grain is Grain.HOUR:
            hour = self._hours.get(about.time) or self._hour(about.time)
            record.stat_time_hour = hour.local
            record.stat_time_hour_utc = (
                hour.utc if hour.second is None else self._of_two(hour, about)
            )

    def _day(self, text: str | None) -> str:
        """Return the day as the schema wants it. The days of a window come again in every page."""
        try:
            day = read_date(text)
        except Unreadable:
            day = None
        if day is None:
            raise self._no_readable("stat_time_day")
        self._days[text] = day
        return day

    def _hour(self, text: str | None) -> Hour:
        try:
            hour = read_hour(text or "", self._account.time_zone or "")
        except Unreadable:
            raise self._no_readable("stat_time_hour") from None
        self._hours[text] = hour
        return hour

    def _of_two(self, hour: Hour, about: Any) -> str:
        """Return the instant of a row whose hour comes twice; TikTok does not say which it is."""
        whose = msgspec.structs.astuple(about)
        if whose in self._first_of_two:
            return hour.second or hour.utc
        self._first_of_two.add(whose)
        return hour.utc

    def _no_readable(self, name: str) -> Rejected:
        return Rejected(f"a row of {self._report.name} has no readable {name}")


def as_dict(record: Any) -> dict[str, Any]:
    """Return the record as the SDK wants it: its columns, in order, without the hidden ones."""
    found = msgspec.structs.asdict(record)
    return {name: value for name, value in found.items() if value is not msgspec.UNSET}
