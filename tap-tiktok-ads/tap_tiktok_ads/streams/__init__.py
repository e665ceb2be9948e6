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

if TYPE_CHECKING:
    from tap_tiktok_ads.streams.base import TikTokStream

STREAM_TYPES: tuple[type[TikTokStream], ...] = (
    AdvertisersStream,
    CampaignsStream,
    AdGroupsStream,
    AdsStream,
    DailyMetricsStream,
    AdGroupDailyMetricsStream,
    CampaignDailyMetricsStream,
    AdvertiserDailyMetricsStream,
)

__all__ = ["STREAM_TYPES"]
