"""Reconciliation and alarms: every order is in one place, every story is told by its own words."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.transform.shop import AS_OF, made_at, newest
from tests.transform.shop_maker import (
    BROKEN_PIXEL,
    LAST_DAY,
    LOST_EVENTS,
    NO_CURRENCY,
    RUNS,
    SHARED_ID,
)

if TYPE_CHECKING:
    from tests.transform.conftest import Built

FATES = ("ineligible", "left_out", "sent", "already_sent", "dead_lettered", "not_seen")


def test_every_order_is_counted_under_its_fate(built: Built) -> None:
    """Per UTC day of the orders, whatever other runs said of the events."""
    found = built.warehouse.rows(
        f"SELECT day_utc, {', '.join(FATES)} FROM adloop.reconciliation_daily ORDER BY day_utc"
    )

    expected: dict[date, Counter[str]] = {}
    for row in newest(built.shop.orders):
        fate = "sent" if row.get("event_id") else built.shop.fates[row["order_id"]]
        expected.setdefault(made_at(row).date(), Counter())[fate] += 1
    assert {row[0]: list(row[1:]) for row in found} == {
        day: [fates[fate] for fate in FATES] for day, fates in expected.items()
    }


def test_days_are_ok_or_name_their_largest_cause(built: Built) -> None:
    """Lost events and a missing currency are gaps; the day that is not over waits."""
    rows = built.warehouse.rows(
        "SELECT day_utc, status, cause, missing, surplus, eligible, waiting_for "
        "FROM adloop.reconciliation_daily"
    )

    found = {row[0]: row[1:] for row in rows}
    assert found[NO_CURRENCY][:2] == ("gap", "dead letters: no currency")
    assert found[LOST_EVENTS][0] == "gap"
    assert found[LOST_EVENTS][1] == "TikTok counted fewer server events than it took"
    assert found[LAST_DAY][0] == "waiting"
    assert found[LAST_DAY][5] == "The day is not over."
    for status, _, missing, surplus, eligible, _ in found.values():
        if status == "ok":
            assert missing + surplus == 0
        elif status != "waiting":
            assert (missing + surplus > Decimal("0.05") * eligible) == (status == "gap")


def test_the_pixels_statistics_are_those_of_the_shops_pixel(built: Built) -> None:
    """Events of orders alone, under any of TikTok's names; a stranger's pixel is left out."""
    found = built.warehouse.rows(
        "SELECT day_utc, events_sent_to_pixels, pixel_server, pixel_browser "
        "FROM adloop.reconciliation_daily"
    )

    for day, sent, server, browser in found:
        if day == LAST_DAY:
            assert server is None
            continue
        lost = sent - sent // 2 if day == LOST_EVENTS else 0
        assert (server, browser) == (sent - lost, 0 if day == BROKEN_PIXEL else sent)


def test_seven_days_stand_beside_the_reports(built: Built) -> None:
    """Sums of seven days; TikTok's purchases are those of the same dates, of all advertisers."""
    (found,) = built.warehouse.rows(
        "SELECT first_day_utc, orders, reported_conversions FROM adloop.reconciliation_7_days "
        "WHERE day_utc = DATE '2026-03-10'"
    )

    first, last = date(2026, 3, 4), date(2026, 3, 10)
    orders = [row for row in newest(built.shop.orders) if first <= made_at(row).date() <= last]
    claimed = [
        row["complete_payment"] or 0
        for row in built.imports.records("advertiser_daily_metrics")
        if str(first) <= row["stat_time_day"] <= str(last)
    ]
    assert found == (first, len(orders), sum(claimed))


def test_each_story_sets_off_its_own_alarm_and_no_other(built: Built) -> None:
    """The shop's, and those that the imported rows hold; all others are silent."""
    rows = built.warehouse.rows("SELECT alarm, advertiser_id, day, subject FROM adloop.alarms")

    pixels_advertiser = built.shop.statistics[0]["advertiser_id"]
    lost_ad, lost_day = built.imports.odd.lost_row
    assert set(rows) == {
        ("spend_without_events", pixels_advertiser, BROKEN_PIXEL, "browser events"),
        ("wrong_currency", None, NO_CURRENCY, "no currency"),
        ("duplicate_event_ids", None, SHARED_ID, "orders"),
        ("level_gap", _advertiser_of(built, lost_ad), date.fromisoformat(lost_day), "ad"),
        *(("sudden_doubling", *found) for found in _doublings(built)),
    }
    assert len(rows) == len(set(rows))
    assert built.second.with_status("warn") == {f"alarm_{alarm}" for alarm, *_ in rows}


def test_alarms_say_what_to_do(built: Built) -> None:
    """In a sentence with what was found."""
    sentences = dict(built.warehouse.rows("SELECT alarm, sentence FROM adloop.alarms"))

    assert sentences["wrong_currency"].startswith("6 of ")
    assert "see whether the pixel is still on the site" in sentences["spend_without_events"]


def test_instants_are_utc_wherever_dbt_runs(built: Built) -> None:
    """The ledger's table has instants with a zone: they are not read in that of the session."""
    found = built.warehouse.rows(
        "SELECT DISTINCT recorded_at FROM adloop_staging.int_event_outcomes"
    )

    assert {instant for (instant,) in found} == set(RUNS.values())


def _advertiser_of(built: Built, ad_id: str) -> str:
    rows = built.imports.read("daily_metrics")
    return next(str(row["advertiser_id"]) for row in rows if row["ad_id"] == ad_id)


def _doublings(built: Built) -> set[tuple[Any, ...]]:
    """Advertiser, day and name, where spend is twice that of any of the seven days before."""
    names = {row["advertiser_id"]: row["name"] for row in built.imports.records("advertisers")}
    spent = {
        (row["advertiser_id"], date.fromisoformat(row["stat_time_day"])): row["spend"]
        for row in built.imports.records("advertiser_daily_metrics")
    }
    earliest = date.fromisoformat(AS_OF[:10]) - timedelta(days=30)
    found = set()
    for (advertiser, day), spend in spent.items():
        before = [spent.get((advertiser, day - timedelta(days=n)), 0) for n in range(1, 8)]
        doubled = sum(one > 0 for one in before) >= 3 and spend >= 2 * max(before)
        if doubled and day >= earliest:
            found.add((advertiser, day, names[advertiser]))
    return found
