"""The daily marts: sums are TikTok's, ratios come from sums, people are never added up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.singer_output import DAILY_STREAMS, KEYS
from tests.transform.dbt import PROJECT
from tests.transform.oddities import SIBLING

if TYPE_CHECKING:
    from tests.transform.conftest import Built

MARTS = {
    "ad": "ads_daily",
    "ad_group": "ad_groups_daily",
    "campaign": "campaigns_daily",
    "advertiser": "advertisers_daily",
}
SUMS = {
    "spend": "spend",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversion": "conversions",
    "real_time_conversion": "real_time_conversions",
    "result": "results",
    "complete_payment": "web_purchases",
    "total_complete_payment_rate": "web_purchase_value",
    "total_purchase": "app_purchases",
    "total_purchase_value": "app_purchase_value",
    "video_play_actions": "video_play_actions",
}
RATIOS = {
    "cpm": "cpm",
    "cpc": "cpc",
    "ctr": "ctr",
    "cost_per_conversion": "cpa",
    "complete_payment_roas": "web_roas",
    "total_active_pay_roas": "app_roas",
}
"""TikTok's own ratios, which it rounds to two digits, and ours."""
COUNTING = (
    "optimization_goal",
    "optimization_event",
    "click_attribution_window",
    "view_attribution_window",
    "engaged_view_attribution_window",
    "attribution_event_count",
)


@pytest.mark.parametrize("level", ["ad_group", "campaign", "advertiser"])
def test_sums_equal_the_truth(built: Built, level: str) -> None:
    """Per advertiser, to the cent: what the data set of the local TikTok holds for these days."""
    sums_of = ", ".join(f"sum({column})" for column in SUMS.values())
    found = built.warehouse.rows(
        f"SELECT advertiser_id, min(day), max(day), {sums_of} "
        f"FROM adloop.{MARTS[level]} GROUP BY 1 ORDER BY 1"
    )

    assert [row[0] for row in found] == sorted(built.imports.tiktok.advertiser_ids)
    for advertiser_id, first_day, last_day, *sums in found:
        truth = built.imports.tiktok.truth(advertiser_id, str(first_day), str(last_day))
        assert sums == [Decimal(truth["total"][name]) for name in SUMS], advertiser_id


@pytest.mark.parametrize("level", MARTS)
def test_every_row_is_there_once(built: Built, level: str) -> None:
    """A mart has the rows of its table: key by key, reach and frequency as TikTok reports them."""
    stream = DAILY_STREAMS[level]
    key = [name.replace("stat_time_day", "day") for name in KEYS[stream]]
    found = built.warehouse.rows(f"SELECT {', '.join(key)}, reach FROM adloop.{MARTS[level]}")

    rows = built.imports.records(stream)
    expected = [(*(row[name] for name in KEYS[stream]), row["reach"]) for row in rows]
    assert sorted(tuple(map(str, row)) for row in found) == sorted(
        tuple(map(str, row)) for row in expected
    )


@pytest.mark.parametrize("level", MARTS)
def test_ratios_from_sums_are_tiktoks(built: Built, level: str) -> None:
    """On each row, up to TikTok's rounding; where there is nothing to divide by, there is none."""
    ours = built.warehouse.rows(
        f"SELECT {', '.join([*_key(level), *RATIOS.values()])} FROM adloop.{MARTS[level]}"
    )
    key = KEYS[DAILY_STREAMS[level]]
    records = built.imports.records(DAILY_STREAMS[level])
    theirs = {tuple(str(row[name]) for name in key): row for row in records}

    for row in ours:
        record = theirs[tuple(map(str, row[: len(key)]))]
        for (name, _), value in zip(RATIOS.items(), row[len(key) :], strict=True):
            assert abs((value or 0) - record[name]) <= Decimal("0.006"), (name, value, record[name])


def test_a_ratio_of_nothing_is_null(built: Built) -> None:
    """A day without impressions, clicks and spend has no CPM, CTR, CPC, CPA and ROAS: not 0."""
    found = built.warehouse.rows(
        "SELECT impressions, spend, cpm, ctr, cpc, cvr, cpa, web_roas, app_roas, roas "
        f"FROM adloop.ad_groups_daily WHERE adgroup_id = '{SIBLING}'"
    )

    assert found == [(0, 0, *[None] * 8)]


def test_how_conversions_are_counted_stands_beside_them(built: Built) -> None:
    """Windows, event and goal of an ad group stand on its days, and on those of its ads."""
    groups = {row["adgroup_id"]: row for row in built.imports.records("ad_groups")}
    for mart in ("ads_daily", "ad_groups_daily"):
        columns = ", ".join(COUNTING)
        for adgroup_id, *found in built.warehouse.rows(
            f"SELECT adgroup_id, {columns} FROM adloop.{mart}"
        ):
            assert found == [groups[adgroup_id][name] for name in COUNTING]


def test_a_day_is_settled_when_the_longest_window_has_passed(built: Built) -> None:
    """`settles_on` is the day plus the longest window: 28 days after a click, one after a view."""
    found = built.warehouse.rows(
        "SELECT click_attribution_window, window_days, settles_on - day FROM adloop.ads_daily"
    )

    assert {row[0]: row[1:] for row in found} == {
        "TWENTY_EIGHT_DAYS": (28, 28),
        "SEVEN_DAYS": (7, 7),
    }


def test_a_campaign_whose_ad_groups_count_otherwise_says_several(built: Built) -> None:
    """Only on the days on which both ad groups had rows, and only where their settings differ."""
    odd = built.imports.odd
    found = built.warehouse.rows(
        "SELECT day, click_attribution_window, view_attribution_window, optimization_event "
        f"FROM adloop.campaigns_daily WHERE campaign_id = '{odd.brother['campaign_id']}'"
    )

    named: dict[Any, int] = {}
    for _, *counting in found:
        named[tuple(counting)] = named.get(tuple(counting), 0) + 1
    view, event = odd.brother["view_attribution_window"], odd.brother["optimization_event"]
    click = odd.brother["click_attribution_window"]
    assert named == {("SEVERAL", view, "SEVERAL"): 1, (click, view, event): len(found) - 1}


def test_no_model_adds_people_up() -> None:
    """Nowhere is reach or frequency summed or averaged: who saw two ads would count twice."""
    added = re.compile(r"\b(?:sum|avg)\s*\([^)]*\b(?:reach|frequency)\b", re.IGNORECASE)
    found = [
        path.name
        for path in PROJECT.glob("m*/**/*.sql")
        if added.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
    assert added.search("SUM(case when 1 = 1 then days.reach end")


def _key(level: str) -> list[str]:
    return [name.replace("stat_time_day", "day") for name in KEYS[DAILY_STREAMS[level]]]
