"""Models → datasets: the rows of the report's period, shaped once for the page's tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import column

from adloop_report import marts
from adloop_report.datasets import Dataset, dataset
from adloop_report.figures import NOTHING
from adloop_report.funnel import days_with_sentences, funnel, losses
from adloop_report.hints import hints
from adloop_report.levels import LEVELS, NOBODY, read_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement

    from adloop_report.marts import Mart
    from adloop_report.warehouse import Warehouse


@dataclass
class Collected:
    """Everything that the page shows."""

    datasets: dict[str, Dataset] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """What ids are called, by what they are ids of."""
    advertisers: list[Mapping[str, Any]] = field(default_factory=list)
    hints: dict[str, list[str]] = field(default_factory=dict)
    """What is missing or empty, by model, and what fills it."""
    left_out: list[str] = field(default_factory=list)
    """What the limit of rows keeps from the page, a sentence each."""


def collect(warehouse: Warehouse, *, days: int, most_rows: int) -> Collected:
    """Read what the page shows: the last `days` days that the models have.

    Of campaigns, ad groups and ads those that spent most are read, up to `most_rows` rows of each
    level; totals come from the level of advertisers, which is read in full.
    """
    found = Collected()
    period = _Period(warehouse, days)
    _read_levels(warehouse, period, most_rows, found)
    _read_advertisers(warehouse, found)
    reconciliation = list(warehouse.rows(marts.RECONCILIATION, *period.of(marts.RECONCILIATION)))
    found.datasets["funnel"] = funnel(reconciliation)
    lost = warehouse.rows(marts.LOSSES, *period.of(marts.LOSSES))
    found.datasets["losses"] = losses(reconciliation, lost)
    found.datasets["reconciliation"] = dataset(
        ("day", "sentence", *marts.RECONCILIATION.columns),
        ({**row, "day": row.get("day_utc")} for row in days_with_sentences(reconciliation)),
    )
    for name, mart in _AS_THEY_ARE.items():
        found.datasets[name] = _as_it_is(mart, warehouse.rows(mart, *period.of(mart)))
    found.datasets["alarms"] = _as_it_is(marts.ALARMS, map(_in_words, warehouse.rows(marts.ALARMS)))
    found.datasets["late"] = _as_it_is(marts.LATE, map(_if_compared, warehouse.rows(marts.LATE)))
    found.hints = hints(warehouse, {mart: found.datasets[name] for name, mart in _MADE_OF.items()})
    return found


_AS_THEY_ARE = {
    "blended": marts.BLENDED,
    "values": marts.VALUES,
    "weeks": marts.WEEKS,
    "match_keys": marts.MATCH_KEYS,
    "freshness": marts.FRESHNESS,
}
"""Datasets that are a model's rows, and the model of each."""

_MADE_OF = {
    **_AS_THEY_ARE,
    "days": marts.ROAS,
    "late": marts.LATE,
    "reconciliation": marts.RECONCILIATION,
    "alarms": marts.ALARMS,
}
"""Datasets whose emptiness is a model's."""


class _Period:
    """The days of the report: the last ones that the models of spend and orders have."""

    def __init__(self, warehouse: Warehouse, days: int) -> None:
        newest = [warehouse.last_day(mart) for mart in (marts.ROAS, marts.RECONCILIATION)]
        last = max((day for day in newest if day is not None), default=None)
        self._first = None if last is None else last - timedelta(days=days - 1)

    def of(self, mart: Mart) -> list[ColumnElement[bool]]:
        """Return the condition on a model's rows; none for one without days."""
        if mart.day is None or self._first is None:
            return []
        return [column(mart.day) >= self._first]


def _read_levels(warehouse: Warehouse, period: _Period, most_rows: int, found: Collected) -> None:
    for level in LEVELS:
        limit = None if level.name == "advertiser" else most_rows
        read = read_level(warehouse, level, period.of(marts.ROAS), limit)
        found.datasets[level.dataset] = read.dataset
        found.names[level.dataset] = read.names
        found.left_out += [read.left_out] if read.left_out else []


def _read_advertisers(warehouse: Warehouse, found: Collected) -> None:
    found.advertisers = list(warehouse.rows(marts.ADVERTISERS))
    found.names["advertisers"] = {
        str(row["advertiser_id"]): str(row.get("advertiser_name") or row["advertiser_id"])
        for row in found.advertisers
    }
    found.names["advertisers"][NOBODY] = "(of no advertiser, as far as is known)"
    known = {str(row["campaign_id"]): _windows(row) for row in warehouse.rows(marts.WINDOWS)}
    found.names["windows"] = dict.fromkeys(found.names["campaigns"], NOTHING) | known


def _windows(row: Mapping[str, Any]) -> str:
    """The attribution windows of a campaign's claimed conversions, in words."""
    parts = [("click", row.get("click_windows")), ("view", row.get("view_windows"))]
    known = ((name, str(windows).replace("_", " ").lower()) for name, windows in parts if windows)
    words = ", ".join(f"{name}: {windows}" for name, windows in known)
    mixed = " (its ad groups differ)" if row.get("is_mixed") else ""
    return f"{words or 'not known'}{mixed}"


def _in_words(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """An alarm, its name in words."""
    return {**row, "alarm": str(row.get("alarm")).replace("_", " ")}


def _if_compared(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of late conversions; a day that was seen once only says nothing about growth."""
    compared = ("conversions_at_age", "conversions_latest")
    values = ("purchase_value_at_age", "purchase_value_latest")
    return row if row.get("days_compared") else {**row, **dict.fromkeys((*compared, *values))}


def _as_it_is(mart: Mart, rows: Iterable[Mapping[str, Any]]) -> Dataset:
    """A model's rows, whose day is called `day` whatever the model calls it."""
    names = ["day" if name == mart.day else name for name in mart.columns]
    own = mart.day or "day"
    return dataset(names, ({**row, "day": row.get(own)} for row in rows))
