"""How far the imported figures can be relied on."""

from __future__ import annotations

from typing import Final

from adloop_report.views import View, grouped, named, ratio, text, total

LATE: Final = View(
    "late",
    "late",
    "How complete a day is, by its age",
    ("age_days",),
    (
        grouped("age_days", "Days after the day", "count"),
        ratio(
            "share",
            "Conversions that were there",
            ("conversions_at_age", "conversions_latest"),
            "percent",
            "Of the conversions that the same days have now.",
        ),
        ratio(
            "value_share",
            "Value that was there",
            ("purchase_value_at_age", "purchase_value_latest"),
            "percent",
        ),
        total("conversions_at_age", "Conversions then"),
        total("conversions_latest", "Conversions now"),
        total("days_compared", "Days compared"),
    ),
    "age_days",
)
FRESHNESS: Final = View(
    "freshness",
    "freshness",
    "What was imported, per advertiser and stream",
    ("advertiser_id", "stream"),
    (
        named("advertiser", "Advertiser", by="advertiser_id", among="advertisers"),
        grouped("stream", "Stream"),
        text("last_status", "Last import", "status"),
        text("last_run_ended_at", "Ended (UTC)"),
        text("last_complete_at", "Last complete import (UTC)"),
        text("last_complete_day", "Complete until", "day"),
        text("last_data_day", "Last day with data", "day"),
        text("incomplete_days", "Incomplete days"),
        text("error", "Error", "sentence"),
    ),
    "advertiser",
)
ALARMS: Final = View(
    "alarms",
    "alarms",
    "Alarms that fired",
    ("alarm", "subject", "day", "advertiser_id"),
    (
        text("severity", "Severity", "status"),
        grouped("day", "Day", "day"),
        text("sentence", "What to do", "sentence"),
        grouped("subject", "Subject"),
        named("advertiser", "Advertiser", by="advertiser_id", among="advertisers"),
        grouped("alarm", "Alarm"),
    ),
    "severity",
    when_empty="No alarm has fired in this choice.",
)
