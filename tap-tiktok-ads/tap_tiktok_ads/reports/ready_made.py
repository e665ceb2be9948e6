"""The ready-made reports besides the daily ones: an entry each, imported where they are selected.

Each entry takes of the default metrics what TikTok takes with its dimensions.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Final

from tap_tiktok_ads.reports.breakdowns import AUDIENCE, BASIC, breakdown_of
from tap_tiktok_ads.reports.daily_reports import (
    AD_GROUP_REPORT,
    AD_REPORT,
    ADVERTISER_REPORT,
    CAMPAIGN_REPORT,
    SMART_PLUS_AD,
)
from tap_tiktok_ads.reports.report import Grain, Report
from tap_tiktok_ads.reports.rules import is_taken

HOURLY_LOOKBACK: Final = 3
"""Days: an hour's costs settle within two; its conversions are those of the daily reports."""

_OF_LEVEL: Final = {
    "ad": AD_REPORT,
    "ad_group": AD_GROUP_REPORT,
    "campaign": CAMPAIGN_REPORT,
    "advertiser": ADVERTISER_REPORT,
}
_BREAKDOWNS: Final = {
    "country": (BASIC, ("country_code",)),
    "province": (AUDIENCE, ("province_id",)),
    "platform": (AUDIENCE, ("platform",)),
    "placement": (AUDIENCE, ("placement",)),
    "language": (AUDIENCE, ("language",)),
    "age_gender": (AUDIENCE, ("age", "gender")),
}
_WHOLE: Final = (
    "Rows add up to the same object's daily rows; reach and frequency add up to nothing."
)
_PART: Final = (
    "Rows add up to less than the same object's daily rows: what TikTok can't assign has no row. "
    "Reach and frequency add up to nothing."
)


def _taking_what_fits(report: Report) -> Report:
    metrics = tuple(
        one for one in report.metrics if report.level in one.levels and is_taken(one.name, report)
    )
    return replace(report, metrics=metrics, is_default=False, takes_extra_metrics=False)


def _hourly(prefix: str, base: Report) -> Report:
    return _taking_what_fits(
        replace(
            base,
            name=f"{prefix}_hourly_metrics",
            grain=Grain.HOUR,
            lookback=HOURLY_LOOKBACK,
            adds_up_to=_WHOLE,
        )
    )


def _lifetime(prefix: str, base: Report) -> Report:
    return _taking_what_fits(
        replace(
            base,
            name=f"{prefix}_lifetime_metrics",
            grain=Grain.LIFETIME,
            adds_up_to="One row per object: all its time. Of reach each person counts once.",
        )
    )


def _broken_down(prefix: str, base: Report, kind: str) -> Report:
    report_type, names = _BREAKDOWNS[kind]
    found = [breakdown_of(name, report_type) for name in names]
    return _taking_what_fits(
        replace(
            base,
            name=f"{prefix}_{kind}_daily_metrics",
            report_type=report_type,
            breakdowns=tuple(one.column for one in found if one is not None),
            adds_up_to=_PART,
        )
    )


def _basic(base: Report, name: str, dimension: str) -> Report:
    found = breakdown_of(dimension, BASIC)
    columns = (found.column,) if found is not None else ()
    return _taking_what_fits(replace(base, name=name, breakdowns=columns, adds_up_to=_PART))


READY_MADE: Final = (
    *(_hourly(prefix, base) for prefix, base in _OF_LEVEL.items()),
    *(_lifetime(prefix, base) for prefix, base in _OF_LEVEL.items()),
    *(
        _broken_down(prefix, base, kind)
        for kind in _BREAKDOWNS
        for prefix, base in _OF_LEVEL.items()
    ),
    _basic(AD_GROUP_REPORT, "search_terms_daily_metrics", "search_terms"),
    _basic(CAMPAIGN_REPORT, "custom_events_daily_metrics", "custom_event_type"),
    _taking_what_fits(
        replace(
            AD_REPORT,
            name="smart_plus_ad_daily_metrics",
            id_column=SMART_PLUS_AD,
            adds_up_to="Rows add up to their campaigns'; daily_metrics has upgraded Smart+ by "
            "creative, so never add both.",
        )
    ),
)

PATTERNS: Final = (
    *("*_hourly_metrics", "*_lifetime_metrics"),
    *(f"*_{kind}_daily_metrics" for kind in _BREAKDOWNS),
    *("search_terms_daily_metrics", "custom_events_daily_metrics", "smart_plus_ad_daily_metrics"),
)
"""Their names, as few patterns: whoever selects streams leaves them out by these."""


def is_ready_made(name: str) -> bool:
    """Say whether a name is, or looks like, that of a ready-made report."""
    return any(fnmatchcase(name, pattern) for pattern in PATTERNS)
