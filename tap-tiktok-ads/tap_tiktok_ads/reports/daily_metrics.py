"""Columns of the four daily metrics streams: `GET /report/integrated/get/`, BASIC, by day.

A row of the report names neither advertiser, time zone nor currency, so the tap adds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import ALL_LEVELS, Level, Metric
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DEFAULT_METRICS", "LEVEL_IDS", "OPTIONAL_METRICS", "Level", "Metric", "columns_for"]

_LEVEL_COLUMNS = {
    Level.AD: Column(
        "ad_id", Kind.ID, "Ad; the creative's id for upgraded Smart+.", requested=False
    ),
    Level.AD_GROUP: Column("adgroup_id", Kind.ID, "Ad group.", requested=False),
    Level.CAMPAIGN: Column("campaign_id", Kind.ID, "Campaign.", requested=False),
}

LEVEL_IDS: dict[Level, str | None] = {
    level: _LEVEL_COLUMNS[level].name if level in _LEVEL_COLUMNS else None for level in Level
}
"""The dimension that is a level's id; None at the level of the advertiser."""

_CATALOGUE = {metric.name: metric for metric in (*DEFAULT_METRICS, *OPTIONAL_METRICS)}


def columns_for(level: Level, extra_metrics: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of the daily metrics at `level`: key, what the tap adds, metrics.

    `extra_metrics` are the user's. One that TikTok is known to refuse at this level is left out
    here, because it would fail the whole request. One that isn't in the catalogue is asked for,
    as a number; TikTok then decides. Names that are columns already change nothing.
    """
    columns = {column.name: column for column in _row_identity(level)}
    extra = [_CATALOGUE.get(name) or _unknown(name) for name in extra_metrics]
    for metric in (*DEFAULT_METRICS, *extra):
        if level in metric.levels and metric.name not in columns:
            columns[metric.name] = Column(metric.name, metric.kind, metric.description)
    return tuple(columns.values())


def _row_identity(level: Level) -> list[Column]:
    """The key of a row, and what the tap adds so that a row can be read on its own."""
    columns = [
        Column("advertiser_id", Kind.ID, "Advertiser.", requested=False),
        Column("stat_time_day", Kind.DATE, "Day in advertiser_timezone.", requested=False),
        Column("advertiser_timezone", Kind.TEXT, "IANA time zone of the day.", requested=False),
        Column("currency", Kind.TEXT, "ISO 4217 code of the amounts.", requested=False),
    ]
    if level in _LEVEL_COLUMNS:
        columns.insert(1, _LEVEL_COLUMNS[level])
    return columns


def _unknown(name: str) -> Metric:
    """A metric that only the user and TikTok know. Nearly all metrics are numbers."""
    return Metric(name, Kind.NUMBER, "Metric added by the user.", ALL_LEVELS)
