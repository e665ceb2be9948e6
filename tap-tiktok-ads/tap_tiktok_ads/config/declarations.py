"""The tap's settings, declared once.

Everything else that speaks of settings derives from this table: the JSON schema of `--about`
(`json_schema`), defaults and checks (`readings`), the README's table and meltano.yml.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final


class Kind(Enum):
    """What a value is, and so how it is read."""

    TEXT = auto()
    URL = auto()
    PATH = auto()
    DATABASE = auto()
    IDS = auto()
    METRICS = auto()
    OBJECTS = auto()
    DATE = auto()
    WHOLE_NUMBER = auto()
    NUMBER = auto()
    DAYS_OR_AUTO = auto()
    YES_OR_NO = auto()
    CHOICE = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `default` is what counts when nothing is set, as it would stand in a JSON file; `low` and
    `high` bound a number, both included; `choices` are all that a text can be. `advice` says what
    to do when a required one is missing.
    """

    name: str
    kind: Kind
    description: str
    default: Any = None
    low: float | None = None
    high: float | None = None
    title: str | None = None
    secret: bool = False
    required: bool = False
    advice: str = ""
    choices: tuple[str, ...] = ()


LEAST: Final = 0.001
"""A rate or a timeout is more than nothing."""

AUTO: Final = "auto"
"""The `reimport_lookback_window` that follows each advertiser's own attribution windows."""

DECIMAL: Final = "decimal"
"""The choice of `decimals` that keeps money exact in every warehouse that has decimals."""

SETTINGS: Final = (
    Setting(
        "access_token",
        Kind.TEXT,
        "Long-term access token; sent in the header Access-Token.",
        secret=True,
        required=True,
        advice="set the token that TikTok gave when the advertiser authorized your app "
        "(environment variable TAP_TIKTOK_ADS_ACCESS_TOKEN)",
    ),
    Setting(
        "app_id",
        Kind.TEXT,
        "Id of your developer app. With app_secret: finds all advertisers.",
    ),
    Setting(
        "app_secret",
        Kind.TEXT,
        "Secret of your developer app.",
        secret=True,
    ),
    Setting(
        "advertiser_ids",
        Kind.IDS,
        "Advertisers to import; without them, all that the token may read. "
        "A comma- or space-separated text is accepted too.",
        title="Advertiser ids",
    ),
    Setting(
        "exclude_advertiser_ids",
        Kind.IDS,
        "Advertisers to leave out.",
        default=[],
        title="Excluded advertiser ids",
    ),
    Setting(
        "start_date",
        Kind.DATE,
        "First day to import, YYYY-MM-DD; 90 days before today if not set and nothing was "
        "imported yet. To import earlier days later, set `end_date` too: a backfill.",
    ),
    Setting(
        "end_date",
        Kind.DATE,
        "Last day to import, inclusive; today in the advertiser's time zone if "
        "not set. In the past it makes the run a backfill: bookmarks stay where they are.",
    ),
    Setting(
        "reimport_lookback_window",
        Kind.DAYS_OR_AUTO,
        "Days before the bookmark that are imported again, 0 to 365: TikTok "
        "credits conversions to the day of the click for up to 28 days. `auto`: of each advertiser "
        "as many as the longest attribution window of its ad groups that are not deleted, 1 to 28.",
        default=28,
        low=0,
        high=365,
    ),
    Setting(
        "include_deleted",
        Kind.YES_OR_NO,
        "Deleted campaigns, ad groups and ads, and what they spent.",
        default=True,
    ),
    Setting(
        "metrics",
        Kind.METRICS,
        "Metrics to add to the default ones of the daily metrics streams.",
        default=[],
        title="Metrics",
    ),
    Setting(
        "reports",
        Kind.OBJECTS,
        "Reports of your own, a stream each: {name, level, dimensions, metrics, time, filters, "
        "lookback}. They are checked before anything is asked; `allow_unknown: true` leaves names "
        "that are new at TikTok to TikTok.",
        default=[],
        title="Reports",
    ),
    Setting(
        "max_failed_advertisers",
        Kind.WHOLE_NUMBER,
        "Up to so many failed advertisers leave the exit code 0; they are named all the same. "
        "When all fail it is never 0.",
        default=0,
        low=0,
        high=1_000_000,
    ),
    Setting(
        "max_concurrent_requests",
        Kind.WHOLE_NUMBER,
        "Requests under way at once, 1 to 64.",
        default=8,
        low=1,
        high=64,
    ),
    Setting(
        "max_requests_per_second",
        Kind.NUMBER,
        "Requests per second of your app's tier: Basic 10, Advanced 20, Premium 30, Ultimate 50.",
        default=10,
        low=LEAST,
        high=100_000,
    ),
    Setting(
        "request_timeout",
        Kind.NUMBER,
        "Seconds to wait for an answer.",
        default=60,
        low=LEAST,
        high=3600,  # a socket refuses much longer waits with a traceback
    ),
    Setting(
        "api_url",
        Kind.URL,
        "Host of TikTok's API; https, except on loopback.",
        default="https://business-api.tiktok.com",
    ),
    Setting(
        "history_path",
        Kind.PATH,
        "File that gets one JSON line per run: times, version, settings without secrets, counts, "
        "bookmarks, exit code. `tap-tiktok-ads history` prints it as a table.",
    ),
    Setting(
        "change_store_url",
        Kind.DATABASE,
        "SQLAlchemy URL of a SQLite file or PostgreSQL database (extra `postgres`) that remembers "
        "which rows have arrived: those that did not change are not emitted again. A store belongs "
        "to one pipeline.",
        secret=True,  # the URL of a server holds its password
    ),
    Setting(
        "check_totals",
        Kind.YES_OR_NO,
        "Compare the ads' daily spend and impressions with their advertiser's, "
        "and ask again in parts where rows are missing.",
        default=True,
    ),
    Setting(
        "on_incomplete",
        Kind.CHOICE,
        "When rows are known to be missing: `fail` ends with exit code 3 after everything else "
        "was imported, `warn` says it only.",
        default="fail",
        choices=("fail", "warn"),
    ),
    Setting(
        "decimals",
        Kind.CHOICE,
        "How money and ratios travel: `number` as JSON numbers, which Snowflake and BigQuery keep "
        "as floats; `decimal` as exact text, declared as `x-singer.decimal` with precision 38 and "
        "scale 6: loaders that know it make decimals of it, others text.",
        default="number",
        choices=("number", DECIMAL),
    ),
)
