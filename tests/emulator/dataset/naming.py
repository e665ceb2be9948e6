"""Names that break careless code: quotes, emoji, CJK, line breaks, right-to-left, leading blank."""

from __future__ import annotations

CAMPAIGNS = (
    "Spring traffic",
    "App 📱 Installs – Österreich",  # noqa: RUF001 - the dash is there on purpose
    "夏のキャンペーン 🌸",
    'He said "buy", then left',
    "الصيف / verano \\ 2026",
)
AD_GROUPS = ("DE 25-34", "韓国 · 关键词", "it's <b>bold</b> & 100 %", "two\nlines")
ADS = ("video a", "👩‍👩‍👧 family cut", "ビデオ②", 'quote " and , comma', " leading blank")


def campaign_name(index: int) -> str:
    """The name of the campaign at a position of its advertiser."""
    return f"{CAMPAIGNS[index % len(CAMPAIGNS)]} #{index}"


def ad_group_name(index: int) -> str:
    """The name of the ad group at a position of its advertiser."""
    return f"{AD_GROUPS[index % len(AD_GROUPS)]} #{index}"


def ad_name(index: int) -> str:
    """The name of the ad at a position of its advertiser."""
    return f"{ADS[index % len(ADS)]} #{index}"
