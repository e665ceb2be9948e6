"""Orders, touches and ROAS: every figure equals what is computed from the shop's rows alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.singer_output import DAILY_STREAMS
from tests.transform.attribution import LEVELS, Sale, sales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.transform.conftest import Built

IDS = {"ad": "ad_id", "ad_group": "adgroup_id", "campaign": "campaign_id"}


def test_sums_of_each_level_are_the_revenue_of_the_shop(built: Built) -> None:
    """Orders without a touch, and those of an ad that nobody knows, are kept in every level."""
    found = built.warehouse.rows(
        "SELECT level, currency, sum(orders), sum(gross_revenue), sum(refunds), sum(net_revenue), "
        "sum(first_touch_orders), sum(orders_with_click_id) FROM adloop.roas_daily "
        "GROUP BY level, currency"
    )

    expected: dict[str, list[Any]] = {}
    for sale in sales(built.shop):
        sums = expected.setdefault(sale.row["currency"], [0] * 6)
        figures = (1, sale.gross, sale.refunds, sale.gross - sale.refunds, 1, sale.has_click_id)
        expected[sale.row["currency"]] = [a + b for a, b in zip(sums, figures, strict=True)]
    assert {(row[0], row[1]): list(row[2:]) for row in found} == {
        (level, currency): sums for level in LEVELS for currency, sums in expected.items()
    }


@pytest.mark.parametrize("level", LEVELS)
def test_orders_stand_beside_the_spend_of_their_last_touch(built: Built, level: str) -> None:
    """Id by id, day by day, currency by currency: orders, revenue, spend and TikTok's claims."""
    found = built.warehouse.rows(
        "SELECT entity_id, day, currency, sum(orders), sum(net_revenue), sum(spend), "
        "sum(claimed_conversions), sum(claimed_value), sum(first_touch_orders) "
        f"FROM adloop.roas_daily WHERE level = '{level}' GROUP BY entity_id, day, currency"
    )

    expected: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [Decimal(0)] * 6)
    zones = _zones(built)
    for sale in sales(built.shop):
        _add(expected, _place(sale, level, -1, zones), (1, sale.gross - sale.refunds, 0, 0, 0, 0))
        _add(expected, _place(sale, level, 0, zones), (0, 0, 0, 0, 0, 1))
    for row in built.imports.records(DAILY_STREAMS[level]):
        place = row[IDS.get(level, "advertiser_id")], row["stat_time_day"], row["currency"]
        claimed = row["complete_payment"], row["total_complete_payment_rate"]
        _add(expected, place, (0, 0, row["spend"], *claimed, 0))
    assert {(row[0], str(row[1]), row[2]): list(row[3:]) for row in found} == expected


def test_blended_figures_are_all_revenue_over_all_spend(built: Built) -> None:
    """Per currency, whoever brought the order; new customers as the shop says."""
    found = built.warehouse.rows(
        "SELECT currency, sum(orders), sum(net_revenue), sum(new_customer_orders), "
        "sum(tiktok_spend), sum(other_spend) FROM adloop.blended_daily GROUP BY currency"
    )

    sold = sales(built.shop)
    days = built.imports.records("advertiser_daily_metrics")
    assert {row[0]: list(row[1:]) for row in found} == {
        currency: [
            sum(sale.row["currency"] == currency for sale in sold),
            sum(s.gross - s.refunds for s in sold if s.row["currency"] == currency),
            sum(s.row["is_new_customer"] for s in sold if s.row["currency"] == currency),
            sum(Decimal(str(row["spend"])) for row in days if row["currency"] == currency),
            0,
        ]
        for currency in ("EUR", "USD")
    }


def test_refunds_that_came_after_the_event_are_told(built: Built) -> None:
    """TikTok's value is too high by what went back since it was sent."""
    (found,) = built.warehouse.rows(
        "SELECT count(*), sum(refunded_after_sending) FROM adloop.orders_attributed "
        "WHERE refunded_after_sending > 0"
    )

    took = {"sent", "already_sent"}
    late = [
        sale.refunds
        for sale in sales(built.shop)
        if sale.refunds and built.shop.fates[sale.row["order_id"]] in took
    ]
    assert found == (len(late), sum(late))
    assert late


def test_touches_are_of_every_kind(built: Built) -> None:
    """The shop above has orders of each level, of several touches, and of none."""
    found = built.warehouse.rows(
        "SELECT last_touch_level, count(*) FROM adloop.orders_attributed GROUP BY last_touch_level"
    )

    assert {level for level, _ in found} == {
        "ad",
        "ad_group",
        "campaign",
        "unknown",
        "unattributed",
    }
    assert max(Counter(len(sale.touches) for sale in sales(built.shop))) > 1


def _add(sums: dict[Any, list[Any]], place: tuple[str, str, str], figures: tuple[Any, ...]) -> None:
    added = zip(sums[place], figures, strict=True)
    sums[place] = [total + Decimal(str(figure or 0)) for total, figure in added]


def _place(sale: Sale, level: str, touch: int, zones: Mapping[str, str]) -> tuple[str, str, str]:
    return sale.entity(level, touch), str(sale.day(zones)), sale.row["currency"]


def _zones(built: Built) -> dict[str, str]:
    rows = built.imports.records("advertisers")
    return {row["advertiser_id"]: row["display_timezone"] for row in rows}
