"""The streams: declarations over a few bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
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
    ImportStatusStream,
)
"""In the order of reading: totals before what is compared with them, the status at the end."""

__all__ = ["STREAM_TYPES"]
