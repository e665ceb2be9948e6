"""A daily report as data: what is asked of TikTok, and which columns a row has.

Columns, query and stream derive from it, so a further report is one entry in `daily_reports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import ALL_LEVELS, Level, Metric
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADVERTISER = Column("advertiser_id", Kind.ID, "Advertiser.", requested=False)

_DAY_AND_MONEY = (
    Column("stat_time_day", Kind.DATE, "Day in advertiser_timezone.", requested=False),
    Column("advertiser_timezone", Kind.TEXT, "IANA time zone of the day.", requested=False),
    Column("currency", Kind.TEXT, "ISO 4217 code of the amounts.", requested=False),
)
"""A row names neither time zone nor currency, so the tap adds them: it can be read on its own."""

_CATALOGUE = {metric.name: metric for metric in (*DEFAULT_METRICS, *OPTIONAL_METRICS)}


@dataclass(frozen=True)
class Report:
    """A report of `GET /report/integrated/get/`, BASIC: one row per day and object of a level."""

    name: str
    """The stream's name."""

    level: Level
    """TikTok's `data_level`."""

    id_column: Column | None
    """The object of a row, a dimension of the report; None when it is the advertiser."""

    status_filter: str | None
    """The field that lets deleted objects count; None where they always do."""

    metrics: tuple[Metric, ...] = DEFAULT_METRICS
    """What is asked for without the user's doing, as far as TikTok allows it at this level."""

    @property
    def id_dimension(self) -> str:
        """The dimension that is the id of a row's object."""
        return self.id_column.name if self.id_column else _ADVERTISER.name

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell a row from all others."""
        return tuple(dict.fromkeys((_ADVERTISER.name, self.id_dimension, "stat_time_day")))

    def columns(self, extra_metrics: Sequence[str] = ()) -> tuple[Column, ...]:
        """The columns of a row: key, what the tap adds, metrics.

        `extra_metrics` are the user's. One that TikTok is known to refuse at this level is left
        out here, because it would fail the whole request. One that isn't in the catalogue is
        asked for, as a number; TikTok then decides. Names that are columns already change nothing.
        """
        ids = (_ADVERTISER, self.id_column) if self.id_column else (_ADVERTISER,)
        columns = {column.name: column for column in (*ids, *_DAY_AND_MONEY)}
        extra = [_CATALOGUE.get(name) or _unknown(name) for name in extra_metrics]
        for metric in (*self.metrics, *extra):
            if self.level in metric.levels and metric.name not in columns:
                columns[metric.name] = Column(metric.name, metric.kind, metric.description)
        return tuple(columns.values())


def _unknown(name: str) -> Metric:
    """A metric that only the user and TikTok know. Nearly all metrics are numbers."""
    return Metric(name, Kind.NUMBER, "Metric added by the user.", ALL_LEVELS)
