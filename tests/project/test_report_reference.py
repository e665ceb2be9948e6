"""The reference of reports is what the code says, and what the local TikTok serves."""

from __future__ import annotations

from tap_tiktok_ads.reports.breakdowns import AUDIENCE, BASIC, BREAKDOWNS, PAIRS, Breakdown
from tap_tiktok_ads.reports.rules import ATTRIBUTE, metric_names
from tests.emulator.catalogue import breakdown_metrics, dimensions
from tests.emulator.catalogue.metric import Text
from tests.emulator.catalogue.metrics import METRICS
from tests.project.report_reference import PAGE, page


def test_the_page_is_what_the_code_says() -> None:
    """`make settings` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_metrics_are_those_that_the_local_tiktok_serves() -> None:
    """Both know the same names, and of each whether AUDIENCE reports take it."""
    served = {
        name: frozenset(
            {
                *((ATTRIBUTE,) if isinstance(metric.formula, Text) else ()),
                *((AUDIENCE,) if metric.audience else ()),
            }
        )
        for name, metric in METRICS.items()
    }

    assert metric_names() == served


def test_dimensions_are_those_that_the_local_tiktok_serves() -> None:
    """Of each type of report the same dimensions, pairs, and metrics that they take."""
    for report_type, served in (
        (BASIC, dimensions.BASIC_BREAKDOWNS),
        (AUDIENCE, dimensions.AUDIENCE_BREAKDOWNS),
    ):
        found = [one for one in BREAKDOWNS if one.report_type == report_type]
        assert {one.name for one in found} == set(served)
        assert all(one.has_time is (one.name not in dimensions.WITHOUT_TIME) for one in found)
        for one in found:
            assert _taken(one) == _served(one)
    assert set(PAIRS) == {frozenset(pair) for pair in dimensions.PAIRS}


def _taken(breakdown: Breakdown) -> set[str]:
    return {name for name in METRICS if breakdown.accepts(name)}


def _served(breakdown: Breakdown) -> set[str]:
    tables = {BASIC: breakdown_metrics.BASIC, AUDIENCE: breakdown_metrics.AUDIENCE}
    names = tables[breakdown.report_type].get(breakdown.name)
    prefixes = breakdown_metrics.PREFIXES.get(breakdown.name, ("\0",))
    return {name for name in METRICS if names is None or name in names or name.startswith(prefixes)}
