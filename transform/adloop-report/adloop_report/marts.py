"""Which columns of which models the page reads, and what to do where a model is missing or empty.

The one place where the page leans on the dbt project (`transform/models/marts/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

IMPORT_ORDERS: Final = (
    "the models found no orders: name your table in the dbt variables orders_schema and "
    "orders_table, and run dbt build"
)
LOG_OUTCOMES: Final = (
    "there is no log of outcomes: let target-tiktok-events write its ledger, bring the stream "
    "event_outcomes into the warehouse (tap-tiktok-event-log), and run dbt build"
)


@dataclass(frozen=True)
class Mart:
    """A model as the page reads it.

    `columns` are read; one that is missing stays empty and is named on the page. `when_empty` says
    what to do; nothing where it is good news. `day` is the column that the report's period limits;
    None reads every row.
    """

    name: str
    columns: tuple[str, ...]
    when_empty: str
    day: str | None = None


ROAS: Final = Mart(
    "roas_daily",
    (
        *("level", "day", "currency", "entity_id", "entity_name", "attribution"),
        *("advertiser_id", "campaign_id", "adgroup_id", "spend", "impressions", "clicks"),
        *("orders", "gross_revenue", "refunds", "net_revenue", "orders_with_click_id"),
        *("claimed_conversions", "claimed_value"),
    ),
    "no spend and no orders: run the tap's import, and dbt build",
    day="day",
)
BLENDED: Final = Mart(
    "blended_daily",
    (
        *("day", "currency", "orders", "net_revenue", "refunds", "new_customer_orders"),
        *("new_customer_revenue", "orders_with_click_id", "tiktok_spend", "other_spend"),
        "total_spend",
    ),
    IMPORT_ORDERS,
    day="day",
)
ADVERTISERS: Final = Mart(
    "advertisers",
    ("advertiser_id", "advertiser_name", "currency", "timezone"),
    "no advertisers: run the tap's import, and dbt build",
)
RECONCILIATION: Final = Mart(
    "reconciliation_daily",
    (
        *("day_utc", "orders", "ineligible", "left_out", "eligible", "sent", "already_sent"),
        *("dead_lettered", "not_seen", "pixel_total", "pixel_browser", "pixel_server"),
        *("pixel_attributed", "missing", "surplus", "status", "cause", "cause_orders"),
        "waiting_for",
    ),
    IMPORT_ORDERS,
    day="day_utc",
)
LOSSES: Final = Mart(
    "reconciliation_losses_daily",
    ("day_utc", "kind", "stage", "reason", "orders"),
    "",
    day="day_utc",
)
VALUES: Final = Mart(
    "reconciliation_values_daily",
    (
        *("day_utc", "currency", "orders_value", "eligible_value", "sent_value"),
        *("left_out_value", "dead_lettered_value", "not_seen_value", "refunded_after_sending"),
    ),
    IMPORT_ORDERS,
    day="day_utc",
)
WEEKS: Final = Mart(
    "reconciliation_7_days",
    (
        *("day_utc", "first_day_utc", "orders", "eligible", "sent", "pixel_browser"),
        *("pixel_server", "pixel_attributed", "reported_conversions", "status"),
    ),
    "no seven days to compare yet",
    day="day_utc",
)
MATCH_KEYS: Final = Mart(
    "match_keys_daily",
    ("day_utc", "event", "match_key", "events", "events_with_key"),
    LOG_OUTCOMES,
    day="day_utc",
)
LATE: Final = Mart(
    "late_conversions",
    (
        *("advertiser_id", "currency", "age_days", "days_observed", "days_compared"),
        *("conversions_at_age", "conversions_latest"),
        *("purchase_value_at_age", "purchase_value_latest"),
    ),
    "no day was observed yet: run dbt build after each import",
)
FRESHNESS: Final = Mart(
    "freshness",
    (
        *("advertiser_id", "stream", "last_status", "last_run_ended_at", "last_complete_at"),
        *("last_complete_day", "last_data_day", "incomplete_days", "error"),
    ),
    "nothing was imported: select the stream import_status of tap-tiktok-ads, and run dbt build",
)
ALARMS: Final = Mart(
    "alarms",
    ("alarm", "severity", "advertiser_id", "day", "subject", "sentence"),
    "",
)
WINDOWS: Final = Mart(
    "campaign_windows",
    ("campaign_id", "click_windows", "view_windows", "optimization_events", "is_mixed"),
    "no attribution windows: select the stream ad_groups of tap-tiktok-ads",
)

MARTS: Final = (
    *(ROAS, BLENDED, ADVERTISERS, RECONCILIATION, LOSSES, VALUES, WEEKS, MATCH_KEYS, LATE),
    *(FRESHNESS, ALARMS, WINDOWS),
)
