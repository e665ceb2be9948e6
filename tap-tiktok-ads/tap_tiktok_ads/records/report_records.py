"""Report row -> record: completed with what the row does not say, ready to be emitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.records.values import Unreadable, read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_tiktok_ads.records.report_rows import ReportRow


class Completion:
    """Completes the rows of one advertiser."""

    def __init__(
        self,
        stream: str,
        id_dimension: str,
        injected: Mapping[str, str | None],
        hidden: Sequence[str] = (),
    ) -> None:
        """Keep what is the same in all rows.

        `injected` are `advertiser_id`, `advertiser_timezone` and `currency`. They win over the
        row. `hidden` columns were read, and are in no record.
        """
        self._stream = stream
        self._id_dimension = id_dimension
        self._advertiser_id = injected["advertiser_id"]
        self._time_zone = injected["advertiser_timezone"]
        self._currency = injected["currency"]
        self._hidden = tuple(hidden)
        self._days: dict[str | None, str] = {}

    def complete(self, rows: Iterable[ReportRow]) -> list[Any]:
        """Return the record of each row: a struct of the columns that were read, in order.

        The hidden ones hold UNSET, which msgspec leaves out of what it writes.

        Raises:
            Rejected: a row has no readable id or day; a key can't be null.
        """
        records = []
        days, id_name = self._days, self._id_dimension
        for row in rows:
            record, about = row.metrics, row.dimensions
            setattr(record, id_name, about.object_id)
            record.advertiser_id = self._advertiser_id
            record.stat_time_day = days.get(about.day) or self._day(about.day)
            record.advertiser_timezone = self._time_zone
            record.currency = self._currency
            if getattr(record, id_name) is None:
                raise Rejected(f"a row of {self._stream} has no readable {id_name}")
            for name in self._hidden:
                setattr(record, name, msgspec.UNSET)
            records.append(record)
        return records

    def _day(self, text: str | None) -> str:
        """Return the day as the schema wants it. The days of a window come again in every page."""
        try:
            day = read_date(text)
        except Unreadable:
            day = None
        if day is None:
            raise Rejected(f"a row of {self._stream} has no readable stat_time_day")
        self._days[text] = day
        return day


def as_dict(record: Any) -> dict[str, Any]:
    """Return the record as the SDK wants it: its columns, in order, without the hidden ones."""
    found = msgspec.structs.asdict(record)
    return {name: value for name, value in found.items() if value is not msgspec.UNSET}
