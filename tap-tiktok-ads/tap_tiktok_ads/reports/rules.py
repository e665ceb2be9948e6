"""What TikTok takes together in one report; checked before anything is asked.

One wrong name refuses a whole request, and TikTok's answer does not say what would be right.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.reports.breakdowns import (
    AUDIENCE,
    BASIC,
    BREAKDOWNS,
    LANDING_PAGE,
    PAIRS,
    Breakdown,
    breakdown_of,
)
from tap_tiktok_ads.reports.report import Grain
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import Level
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_tiktok_ads.reports.report import Report

_LEVELS: Final = {one.name: one.levels for one in (*OPTIONAL_METRICS, *DEFAULT_METRICS)}
_BY_ADVERTISER_AND_DAY: Final = frozenset({"cash_spend", "voucher_spend"})
_FOCUSED_VIEWS: Final = (
    *("paid_engaged_view", "paid_engaged_view_15s"),
    *("paid_engagement_engaged_view", "paid_engagement_engaged_view_15s"),
)
ATTRIBUTE: Final = "ATTRIBUTE"
_ONLY_LISTED: Final = LANDING_PAGE | {"engaged_view", "engaged_view_15s"}
"""Metrics of BASIC that some dimensions of AUDIENCE take all the same."""


@cache
def metric_names() -> dict[str, frozenset[str]]:
    """Return all metrics that are known, with their marks.

    AUDIENCE: reports of that type take it too. ATTRIBUTE: it describes the object of a row.
    """
    text = files("tap_tiktok_ads.reports").joinpath("metric_names.txt").read_text("utf-8")
    return {name: frozenset(marks) for name, *marks in map(str.split, text.splitlines())}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what was probably meant, as the end of a sentence."""
    near = get_close_matches(name.lower(), list(known), n=3)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def problems_of(report: Report, *, allow_unknown: bool = False) -> Iterator[str]:
    """Yield why TikTok would refuse a report: a sentence each, the gravest first.

    With `allow_unknown` metrics that the catalogue lacks are left to TikTok.
    """
    breakdowns = []
    for column in report.breakdowns:
        found = breakdown_of(column.name, report.report_type)
        if found is not None:
            breakdowns.append(found)
        elif any(one.name == column.name for one in BREAKDOWNS):
            yield f"dimension {column.name} is none of {report.report_type} reports"
        elif not allow_unknown:
            known = [one.name for one in BREAKDOWNS]
            yield f"there is no dimension {column.name}{nearest(column.name, known)}"
    yield from _problems_together(report, breakdowns)
    for metric in report.metrics:
        if metric.name in metric_names():
            yield from _problem_with(metric.name, report, breakdowns)
        elif not allow_unknown:
            yield f"there is no metric {metric.name}{nearest(metric.name, metric_names())}"


def is_taken(metric: str, report: Report) -> bool:
    """Say whether TikTok takes a known metric in a report."""
    found = [breakdown_of(one.name, report.report_type) for one in report.breakdowns]
    return not list(_problem_with(metric, report, [one for one in found if one is not None]))


def _problems_together(report: Report, breakdowns: list[Breakdown]) -> Iterator[str]:
    names = [one.name for one in report.breakdowns]
    if len(names) > 1 and frozenset(names) not in PAIRS:
        pairs = " or ".join(" + ".join(sorted(pair)) for pair in PAIRS)
        yield f"dimensions {' + '.join(names)} do not go together: one of them, or {pairs}"
    if report.report_type == AUDIENCE and not names:
        yield "an AUDIENCE report needs a dimension"
    if report.grain is Grain.LIFETIME and (names or report.report_type != BASIC):
        yield "time lifetime has no further dimensions: leave dimensions out, or use time day"
    if report.grain is Grain.HOUR and report.report_type != BASIC:
        yield f"time hour does not go with {' + '.join(names)}: use time day"
    for one in breakdowns:
        if report.level not in one.levels:
            yield f"dimension {one.name} is not there at level {report.level.name.lower()}"
        if not one.has_time and report.grain is not Grain.LIFETIME:
            yield f"dimension {one.name} has no days: TikTok gives it for a span of days only"


def _problem_with(metric: str, report: Report, breakdowns: list[Breakdown]) -> Iterator[str]:
    levels = _LEVELS.get(metric)
    if levels is not None and report.level not in levels:
        at = ", ".join(one.name.lower() for one in Level if one in levels)
        yield f"metric {metric} is not there at level {report.level.name.lower()}, only at {at}"
    elif metric in _BY_ADVERTISER_AND_DAY and (report.grain is not Grain.DAY or breakdowns):
        yield f"metric {metric} is there by day only, without further dimensions"
    elif metric in _FOCUSED_VIEWS and (report.grain is Grain.HOUR or breakdowns):
        yield f"metric {metric} is not there by hour, nor with further dimensions"
    elif metric.startswith("single_image_") and "image_id" not in [one.name for one in breakdowns]:
        yield f"metric {metric} needs the dimension image_id"
    elif metric.endswith("_list") and report.id_dimension != "ad_id_v2":
        yield f"metric {metric} needs the dimension ad_id_v2"
    else:
        yield from _problem_with_breakdowns(metric, report.report_type, breakdowns)


def _problem_with_breakdowns(
    metric: str, report_type: str, breakdowns: list[Breakdown]
) -> Iterator[str]:
    marks = metric_names().get(metric, frozenset())
    if report_type == AUDIENCE and AUDIENCE not in marks:
        listed = metric in _ONLY_LISTED and all(metric in (one.metrics or ()) for one in breakdowns)
        if not listed:
            yield f"metric {metric} is none of AUDIENCE reports"
            return
    for one in breakdowns:
        if ATTRIBUTE not in marks and not one.accepts(metric):
            yield f"metric {metric} does not go with dimension {one.name}"
