"""How the records of a report are compared: their day, key, content and amounts."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.changes.comparison import Row
from tap_tiktok_ads.changes.kept import NO_DAY
from tap_tiktok_ads.reports.report import Grain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tap_tiktok_ads.reports.report import Report

_KEPT_APART: Final = frozenset({"advertiser_id", "stat_time_day"})
_NOTHING: Final = Decimal(0)


def row_builder(report: Report, columns: Collection[str]) -> Callable[[Any, bytes], Row]:
    """Return what makes a Row of a record, as a struct with these columns, and its content."""
    names = [name for name in report.key if name not in _KEPT_APART]
    key_of = _key_reader(names)
    has_day = report.grain is not Grain.LIFETIME
    has_amounts = {"spend", "conversion"} <= set(columns)

    def build(record: Any, content: bytes) -> Row:
        return Row(
            record.stat_time_day if has_day else NO_DAY,
            key_of(record),
            content,
            _amounts(record) if has_amounts else None,
        )

    return build


def _key_reader(names: list[str]) -> Callable[[Any], str]:
    if not names:  # a row per day of an advertiser
        return lambda _record: ""
    read: Callable[[Any], Any] = attrgetter(*names)
    if len(names) == 1:
        return read
    return lambda record: "\0".join(map(str, read(record)))


def _amounts(record: Any) -> tuple[Decimal, Decimal]:
    """Return spend and conversions; what is null, or text that is no number, is 0."""
    spend, conversions = record.spend, record.conversion
    return (
        Decimal(spend) if spend else _NOTHING,
        Decimal(conversions) if conversions else _NOTHING,
    )
