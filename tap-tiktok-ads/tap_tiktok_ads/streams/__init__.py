"""The streams: declarations over a few bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.config.declarations import SETTINGS
from tap_tiktok_ads.config.readings import read_value
from tap_tiktok_ads.reports.custom_reports import custom_reports
from tap_tiktok_ads.reports.ready_made import READY_MADE
from tap_tiktok_ads.streams.ad_daily_metrics import DailyMetricsStream
from tap_tiktok_ads.streams.advertisers import AdvertisersStream
from tap_tiktok_ads.streams.daily_metrics import (
    AdGroupDailyMetricsStream,
    AdvertiserDailyMetricsStream,
    CampaignDailyMetricsStream,
)
from tap_tiktok_ads.streams.entities import AdGroupsStream, AdsStream, CampaignsStream
from tap_tiktok_ads.streams.import_status import ImportStatusStream
from tap_tiktok_ads.streams.pixels import PixelEventStatsStream, PixelsStream
from tap_tiktok_ads.streams.report_types import stream_type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_tiktok_ads.streams.base import TikTokStream

STREAM_TYPES: tuple[type[TikTokStream], ...] = (
    AdvertisersStream,
    CampaignsStream,
    AdGroupsStream,
    AdsStream,
    AdvertiserDailyMetricsStream,
    CampaignDailyMetricsStream,
    AdGroupDailyMetricsStream,
    DailyMetricsStream,
    PixelsStream,
    PixelEventStatsStream,
    *map(stream_type_of, READY_MADE),
    ImportStatusStream,
)
"""In the order of reading: totals before what is compared with them, the status at the end."""


def name_of(stream: type[TikTokStream]) -> str:
    """Return the name of a type's stream."""
    return stream.name  # type: ignore[misc] # the SDK declares it for instances, ours for classes


def stream_types(config: Mapping[str, Any]) -> tuple[type[TikTokStream], ...]:
    """Return the types of all streams in that order, those of the user's own reports too.

    No other setting is read: discovery needs none.

    Raises:
        SettingError: TikTok would refuse a report of the setting `reports`.
    """
    *others, status = STREAM_TYPES
    (setting,) = (one for one in SETTINGS if one.name == "reports")
    entries = read_value(setting, config.get(setting.name))
    custom = custom_reports(entries, [name_of(one) for one in STREAM_TYPES])
    return (*others, *map(stream_type_of, custom), status)


__all__ = ["STREAM_TYPES", "name_of", "stream_types"]
