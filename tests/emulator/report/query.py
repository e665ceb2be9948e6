"""A report as it was asked for, validated as far as that needs no data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.catalogue.attributes import AD, AD_GROUP, ADVERTISER, CAMPAIGN
from tests.emulator.envelope import ApiError, parameter_error
from tests.emulator.paging import Page, read_page
from tests.emulator.parameters import Parameters, list_of_texts, missing
from tests.emulator.report.dimension_rules import CONFLICT, Dimensions, read_dimensions
from tests.emulator.report.filtering import ReportFilter, Switches, read_filters
from tests.emulator.report.metric_rules import check_metrics, unfit_metrics
from tests.emulator.report.order import Order, read_order

if TYPE_CHECKING:
    from datetime import date

REPORT_TYPES = ("BASIC", "AUDIENCE", "PLAYABLE_MATERIAL", "CATALOG", "BC", "TT_SHOP")
SERVED_TYPES = ("BASIC", "AUDIENCE")
AUCTION_LEVELS = (AD, AD_GROUP, CAMPAIGN, ADVERTISER)
LEVELS = (*AUCTION_LEVELS, *(level.replace("AUCTION", "RESERVATION") for level in AUCTION_LEVELS))
SERVICE_TYPES = ("AUCTION", "RESERVATION")
QUERY_MODES = ("REGULAR", "CHUNK")

DEFAULT_METRICS = ["spend", "impressions"]
MOST_METRICS = 100
MOST_ADVERTISERS = 5
LONGEST_BY_DAY = 30
LONGEST = 365


Refused = Callable[[tuple[str, ...]], frozenset[str]]
"""The metrics that any of some advertisers refuses."""


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A valid query. `several`: asked for with `advertiser_ids`. Lifetime has no dates."""

    advertiser_ids: tuple[str, ...]
    several: bool
    report_type: str
    level: str
    reserved: bool
    dimensions: Dimensions
    metrics: tuple[str, ...]
    start: date | None
    end: date | None
    filters: tuple[ReportFilter, ...]
    order: Order | None
    totals: bool
    page: Page

    @property
    def lifetime(self) -> bool:
        """Whether it asks for everything since the beginning."""
        return self.start is None

    @property
    def without_page(self) -> tuple[object, ...]:
        """What the rows depend on, whichever page of them is asked for."""
        return (
            *(self.advertiser_ids, self.several, self.report_type, self.level, self.reserved),
            *(self.dimensions, self.metrics, self.start, self.end, self.filters, self.order),
        )


def read_query(parameters: Parameters, switches: Switches, refused: Refused) -> ReportQuery:
    """The query of a request; `refused` tells the metrics that its advertisers do not take.

    Raises:
        ApiError: 40002 with TikTok's text for whatever is wrong first; 40011 for too many ids;
            40008 for report types that the local TikTok does not serve.
    """
    advertiser_ids, several = _advertisers(parameters)
    report_type = _report_type(parameters)
    level = _required(parameters, "data_level", LEVELS)
    service_type = parameters.one_of("service_type", SERVICE_TYPES, "AUCTION")
    auction_level = level.replace("RESERVATION", "AUCTION")
    lifetime = parameters.flag("query_lifetime")
    dimensions = read_dimensions(parameters, report_type, auction_level, lifetime=lifetime)
    start, end = (None, None) if lifetime else _dates(parameters, dimensions)
    metrics = _metrics(parameters)
    unfit = unfit_metrics(metrics, report_type, auction_level, dimensions, lifetime=lifetime)
    check_metrics(metrics, unfit | refused(advertiser_ids))
    totals = parameters.flag("enable_total_metrics")
    if totals and (report_type != "BASIC" or not dimensions.allow_totals):
        raise parameter_error(CONFLICT)
    return ReportQuery(
        advertiser_ids=advertiser_ids,
        several=several,
        report_type=report_type,
        level=auction_level,
        reserved=service_type == "RESERVATION" or level != auction_level,
        dimensions=dimensions,
        metrics=tuple(metrics),
        start=start,
        end=end,
        filters=read_filters(parameters, auction_level, dimensions, switches),
        order=read_order(parameters),
        totals=totals,
        page=read_page(parameters, clamp=switches.clamp_page_size),
    )


def _advertisers(parameters: Parameters) -> tuple[tuple[str, ...], bool]:
    several = parameters.texts("advertiser_ids")
    if several is None:
        return (parameters.required("advertiser_id"),), False
    if not 1 <= len(several) <= MOST_ADVERTISERS:
        raise parameter_error(f"advertiser_ids: Length must be between 1 and {MOST_ADVERTISERS}.")
    return tuple(dict.fromkeys(several)), True


def _report_type(parameters: Parameters) -> str:
    report_type = _required(parameters, "report_type", REPORT_TYPES)
    if report_type not in SERVED_TYPES:
        raise ApiError(40008, f"report_type {report_type} is not served by the local TikTok.")
    parameters.one_of("query_mode", QUERY_MODES)
    if parameters.flag("multi_adv_report_in_utc_time"):
        raise ApiError(40008, "multi_adv_report_in_utc_time is not served by the local TikTok.")
    return report_type


def _required(parameters: Parameters, name: str, allowed: tuple[str, ...]) -> str:
    value = parameters.one_of(name, allowed)
    if value is None:
        raise missing(name)
    return value


def _dates(parameters: Parameters, dimensions: Dimensions) -> tuple[date, date]:
    start, end = parameters.day("start_date"), parameters.day("end_date")
    if start is None or end is None:
        raise missing("start_date" if start is None else "end_date")
    span = (end - start).days + 1
    if span < 1:
        raise parameter_error("start_date: Must not be later than end_date.")
    if dimensions.time == "stat_time_hour" and span > 1:
        raise parameter_error("max time span is 1 day when use stat_time_hour")
    if dimensions.time == "stat_time_day" and span > LONGEST_BY_DAY:
        raise parameter_error("max time span is 30 days when use stat_time_day")
    if span > LONGEST:
        raise parameter_error("max time span is 365 days")
    return start, end


def _metrics(parameters: Parameters) -> list[str]:
    value = parameters.json("metrics")
    metrics = DEFAULT_METRICS if value is None else list_of_texts("metrics", value)
    if len(metrics) > MOST_METRICS:
        raise parameter_error(f"metrics: Longer than maximum length {MOST_METRICS}.")
    return list(dict.fromkeys(metrics))
