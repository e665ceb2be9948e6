"""Columns of `pixels`: `GET /pixel/list/`, which has no parameter for them."""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Column, Kind

COLUMNS: tuple[Column, ...] = (
    Column("advertiser_id", Kind.ID, "Advertiser that may use the pixel."),
    Column("pixel_id", Kind.ID, "Pixel id, by which its statistics are read."),
    Column("pixel_code", Kind.ID, "Pixel code, to which events are sent."),
    Column("pixel_name", Kind.TEXT, "Pixel name."),
    Column("pixel_category", Kind.TEXT, "ONLINE_STORE and others; of no effect any more."),
    Column("pixel_setup_mode", Kind.TEXT, "STANDARD or DEVELOPER."),
    Column("partner_name", Kind.TEXT, "Partner that set it up."),
    Column("create_time", Kind.EPOCH, "When it was created, UTC."),
    Column("activity_status", Kind.TEXT, "Whether it has had events lately, where TikTok says so."),
    Column("events", Kind.TEXT_LIST, "Names of the events it has had, as TikTok lists them."),
    Column("event_details", Kind.OBJECT_LIST, "These events with all that TikTok says of them."),
    Column("advanced_matching_fields", Kind.OBJECT, "What the site sends to match people."),
    Column(
        "automatic_advanced_matching_fields",
        Kind.OBJECT,
        "What TikTok finds on the site by itself to match people.",
    ),
    Column("enable_first_party_cookies", Kind.BOOLEAN, "Whether it sets cookies of the site."),
    Column("enable_expanded_data_sharing", Kind.BOOLEAN, "Whether it shares more data."),
    Column("asset_ownership", Kind.OBJECT, "Who owns it, and whether it is shared."),
)
