"""The daily reports: what is asked at each level, and the columns, with the user's metrics."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.reports.daily_reports import DAILY_REPORTS, TOTALS_REPORT
from tap_tiktok_ads.schemas.column import Column, Kind, json_schema, requested_names
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import Level, Metric
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADS = {
    Level.AD: ["advertiser_id", "ad_id", "stat_time_day", "advertiser_timezone", "currency"],
    Level.AD_GROUP: [
        "advertiser_id",
        "adgroup_id",
        "stat_time_day",
        "advertiser_timezone",
        "currency",
    ],
    Level.CAMPAIGN: [
        "advertiser_id",
        "campaign_id",
        "stat_time_day",
        "advertiser_timezone",
        "currency",
    ],
    Level.ADVERTISER: ["advertiser_id", "stat_time_day", "advertiser_timezone", "currency"],
}

PARENTS = {
    Level.AD: {"campaign_id", "campaign_name", "adgroup_id", "adgroup_name", "ad_name"},
    Level.AD_GROUP: {"campaign_id", "campaign_name", "adgroup_name"},
    Level.CAMPAIGN: {"campaign_name"},
    Level.ADVERTISER: set(),
}

PROMISED = {
    *("spend", "impressions", "clicks", "cpm", "cpc", "ctr", "reach", "frequency"),
    *("conversion", "cost_per_conversion", "conversion_rate_v2"),
    *("real_time_conversion", "real_time_cost_per_conversion", "result", "cost_per_result"),
    *("video_play_actions", "video_watched_2s", "video_watched_6s", "engaged_view"),
    *("video_views_p25", "video_views_p50", "video_views_p75", "video_views_p100"),
    *("average_video_play", "average_video_play_per_user"),
    *("likes", "comments", "shares", "follows", "profile_visits", "clicks_on_music_disc"),
    *("engagements", "complete_payment", "cost_per_complete_payment", "complete_payment_rate"),
    *("value_per_complete_payment", "total_complete_payment_rate", "complete_payment_roas"),
    *("purchase", "cost_per_purchase", "purchase_rate", "total_purchase"),
    *("total_purchase_value", "value_per_total_purchase", "total_active_pay_roas"),
}

PARENT_NAMES = PARENTS[Level.AD]


REPORTS = {report.level: report for report in DAILY_REPORTS}


def columns_for(level: Level, extra: Sequence[str] = ()) -> tuple[Column, ...]:
    return REPORTS[level].columns(extra)


def kinds(level: Level, *extra: str) -> dict[str, Kind]:
    """Kind by column name."""
    return {column.name: column.kind for column in columns_for(level, extra)}


@pytest.mark.parametrize("level", Level)
def test_rows_are_led_by_key_time_zone_and_currency(level: Level) -> None:
    """A row says whose it is, of which day, in which time zone and currency; none is asked for."""
    columns = columns_for(level)
    head = columns[: len(HEADS[level])]
    assert [column.name for column in head] == HEADS[level]
    assert [column.requested for column in columns] == [
        column.name not in HEADS[level] for column in columns
    ]
    assert kinds(level)["stat_time_day"] is Kind.DATE


@pytest.mark.parametrize("level", Level)
def test_parents_are_asked_for_as_metrics_where_tiktok_allows(level: Level) -> None:
    """Names and parents of a row come as metrics, at the levels where they exist."""
    assert set(requested_names(columns_for(level))) & PARENT_NAMES == PARENTS[level]


@pytest.mark.parametrize("level", Level)
def test_the_default_metrics_are_asked_for_at_every_level(level: Level) -> None:
    """Every promised metric is asked for at every level."""
    assert set(requested_names(columns_for(level))) >= PROMISED


@pytest.mark.parametrize("level", Level)
def test_a_default_request_stays_below_a_hundred_metrics(level: Level) -> None:
    """TikTok takes up to 100 metrics; the default leaves room for a user's."""
    assert len(requested_names(columns_for(level))) <= 80


@pytest.mark.parametrize("level", Level)
def test_currency_is_never_asked_for(level: Level) -> None:
    """The currency comes from the advertiser, also when the user lists it as a metric."""
    columns = columns_for(level, ["currency", "advertiser_id", "stat_time_day"])
    assert columns == columns_for(level)


@pytest.mark.parametrize(
    ("level", "id_dimension", "status_filter"),
    [
        (Level.AD, "ad_id", "ad_status"),
        (Level.AD_GROUP, "adgroup_id", "adgroup_status"),
        (Level.CAMPAIGN, "campaign_id", "campaign_status"),
        (Level.ADVERTISER, "advertiser_id", None),
    ],
)
def test_a_level_has_its_id_and_its_status(
    level: Level, id_dimension: str, status_filter: str | None
) -> None:
    """A row is about one object of the level; deleted ones count for an advertiser anyway."""
    report = REPORTS[level]
    assert (report.id_dimension, report.status_filter) == (id_dimension, status_filter)
    assert id_dimension not in requested_names(report.columns())


