"""How campaigns are bought, by whom they are steered, and where they were made."""

from __future__ import annotations

from typing import Final

TOP_VIEW: Final = "RESERVATION_TOP_VIEW"
BUYING_TYPES = ("AUCTION", "RESERVATION_RF", TOP_VIEW)
AUTOMATION_TYPES = ("MANUAL", "SMART_PLUS", "UPGRADED_SMART_PLUS")

PLATFORM: Final = "TT_ADS_PLATFORM"
PROMOTE: Final = "PROMOTE"
SYSTEM_ORIGINS = (PLATFORM, PROMOTE)
"""The ads manager, and the TikTok app, where people promote their own posts."""
