"""The rows of one query, from which pages are cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.emulator.catalogue.attributes import ADVERTISER
from tests.emulator.dataset.local_days import local_day
from tests.emulator.report.comparison import holds
from tests.emulator.report.measure import Measure, Numbers, split
from tests.emulator.report.rendering import Plan, Style, Subject, Value
from tests.emulator.report.row_keys import Frame, RowKey, row_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulator.report.groups import Group
    from tests.emulator.report.query import ReportQuery

FEWEST_SHOWN = 5
"""Search terms with fewer impressions hide how many."""


@dataclass(frozen=True, slots=True)
class Report:
    """The rows without their numbers, which are computed as a page is rendered."""

    query: ReportQuery
    keys: Sequence[RowKey]
    frame: Frame
    plan: Plan
    measure: Measure

    def row(self, key: RowKey) -> dict[str, dict[str, Value]]:
        """One entry of the answer's list."""
        return {
            "dimensions": dict(self._dimensions(key)),
            "metrics": self._metrics(key.group, self.numbers(key)),
        }

    def total(self) -> dict[str, Value]:
        """The totals over all pages."""
        sums = [0] * len(self.plan.columns)
        for key in self.keys:
            for i, number in enumerate(self.numbers(key)):
                sums[i] += number
        return self.plan.total(sums, self.frame.now)

    def numbers(self, key: RowKey) -> Numbers:
        """A row's numbers."""
        if key.day is None:
            numbers = self.measure.days(key.group, self.frame.days)
        else:
            numbers = self.measure.day(key.group, key.day, key.hour)
        if len(self.frame.parts) == 1:
            return numbers
        return split(numbers, [part.weight for part in self.frame.parts])[key.part]

    def _metrics(self, group: Group, numbers: Numbers) -> dict[str, Value]:
        deep = group.ads[0].campaign.objective == "APP_PROMOTION"
        subject = Subject(group, self.frame.now, deep and self.query.level != ADVERTISER)
        metrics = self.plan.render(numbers, subject)
        if self.query.several:
            place, known = group.advertiser.account.place, self.query.dimensions.id is not None
            metrics["currency"] = place.currency if known else "0"
            metrics["timezone"] = place.zone if known else "0"
            metrics["advertiser_id"] = group.advertiser.id if known else "0"
        impressions = metrics.get("impressions")
        if "search_terms" in self.query.dimensions.names and isinstance(impressions, str):
            few = int(impressions) < FEWEST_SHOWN
            metrics["impressions"] = f"<{FEWEST_SHOWN}" if few else impressions
        return metrics

    def _dimensions(self, key: RowKey) -> list[tuple[str, str]]:
        values = iter(self.frame.parts[key.part].values)
        dimensions = self.query.dimensions
        texts = []
        for name in dimensions.names:
            if name == dimensions.id:
                texts.append((name, str(key.group.id)))
            elif name == dimensions.time:
                texts.append((name, _time(key)))
            else:
                texts.append((name, next(values)))
        return texts


def _time(key: RowKey) -> str:
    assert key.day
    if key.hour is None:
        return f"{key.day} 00:00:00"
    hours = local_day(key.group.advertiser.account.zone, key.day).hours
    return f"{key.day} {hours[key.hour]:02d}:00:00"


def build_report(query: ReportQuery, frame: Frame, style: Style, zero_rows: str) -> Report:
    """The report: its rows found, filtered by their numbers and ordered as asked for."""
    extra = [condition.field for condition in query.filters if condition.is_numeric]
    if query.order:
        extra.append(query.order.field)
    plan = Plan(query.metrics, style, extra)
    measure = Measure(plan.columns, query.level, frame.now, fractions=style.cent_fractions)
    keys = [] if query.reserved else row_keys(query.dimensions.time, frame, zero_rows)
    report = Report(query, keys, frame, plan, measure)
    return _by_numbers(_in_countries(report))


def _in_countries(report: Report) -> Report:
    keys = report.keys
    for condition in report.query.filters:
        if condition.field == "country_code":
            at = report.query.dimensions.breakdowns.index("country_code")
            parts = report.frame.parts
            keys = [k for k in keys if holds(condition, parts[k.part].values[at], str)]
    return replace(report, keys=keys)


def _by_numbers(report: Report) -> Report:
    """Filter and order by metrics; costs the numbers of every row, so only when asked for."""
    query, plan = report.query, report.plan
    numeric = [condition for condition in query.filters if condition.is_numeric]
    if not numeric and query.order is None:
        return report
    valued = [(key, report.numbers(key)) for key in report.keys]
    for condition in numeric:
        field = condition.field
        valued = [v for v in valued if holds(condition, plan.number(field, v[1]), Decimal)]
    if query.order is not None:
        by = query.order.field
        valued.sort(key=lambda v: plan.number(by, v[1]), reverse=query.order.descending)
    return replace(report, keys=[key for key, _ in valued])