@pytest.mark.parametrize("level", Level)
def test_the_key_is_advertiser_object_and_day(level: Level) -> None:
    """The key stands in front, each column once; at the level of the advertiser it is shorter."""
    report = REPORTS[level]
    head = tuple(column.name for column in report.columns())[: len(report.key)]
    assert report.key == head == tuple(HEADS[level][:-2])


def test_the_totals_ask_for_nothing_but_what_is_compared() -> None:
    """What ads are compared with is the report of the advertisers with two metrics."""
    assert requested_names(TOTALS_REPORT.columns()) == ["spend", "impressions"]
    assert TOTALS_REPORT.level is Level.ADVERTISER


@pytest.mark.parametrize("level", Level)
def test_a_metric_the_catalogue_does_not_know_is_a_number(level: Level) -> None:
    """An unknown metric is asked for everywhere, as a number: TikTok decides whether it exists."""
    columns = columns_for(level, ["brand_new_metric"])
    assert columns[:-1] == columns_for(level)
    assert columns[-1].name == "brand_new_metric"
    assert columns[-1].kind is Kind.NUMBER
    assert columns[-1].requested


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("cash_spend", {Level.ADVERTISER}),
        ("voucher_spend", {Level.ADVERTISER}),
        ("ad_text", {Level.AD}),
        ("is_aco", {Level.AD_GROUP}),
        ("placement_type", {Level.AD, Level.AD_GROUP}),
        ("objective_type", {Level.AD, Level.AD_GROUP, Level.CAMPAIGN}),
        ("advertiser_name", set(Level)),
        ("gross_impressions", set(Level)),
    ],
)
def test_an_added_metric_is_asked_for_only_where_tiktok_allows(
    name: str, levels: set[Level]
) -> None:
    """One metric at a wrong level fails the whole request, so it isn't asked for there."""
    assert {level for level in Level if name in kinds(level, name)} == levels


def test_the_id_of_a_lower_level_is_not_asked_for_above() -> None:
    """A user who lists ad_id gets it where it is, and no refused request elsewhere."""
    assert [level for level in Level if "ad_id" in kinds(level, "ad_id")] == [Level.AD]
    assert columns_for(Level.AD, ["ad_id"]) == columns_for(Level.AD)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tt_app_id", Kind.ID),
        ("tt_app_name", Kind.TEXT),
        ("is_smart_creative", Kind.BOOLEAN),
        ("budget", Kind.NUMBER),
        ("bid", Kind.NUMBER),
        ("app_install", Kind.INTEGER),
        ("registration", Kind.INTEGER),
        ("total_checkout", Kind.INTEGER),
        ("initiate_checkout", Kind.INTEGER),
        ("vta_purchase", Kind.INTEGER),
        ("total_initiate_checkout_value", Kind.NUMBER),
        ("result_rate", Kind.NUMBER),
        ("cost_per_1000_reached", Kind.NUMBER),
    ],
)
def test_an_added_metric_has_the_kind_of_its_meaning(name: str, kind: Kind) -> None:
    """Attributes are text, counts are integers, everything else is a number."""
    assert kinds(Level.AD, name)[name] is kind


@pytest.mark.parametrize("metric", DEFAULT_METRICS, ids=lambda metric: metric.name)
def test_amounts_rates_and_averages_are_numbers(metric: Metric) -> None:
    """What could be fractional is a number from the first day: warehouses round integers."""
    marks = r"(^|_)(cost|rate|roas|value|average|spend|frequency|cpc|cpm|ctr)(_|$)"
    if re.search(marks, metric.name):
        assert metric.kind is Kind.NUMBER
    else:
        assert metric.kind is not Kind.NUMBER


def test_no_metric_is_known_twice() -> None:
    """A metric has one kind: it stands in the catalogue once."""
    counts = Counter(metric.name for metric in (*DEFAULT_METRICS, *OPTIONAL_METRICS))
    assert [name for name, count in counts.items() if count > 1] == []


def test_web_and_app_purchases_are_apart() -> None:
    """Website purchases and app purchases never share a column."""
    names = set(requested_names(columns_for(Level.CAMPAIGN)))
    web = {name for name in names if "complete_payment" in name}
    app = {name for name in names if "purchase" in name or name == "total_active_pay_roas"}
    assert len(web) == 6
    assert len(app) == 8
    assert not web & app


@given(
    level=st.sampled_from(list(Level)),
    extra=st.lists(
        st.sampled_from([m.name for m in (*DEFAULT_METRICS, *OPTIONAL_METRICS)])
        | st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
    ),
)
def test_a_user_can_only_add_columns(level: Level, extra: list[str]) -> None:
    """Whatever a user lists, the default columns stay as they are and the schema is sound."""
    columns = columns_for(level, extra)
    default = columns_for(level)
    assert columns[: len(default)] == default
    assert {column.name for column in columns[len(default) :]} <= set(extra)
    key = REPORTS[level].key
    assert json_schema(columns, key)["required"] == list(key)
    assert columns_for(level, [*extra, *extra]) == columns
