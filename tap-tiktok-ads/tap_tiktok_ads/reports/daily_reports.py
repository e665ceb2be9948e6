"""The daily reports: an entry each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tap_tiktok_ads.reports.report import Report
from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.default_metrics import DEFAULT_METRICS
from tap_tiktok_ads.schemas.metric import Level

AD_REPORT: Final = Report(
    name="daily_metrics",
    level=Level.AD,
    id_column=Column(
        "ad_id", Kind.ID, "Ad; the creative's id for upgraded Smart+.", requested=False
    ),
    status_filter="ad_status",
)

AD_GROUP_REPORT: Final = Report(
    name="ad_group_daily_metrics",
    level=Level.AD_GROUP,
    id_column=Column("adgroup_id", Kind.ID, "Ad group.", requested=False),
    status_filter="adgroup_status",
)

CAMPAIGN_REPORT: Final = Report(
    name="campaign_daily_metrics",
    level=Level.CAMPAIGN,
    id_column=Column("campaign_id", Kind.ID, "Campaign.", requested=False),
    status_filter="campaign_status",
)

ADVERTISER_REPORT: Final = Report(
    name="advertiser_daily_metrics",
    level=Level.ADVERTISER,
    id_column=None,
    status_filter=None,
)

SMART_PLUS_AD: Final = Column(
    "ad_id_v2", Kind.ID, "Ad; of upgraded Smart+ the ad itself.", requested=False
)
"""The other id of an ad: `ad_id` is that of a creative where upgraded Smart+ made the ad."""

DAILY_REPORTS: Final = (AD_REPORT, AD_GROUP_REPORT, CAMPAIGN_REPORT, ADVERTISER_REPORT)

COMPARED: Final = frozenset({"spend", "impressions"})
"""The metrics in which the ads of an advertiser must add up to the advertiser's own."""

TOTALS_REPORT: Final = replace(
    ADVERTISER_REPORT, metrics=tuple(one for one in DEFAULT_METRICS if one.name in COMPARED)
)
"""What the rows of the ads are compared with."""
