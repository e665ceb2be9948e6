"""A report as data: what is asked of TikTok, and which columns a row has.

Columns, key, query and stream derive from it, so a further report is one entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import ALL_LEVELS, Level, Metric
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADVERTISER: Final = Column("advertiser_id", Kind.ID, "Advertiser.", requested=False)
_TIME_ZONE: Final = Column(
    "advertiser_timezone", Kind.TEXT, "IANA time zone of the day.", requested=False
)
_CURRENCY: Final = Column("currency", Kind.TEXT, "ISO 4217 code of the amounts.", requested=False)
"""A row names neither time zone nor currency, so the tap adds them: it can be read on its own."""

_DAY: Final = Column("stat_time_day", Kind.DATE, "Day in advertiser_timezone.", requested=False)
_HOUR: Final = Column(
    "stat_time_hour",
    Kind.TEXT,
    "Hour in advertiser_timezone as its first minute, YYYY-MM-DDTHH:00:00.",
    requested=False,
)
_HOUR_UTC: Final = Column(
    "stat_time_hour_utc",
    Kind.TIME,
    "The instant at which the hour begins; the first of the two where clocks are put back.",
    requested=False,
)


class Grain(Enum):
    """The time that a row spans: the time columns of a record, and the days of one request.

    Spans: TikTok's page "Run a synchronous report".
    """

    DAY = "day"
    HOUR = "hour"
    LIFETIME = "lifetime"

    @property
    def dimension(self) -> str | None:
        """TikTok's time dimension; None where a row spans all time."""
        return None if self is Grain.LIFETIME else f"stat_time_{self.value}"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that say when."""
        return {
            Grain.DAY: (_DAY,),
            Grain.HOUR: (_DAY, _HOUR, _HOUR_UTC),
            Grain.LIFETIME: (),
        }[self]

    @property
    def key(self) -> tuple[str, ...]:
        """Those of its columns that tell a row from the others of its object."""
        return {
            Grain.DAY: (_DAY.name,),
            Grain.HOUR: (_HOUR.name, _HOUR_UTC.name),
            Grain.LIFETIME: (),
        }[self]

    @property
    def max_days(self) -> int:
        """How many days one request may span."""
        return 1 if self is Grain.HOUR else 30


OF_LISTS: Final = frozenset({"IN", "NOT_IN", "BETWEEN"})
"""The comparisons of a filter that take a list of values."""


class Filter(NamedTuple):
    """A condition on a report: TikTok's field, the values, and how they are compared."""

    field: str
    values: tuple[str, ...]
    comparison: str = "IN"


_CATALOGUE = {metric.name: metric for metric in (*OPTIONAL_METRICS, *DEFAULT_METRICS)}


@dataclass(frozen=True)
class Report:
    """A report of `GET /report/integrated/get/`: one row per object, time and breakdown."""

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

    report_type: str = "BASIC"
    """TikTok's `report_type`, BASIC or AUDIENCE."""

    grain: Grain = Grain.DAY
    """The time that a row spans."""

    breakdowns: tuple[Column, ...] = ()
    """Further dimensions, each a part of the key."""

    filters: tuple[Filter, ...] = ()
    """What is counted, besides `status_filter`; all must hold."""

    lookback: int | None = None
    """Days before the bookmark that are imported again; None as the settings say."""

    chosen_metrics: tuple[str, ...] = ()
    """The metrics that the user asks for in this very report."""

    takes_extra_metrics: bool = True
    """Whether the setting `metrics` adds to it: TikTok would refuse it many breakdowns."""

    is_default: bool = True
    """Whether it is imported where nobody selects streams."""

    adds_up_to: str = ""
    """What its rows add up to, for the reference."""

    @property
    def id_dimension(self) -> str:
        """The dimension that is the id of a row's object."""
        return self.id_column.name if self.id_column else _ADVERTISER.name

    @property
    def dimensions(self) -> tuple[str, ...]:
        """TikTok's `dimensions`: object, time, breakdowns."""
        time = self.grain.dimension
        rest = tuple(one.name for one in self.breakdowns)
        return (self.id_dimension, *((time,) if time else ()), *rest)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell a row from all others."""
        rest = (one.name for one in self.breakdowns)
        names = (_ADVERTISER.name, self.id_dimension, *self.grain.key, *rest)
        return tuple(dict.fromkeys(names))

    def columns(self, extra_metrics: Sequence[str] = ()) -> tuple[Column, ...]:
        """The columns of a row: key, what the tap adds, metrics.

        `extra_metrics` are the user's. One that TikTok is known to refuse at this level is left
        out here, because it would fail the whole request. One that isn't in the catalogue is
        asked for, as a number; TikTok then decides. Names that are columns already change nothing.
        """
        ids = (_ADVERTISER, self.id_column) if self.id_column else (_ADVERTISER,)
        about = (*ids, *self.grain.columns, *self.breakdowns, _TIME_ZONE, _CURRENCY)
        columns = {column.name: column for column in about}
        extra = map(known_metric, extra_metrics if self.takes_extra_metrics else ())
        for metric in (*self.metrics, *extra):
            if self.level in metric.levels and metric.name not in columns:
                columns[metric.name] = Column(metric.name, metric.kind, metric.description)
        return tuple(columns.values())


def known_metric(name: str) -> Metric:
    """The metric of a name; a number where only the user and TikTok know it: nearly all are."""
    found = _CATALOGUE.get(name)
    return found or Metric(name, Kind.NUMBER, "Metric added by the user.", ALL_LEVELS)
