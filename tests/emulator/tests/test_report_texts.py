"""What the rows of reports look like."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.tests.asking import REPORT, everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking


def test_everything_in_a_row_is_text(reading: Asking) -> None:
    """Point 22: counts without decimals, money with two, rates as percent points."""
    metrics = ["spend", "impressions", "clicks", "ctr", "cpc", "cpm", "frequency", "conversion"]
    for row in reading.rows(metrics=metrics):
        found = row["metrics"]
        assert all(isinstance(value, str) for value in found.values())
        for name in ("impressions", "clicks", "conversion"):
            assert re.fullmatch(r"\d+", found[name])
        for name in ("spend", "ctr", "cpc", "cpm", "frequency"):
            assert re.fullmatch(r"\d+\.\d\d", found[name])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00", row["dimensions"]["stat_time_day"])


def test_ratios_follow_from_the_sums(reading: Asking) -> None:
    """A row's ratios are those of its own counts, rounded half up."""
    metrics = ["spend", "impressions", "clicks", "ctr", "cpc", "cpm", "cost_per_result", "result"]
    for row in reading.rows(metrics=metrics):
        found = {name: Decimal(value) for name, value in row["metrics"].items()}
        half = Decimal("0.00501")
        assert abs(found["clicks"] * 100 / found["impressions"] - found["ctr"]) <= half
        assert abs(found["spend"] / found["clicks"] - found["cpc"]) <= half
        assert abs(found["spend"] * 1000 / found["impressions"] - found["cpm"]) <= half
        if found["result"]:
            cost = found["spend"] / found["result"]
            assert abs(cost - found["cost_per_result"]) <= Decimal("0.0000501")


def test_nothing_over_nothing_is_zero(reading: Asking) -> None:
    """Point 22: a cost per conversion without conversions is 0.00, no division error."""
    rows = reading.rows(metrics=["app_install", "cost_per_app_install", "registration_rate"])
    none = [row["metrics"] for row in rows if row["metrics"]["app_install"] == "0"]
    assert none
    assert {metrics["cost_per_app_install"] for metrics in none} == {"0.00"}


def test_what_does_not_apply_is_a_dash(reading: Asking) -> None:
    """Point 22: secondary goals exist for app campaigns only, and never for an advertiser."""
    names = ["secondary_goal_result", "cost_per_secondary_goal_result"]
    by_campaign = reading.rows(
        "AUCTION_CAMPAIGN",
        metrics=[*names, "objective_type"],
        filtering=everything("AUCTION_CAMPAIGN"),
        start_date="2026-10-25",
    )
    applies = {
        row["metrics"]["objective_type"]: row["metrics"]["secondary_goal_result"] != "-"
        for row in by_campaign
    }
    assert applies == {
        "WEB_CONVERSIONS": False,
        "APP_PROMOTION": True,
        "PRODUCT_SALES": False,
        "TRAFFIC": False,
    }
    for row in reading.rows("AUCTION_ADVERTISER", metrics=names):
        assert row["metrics"] == dict.fromkeys(names, "-")


def test_money_may_have_three_decimals(start: Callable[..., Asking], reading: Asking) -> None:
    """Point 22: with the switch 20.00 is 20.000, the same amount."""
    metrics = ["spend", "cpc", "ctr", "total_complete_payment_rate"]
    two = reading.rows(metrics=metrics)
    three = start("--three-decimals").rows(metrics=metrics)
    assert [row["metrics"]["spend"] + "0" for row in two] == [r["metrics"]["spend"] for r in three]
    assert all(re.fullmatch(r"\d+\.\d{3}", row["metrics"]["cpc"]) for row in three)
    assert [row["metrics"]["ctr"] for row in two] == [row["metrics"]["ctr"] for row in three]


def test_every_metric_is_served_where_it_is_valid(reading: Asking) -> None:
    """All metrics of the catalogue render at ad level, a hundred at a time."""
    lists = [name for name in METRICS if name.endswith("_list")]
    special = {"cash_spend", "voucher_spend", "is_aco", *lists}
    names = [n for n in METRICS if n not in special and not n.startswith("single_image")]
    for first in range(0, len(names), 100):
        some = names[first : first + 100]
        rows = reading.rows(metrics=some, start_date="2026-11-19")
        assert {tuple(row["metrics"]) for row in rows} == {tuple(some)}
        assert all(isinstance(v, str) for row in rows for v in row["metrics"].values())


def test_without_metrics_there_are_two(reading: Asking) -> None:
    """The default is spend and impressions."""
    rows = reading.rows(metrics=None)
    assert {tuple(row["metrics"]) for row in rows} == {("spend", "impressions")}


def test_totals_are_the_sums_over_all_pages(reading: Asking) -> None:
    """enable_total_metrics sums what can be summed and dashes the rest."""
    metrics = ["spend", "impressions", "ctr", "reach", "frequency", "campaign_name"]
    parameters = reading.report(metrics=metrics, enable_total_metrics=True, page_size=3)
    totals = reading.data(REPORT, **parameters)["total_metrics"]
    rows = reading.rows(metrics=metrics)
    assert Decimal(totals["spend"]) == sum(Decimal(row["metrics"]["spend"]) for row in rows)
    assert int(totals["impressions"]) == sum(int(row["metrics"]["impressions"]) for row in rows)
    assert {totals[name] for name in ("reach", "frequency", "campaign_name")} == {"-"}
    assert "total_metrics" not in reading.data(REPORT, **reading.report())


def test_search_terms_with_few_impressions_hide_them(start: Callable[..., Asking]) -> None:
    """Low volume search terms show `<5`."""
    asking = start("--days", "3", "--ads", "1")
    rows = asking.rows(
        dimensions=["ad_id", "stat_time_day", "search_terms"],
        start_date="2026-11-18",
        filtering=everything("AUCTION_AD"),
    )
    shown = {row["metrics"]["impressions"] for row in rows}
    assert all(value == "<5" or int(value) >= 5 for value in shown)


def test_several_advertisers_can_be_reported_at_once(reading: Asking) -> None:
    """Up to five: whole amounts, and currency, zone and id with every row."""
    ids = reading.tiktok.advertiser_ids[:2]
    rows = reading.rows(
        "AUCTION_ADVERTISER",
        advertiser_ids=ids,
        dimensions=["advertiser_id", "stat_time_day"],
        metrics=["spend"],
    )
    found = {
        (m["advertiser_id"], m["currency"], m["timezone"]) for m in (row["metrics"] for row in rows)
    }
    assert found == {(ids[0], "USD", "America/Los_Angeles"), (ids[1], "EUR", "Europe/Berlin")}
    assert all(re.fullmatch(r"\d+", row["metrics"]["spend"]) for row in rows)
    refused = reading.report("AUCTION_ADVERTISER", advertiser_ids=[ids[0], "7009"])
    assert reading.refusal(REPORT, **refused)[0] == 40001
