"""Which metrics a report accepts; one wrong metric refuses the whole request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue import breakdown_metrics
from tests.emulator.catalogue.attributes import ADVERTISER
from tests.emulator.catalogue.delivery_metrics import FOCUSED_VIEW
from tests.emulator.catalogue.metric import Metric, Text
from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.envelope import parameter_error

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tests.emulator.report.dimension_rules import Dimensions

ADVERTISER_AND_DAY = frozenset({"cash_spend", "voucher_spend"})
FOCUSED = frozenset(metric.name for metric in FOCUSED_VIEW)
SINGLE_IMAGE = "single_image_"


def unfit_metrics(
    names: Sequence[str], report_type: str, level: str, dimensions: Dimensions, *, lifetime: bool
) -> frozenset[str]:
    """The metrics that no advertiser's report of this kind takes."""
    return frozenset(
        name
        for name in names
        if not _accepted(name, report_type, level, dimensions, lifetime=lifetime)
    )


def check_metrics(names: Sequence[str], wrong: Collection[str]) -> None:
    """Let metrics pass of which none is wrong.

    Raises:
        ApiError: 40002 listing every wrong one, as TikTok does.
    """
    found = [name for name in names if name in wrong]
    if found:
        raise parameter_error(
            "Please correct the information in invalid metric fields and try again. "
            f"Invalid metric fields: {found}. "
        )


def _accepted(
    name: str, report_type: str, level: str, dimensions: Dimensions, *, lifetime: bool
) -> bool:
    metric = METRICS.get(name)
    if metric is None or not _fits_dimensions(name, dimensions):
        return False
    if isinstance(metric.formula, Text):
        return _attribute_accepted(metric, metric.formula, report_type, level, dimensions)
    if name in ADVERTISER_AND_DAY:
        by_day = dimensions.time == "stat_time_day" and not lifetime
        return report_type == "BASIC" and level == ADVERTISER and by_day
    if report_type == "AUDIENCE":
        return _audience_accepts(metric, dimensions)
    return all(_basic_accepts(name, breakdown) for breakdown in dimensions.breakdowns)


def _fits_dimensions(name: str, dimensions: Dimensions) -> bool:
    if name in FOCUSED:
        return dimensions.allow_totals
    return not name.startswith(SINGLE_IMAGE) or "image_id" in dimensions.breakdowns


def _attribute_accepted(
    metric: Metric, text: Text, report_type: str, level: str, dimensions: Dimensions
) -> bool:
    if dimensions.id is None or level not in text.levels:
        return False
    if text.is_list:
        return dimensions.id == "ad_id_v2"
    return metric.audience or report_type == "BASIC"


def _basic_accepts(name: str, breakdown: str) -> bool:
    names = breakdown_metrics.BASIC.get(breakdown)
    if names is None:
        return True
    return name in names or name.startswith(breakdown_metrics.PREFIXES.get(breakdown, ("\0",)))


def _audience_accepts(metric: Metric, dimensions: Dimensions) -> bool:
    listed = [breakdown_metrics.AUDIENCE.get(breakdown) for breakdown in dimensions.breakdowns]
    if metric.name in breakdown_metrics.ONLY_LISTED:
        return all(names is not None and metric.name in names for names in listed)
    return metric.audience and all(names is None or metric.name in names for names in listed)
