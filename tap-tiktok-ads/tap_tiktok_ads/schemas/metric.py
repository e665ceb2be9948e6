"""A metric of TikTok's BASIC report, and the level it can be asked for at."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tap_tiktok_ads.schemas.column import Kind


class Level(Enum):
    """`data_level` of a report request."""

    AD = "AUCTION_AD"
    AD_GROUP = "AUCTION_ADGROUP"
    CAMPAIGN = "AUCTION_CAMPAIGN"
    ADVERTISER = "AUCTION_ADVERTISER"


ALL_LEVELS = frozenset(Level)
CAMPAIGN_AND_BELOW = frozenset({Level.CAMPAIGN, Level.AD_GROUP, Level.AD})
AD_GROUP_AND_BELOW = frozenset({Level.AD_GROUP, Level.AD})


class Metric(NamedTuple):
    """One metric. `levels` are those at which TikTok accepts it; elsewhere it refuses the request.

    TikTok sends every metric as text; `kind` is what the text becomes.
    """

    name: str
    kind: Kind
    description: str
    levels: frozenset[Level] = ALL_LEVELS
