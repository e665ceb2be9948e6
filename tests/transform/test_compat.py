"""Views with the source tables of Fivetran's package for TikTok: names, types, rows and sums."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.transform.conftest import Built

ID, TEXT, NUMBER, COUNT, TIME = "id", "text", "number", "count", "time"
_REPORT = {
    "stat_time_hour": TIME,
    **dict.fromkeys(("cpc", "cpm", "ctr", "cost_per_conversion", "conversion_rate"), NUMBER),
    **dict.fromkeys(("average_video_play", "average_video_play_per_user", "spend"), NUMBER),
    **dict.fromkeys(("total_purchase_value", "total_sales_lead_value"), NUMBER),
    **dict.fromkeys(("impressions", "clicks", "reach", "likes", "comments", "shares"), COUNT),
    **dict.fromkeys(("profile_visits", "follows", "video_play_actions"), COUNT),
    **dict.fromkeys(("video_watched_2_s", "video_watched_6_s", "video_views_p_25"), COUNT),
    **dict.fromkeys(("video_views_p_50", "video_views_p_75", "conversion"), COUNT),
    "real_time_conversion": COUNT,
}
TABLES = {
    "advertiser": {
        "id": ID,
        **dict.fromkeys(("name", "company", "contacter", "country", "currency"), TEXT),
        **dict.fromkeys(("description", "email", "industry", "language", "timezone"), TEXT),
        **dict.fromkeys(("address", "cellphone_number", "phone_number", "telephone"), TEXT),
        "telephone_number": TEXT,
        "balance": NUMBER,
    },
    "campaign_history": {
        **dict.fromkeys(("campaign_id", "advertiser_id"), ID),
        **dict.fromkeys(("campaign_name", "campaign_type", "split_test_variable"), TEXT),
        **dict.fromkeys(("objective_type", "status", "budget_mode", "is_new_structure"), TEXT),
        "budget": NUMBER,
        **dict.fromkeys(("updated_at", "create_time"), TIME),
    },
    # What TikTok's v1.3 no longer has (action_days, display_name, …) the package fills itself.
    "adgroup_history": {
        **dict.fromkeys(("adgroup_id", "campaign_id", "advertiser_id"), ID),
        **dict.fromkeys(("adgroup_name", "audience_type", "category", "gender"), TEXT),
        **dict.fromkeys(("interest_category_v_2", "age_groups", "languages"), TEXT),
        **dict.fromkeys(("frequency", "frequency_schedule"), COUNT),
        "budget": NUMBER,
        "updated_at": TIME,
    },
    "ad_history": {
        **dict.fromkeys(("ad_id", "adgroup_id", "campaign_id", "advertiser_id"), ID),
        **dict.fromkeys(("ad_name", "call_to_action", "click_tracking_url"), TEXT),
        **dict.fromkeys(("impression_tracking_url", "landing_page_url"), TEXT),
        "updated_at": TIME,
    },
    "ad_report_hourly": {"ad_id": ID, **_REPORT},
    "adgroup_report_hourly": {"adgroup_id": ID, **_REPORT},
    "campaign_report_hourly": {"campaign_id": ID, **_REPORT},
}
TYPES = {
    "text": {ID, TEXT},
    "varchar": {ID, TEXT},
    "numeric": {NUMBER},
    "decimal(28,6)": {NUMBER},
    "bigint": {COUNT},
    "timestamp without time zone": {TIME},
    "timestamp": {TIME},
}
REPORTS = {
    "ad_report_hourly": "daily_metrics",
    "adgroup_report_hourly": "ad_group_daily_metrics",
    "campaign_report_hourly": "campaign_daily_metrics",
}
SUMS = ("spend", "impressions", "clicks", "conversion", "reach", "total_purchase_value")


@pytest.mark.parametrize("view", TABLES)
def test_views_have_the_packages_columns(built: Built, view: str) -> None:
    """Each column that the package reads is there, of the kind that it expects."""
    found = built.warehouse.rows(
        "SELECT column_name, lower(data_type) FROM information_schema.columns "
        f"WHERE table_schema = 'adloop_compat' AND table_name = '{view}'"
    )

    kinds = {name: TYPES[kind] for name, kind in found}
    missing = {name for name, kind in TABLES[view].items() if kind not in kinds.get(name, set())}
    assert missing == set()


@pytest.mark.parametrize("view", REPORTS)
def test_reports_have_the_rows_and_sums_of_their_tables(built: Built, view: str) -> None:
    """One row per object and day, at the first hour; sums equal those of what the tap read."""
    rows = built.imports.records(REPORTS[view])
    sums = ", ".join(f"sum({name})" for name in SUMS)
    ((count, days, hours, *found),) = built.warehouse.rows(
        "SELECT count(*), count(DISTINCT stat_time_hour), max(extract(hour FROM stat_time_hour)), "
        f"{sums} FROM adloop_compat.{view}"
    )

    assert (count, days, hours) == (len(rows), len({row["stat_time_day"] for row in rows}), 0)
    assert found == [Decimal(sum(row[name] for row in rows)) for name in SUMS]


@pytest.mark.parametrize(
    ("report", "history", "key"),
    [
        ("ad_report_hourly", "ad_history", "ad_id"),
        ("adgroup_report_hourly", "adgroup_history", "adgroup_id"),
        ("campaign_report_hourly", "campaign_history", "campaign_id"),
    ],
)
def test_every_reported_object_has_one_row_of_history(
    built: Built, report: str, history: str, key: str
) -> None:
    """Also an ad that TikTok no longer lists: the package's own test wants its advertiser."""
    found = built.warehouse.rows(
        f"SELECT {key}, count(DISTINCT history.advertiser_id), count(DISTINCT currency) "
        f"FROM adloop_compat.{report} AS report "
        f"LEFT JOIN adloop_compat.{history} AS history USING ({key}) "
        "LEFT JOIN adloop_compat.advertiser ON advertiser.id = history.advertiser_id GROUP BY 1"
    )
    ((rows, ids),) = built.warehouse.rows(
        f"SELECT count(*), count(DISTINCT {key}) FROM adloop_compat.{history}"
    )

    assert found
    assert {row[1:] for row in found} == {(1, 1)}
    assert rows == ids


def test_a_campaigns_status_is_filled(built: Built) -> None:
    """The package reads `status`, which TikTok calls operation_status."""
    found = built.warehouse.rows("SELECT campaign_id, status FROM adloop_compat.campaign_history")

    assert dict(found) == {
        row["campaign_id"]: row["operation_status"] for row in built.imports.records("campaigns")
    }
