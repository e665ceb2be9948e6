"""The tap's settings as users see them: `--about`, the READMEs and meltano.yml derive from this.

How their values are read is in `settings`.
"""

from __future__ import annotations

from typing import Any, Final

from singer_sdk import typing as th

from tap_tiktok_ads.config.settings import DEFAULT_API_URL


def _text_list(description_of: str) -> th.CustomType:
    """A list of text; one text passes here and is read by `settings`, a number there too.

    "integer" is not declared: the SDK would read an environment variable as nothing else.
    """
    return th.CustomType(
        {
            "type": ["array", "string", "null"],
            "items": {"type": ["string", "integer"]},
            "title": description_of,
        }
    )


SETTINGS_SCHEMA: Final[dict[str, Any]] = th.PropertiesList(
    th.Property(
        "access_token",
        th.StringType,
        required=True,
        secret=True,
        description="Long-term access token; sent in the header Access-Token.",
    ),
    th.Property(
        "app_id",
        th.StringType,
        description="Id of your developer app. With app_secret: finds all advertisers.",
    ),
    th.Property(
        "app_secret",
        th.StringType,
        secret=True,
        description="Secret of your developer app.",
    ),
    th.Property(
        "advertiser_ids",
        _text_list("Advertiser ids"),
        description="Advertisers to import; without them, all that the token may read. "
        "A comma- or space-separated text is accepted too.",
    ),
    th.Property(
        "exclude_advertiser_ids",
        _text_list("Excluded advertiser ids"),
        default=[],
        description="Advertisers to leave out.",
    ),
    th.Property(
        "start_date",
        th.DateType,
        description="First day to import when there is no bookmark, YYYY-MM-DD. "
        "Without it: 90 days before today.",
    ),
    th.Property(
        "end_date",
        th.DateType,
        description="Last day to import, inclusive; today in the advertiser's time zone if "
        "not set. In the past it makes the run a backfill: bookmarks stay where they are.",
    ),
    th.Property(
        "reimport_lookback_window",
        th.IntegerType,
        default=28,
        description="Days before the bookmark that are imported again, 0 to 365: TikTok "
        "credits conversions to the day of the click for up to 28 days.",
    ),
    th.Property(
        "include_deleted",
        th.BooleanType,
        default=True,
        description="Deleted campaigns, ad groups and ads, and what they spent.",
    ),
    th.Property(
        "metrics",
        _text_list("Metrics"),
        default=[],
        description="Metrics to add to the default ones of the daily metrics streams.",
    ),
    th.Property(
        "max_concurrent_requests",
        th.IntegerType,
        default=8,
        description="Requests under way at once, 1 to 64.",
    ),
    th.Property(
        "max_requests_per_second",
        th.NumberType,
        default=10,
        description="Requests per second of your app's tier: Basic 10, Advanced 20, "
        "Premium 30, Ultimate 50.",
    ),
    th.Property(
        "request_timeout",
        th.NumberType,
        default=60,
        description="Seconds to wait for an answer.",
    ),
    th.Property(
        "api_url",
        th.StringType,
        default=DEFAULT_API_URL,
        description="Host of TikTok's API; https, except on loopback.",
    ),
    th.Property(
        "check_totals",
        th.BooleanType,
        default=True,
        description="Compare the ads' daily spend and impressions with their advertiser's, "
        "and ask again in parts where rows are missing.",
    ),
).to_dict()
