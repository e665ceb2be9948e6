"""Which rows a report has."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.tests.asking import REPORT, TODAY, condition, everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

LIFETIME = {"query_lifetime": True, "start_date": None, "end_date": None}


def test_days_without_activity_have_no_row(reading: Asking) -> None:
    """Point 23: with days, an idle day is absent, not zero; so are days before the first."""
    rows = reading.rows(start_date="2026-10-25")
    keys = {(r["dimensions"]["ad_id"], r["dimensions"]["stat_time_day"]) for r in rows}
    assert len(keys) == len(rows)
    ads = {ad for ad, _ in keys}
    days = {day for _, day in keys}
    assert len(keys) < len(ads) * len(days)
    assert all(row["metrics"]["impressions"] != "0" for row in rows)
    assert reading.rows(start_date="2016-09-01", end_date="2016-09-30") == []


def test_the_idle_advertiser_has_no_rows_at_all(reading: Asking) -> None:
    """An advertiser with objects and without activity answers an empty success."""
    idle = reading.tiktok.advertiser_ids[4]
    assert reading.listed("/ad/get/", idle)
    assert reading.rows(advertiser_id=idle) == []
    assert reading.rows("AUCTION_ADVERTISER", advertiser_id=idle) == []


def test_zero_rows_are_kept_dropped_or_forced(start: Callable[..., Asking]) -> None:
    """Point 23: without days some ads have a zero row; the switch drops or forces all."""
    counts = {}
    before_anything = {"start_date": "2026-06-01", "end_date": "2026-06-02"}
    status = {"filtering": everything("AUCTION_AD")}
    for choice in ("some", "drop", "force"):
        asking = start("--zero-rows", choice)
        rows = asking.rows(dimensions=["ad_id"], **before_anything, **status)
        assert all(row["metrics"] == {"spend": "0.00", "impressions": "0"} for row in rows)
        counts[choice] = len(rows)
    assert counts["drop"] == 0 < counts["some"] < counts["force"] == 16


def test_forced_zero_rows_fill_the_days_that_have_begun(start: Callable[..., Asking]) -> None:
    """Point 23: AB's records show daily zeros; days to come have none even then."""
    rows = start("--zero-rows", "force").rows(start_date="2026-11-10", end_date="2026-11-25")
    days = {row["dimensions"]["stat_time_day"] for row in rows}
    ads = {row["dimensions"]["ad_id"] for row in rows}
    assert (min(days), max(days)) == ("2026-11-10 00:00:00", "2026-11-20 00:00:00")
    assert len(rows) == len(ads) * 11


def test_rows_come_in_no_particular_order(reading: Asking) -> None:
    """Without order_field neither days nor ids are sorted, so nobody can rely on it."""
    rows = reading.rows(start_date="2026-10-25")
    days = [row["dimensions"]["stat_time_day"] for row in rows]
    ids = [row["dimensions"]["ad_id"] for row in rows]
    assert days not in (sorted(days), sorted(days, reverse=True))
    assert ids not in (sorted(ids), sorted(ids, reverse=True))
    assert rows == reading.rows(start_date="2026-10-25")


@pytest.mark.parametrize(("order_type", "reverse"), [(None, True), ("DESC", True), ("ASC", False)])
def test_rows_can_be_ordered_by_a_metric(
    reading: Asking, order_type: str | None, *, reverse: bool
) -> None:
    """Descending unless asked otherwise, as numbers and over all pages."""
    rows = reading.rows(order_field="spend", order_type=order_type, metrics=["spend"])
    spend = [Decimal(row["metrics"]["spend"]) for row in rows]
    assert spend == sorted(spend, reverse=reverse)


def test_pages_make_up_the_whole(reading: Asking) -> None:
    """Point 9: the default page has ten rows; pages neither overlap nor miss."""
    parameters = reading.report()
    first = reading.data(REPORT, **parameters)
    assert len(first["list"]) == 10
    pages = first["page_info"]["total_page"]
    total = first["page_info"]["total_number"]
    rows = [
        row
        for page in range(1, pages + 1)
        for row in reading.data(REPORT, **parameters, page=page)["list"]
    ]
    assert len(rows) == total
    assert sorted(map(str, rows)) == sorted(map(str, reading.rows()))
    assert reading.data(REPORT, **parameters, page=pages + 1)["list"] == []


