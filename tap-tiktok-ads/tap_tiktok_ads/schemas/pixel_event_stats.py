"""Columns of `pixel_event_stats`: `GET /pixel/event/stats/`, asked for day by day."""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Column, Kind

COLUMNS: tuple[Column, ...] = (
    Column("advertiser_id", Kind.ID, "Advertiser that may use the pixel."),
    Column("pixel_id", Kind.ID, "Pixel id."),
    Column("pixel_code", Kind.ID, "Pixel code, to which events are sent."),
    Column(
        "event",
        Kind.TEXT,
        "Event, as TikTok names it here: for some apps CompletePayment is SHOPPING.",
    ),
    Column("is_custom_event", Kind.BOOLEAN, "Whether it is none of TikTok's standard events."),
    Column("stat_date_utc", Kind.DATE, "Day in UTC, unlike those of the daily metrics."),
    Column("total_count", Kind.INTEGER, "Events received: browser_count and server_count."),
    Column("browser_count", Kind.INTEGER, "Events that the pixel sent from browsers."),
    Column("server_count", Kind.INTEGER, "Events that came through the Events API."),
    Column(
        "attributed_count",
        Kind.INTEGER,
        "Events credited to ads; grows while an attribution window is open.",
    ),
    Column("preview_count", Kind.INTEGER, "Events of people who looked at an ad's preview."),
)