@pytest.mark.parametrize(
    ("level", "field"),
    [
        ("AUCTION_AD", "ad_status"),
        ("AUCTION_ADGROUP", "adgroup_status"),
        ("AUCTION_CAMPAIGN", "campaign_status"),
    ],
)
def test_deleted_objects_are_missing_unless_asked_for(
    reading: Asking, level: str, field: str
) -> None:
    """Point 19: by default the days of deleted objects are undercounted."""
    key = {"AUCTION_AD": "ad", "AUCTION_ADGROUP": "ad_group", "AUCTION_CAMPAIGN": "campaign"}
    truth = reading.tiktok.truth(reading.tiktok.advertiser_ids[0], "2026-10-25", TODAY)
    expected = truth["rows"][key[level]]
    start = "2026-10-25"
    plain = reading.rows(level, start_date=start)
    whole = reading.rows(level, start_date=start, filtering=everything(level))
    deleted = reading.rows(
        level, start_date=start, filtering=[condition(field, "IN", '["STATUS_DELETE"]')]
    )
    assert len(whole) == expected["with_deleted"]
    assert len(plain) == expected["without_deleted"] < len(whole)
    assert len(plain) + len(deleted) == len(whole)


@pytest.mark.parametrize(
    "filters",
    [
        [condition("spend", "GREATER_THAN", "50")],
        [condition("spend", "LOWER_EQUAL", "50")],
        [condition("spend", "BETWEEN", '["20", "50"]')],
        [condition("impressions", "GREATER_EQUAL", "9000"), condition("spend", "LOWER_THAN", "90")],
    ],
)
def test_rows_can_be_filtered_by_their_numbers(
    reading: Asking, filters: list[dict[str, str]]
) -> None:
    """Conditions on metrics keep exactly the rows that meet them all."""
    tests: dict[str, Callable[[Decimal, str], bool]] = {
        "GREATER_THAN": lambda v, w: v > Decimal(w),
        "GREATER_EQUAL": lambda v, w: v >= Decimal(w),
        "LOWER_THAN": lambda v, w: v < Decimal(w),
        "LOWER_EQUAL": lambda v, w: v <= Decimal(w),
        "BETWEEN": lambda v, _: 20 <= v <= 50,
    }

    def meets(row: dict[str, Any]) -> bool:
        return all(
            tests[f["filter_type"]](Decimal(row["metrics"][f["field_name"]]), f["filter_value"])
            for f in filters
        )

    whole = reading.rows()
    kept = reading.rows(filtering=filters)
    assert kept == [row for row in whole if meets(row)]
    assert 0 < len(kept) < len(whole)


def test_rows_can_be_filtered_by_ids_and_kinds(reading: Asking) -> None:
    """Id, objective, automation and creation filters all narrow the rows."""
    whole = reading.rows(metrics=["campaign_id", "objective_type", "campaign_automation_type"])
    campaign = whole[0]["metrics"]["campaign_id"]
    for field, name, value in (
        ("campaign_ids", "campaign_id", campaign),
        ("objective_type", "objective_type", "TRAFFIC"),
        ("campaign_automation_type", "campaign_automation_type", "MANUAL"),
    ):
        kept = reading.rows(
            metrics=["campaign_id", "objective_type", "campaign_automation_type"],
            filtering=[condition(field, "IN", f'["{value}"]')],
        )
        assert kept == [row for row in whole if row["metrics"][name] == value]
        assert kept
    none = [condition("create_time", "GREATER_THAN", "2026-11-19 00:00:00")]
    assert reading.rows(filtering=none) == []


def test_a_lifetime_is_the_sum_of_all_days(reading: Asking) -> None:
    """Without dates every day since the beginning counts."""
    advertiser_id = reading.tiktok.advertiser_ids[0]
    truth = reading.tiktok.truth(advertiser_id, "2026-01-01", TODAY)
    (row,) = reading.rows("AUCTION_ADVERTISER", dimensions=["advertiser_id"], **LIFETIME)
    assert row["metrics"]["spend"] == truth["total"]["spend"]


def test_what_is_not_created_yet_has_no_row(start: Callable[..., Asking]) -> None:
    """With the clock set back, neither listings nor reports know later objects."""
    asking = start("--zero-rows", "force")
    asking.tiktok.set_now("2026-09-01T12:00:00Z")
    status = everything("AUCTION_AD")
    span = {"start_date": "2026-08-25", "end_date": "2026-09-01"}
    rows = asking.rows(dimensions=["ad_id"], filtering=status, **span)
    ads = asking.listed("/ad/get/", asking.tiktok.advertiser_ids[0], primary_status="STATUS_ALL")
    assert {row["dimensions"]["ad_id"] for row in rows} == {ad["ad_id"] for ad in ads}
    assert 0 < len(ads) < 16
