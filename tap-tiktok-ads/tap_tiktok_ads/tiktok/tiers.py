"""TikTok's tiers of developer apps: how many requests one may send.

Source: TikTok's page "API rate limits". No answer tells an app its tier, and none holds a header
that does: it shows on the app's page, or by being refused.
"""

from __future__ import annotations

from typing import Final

TIERS: Final = {"Basic": 10, "Advanced": 20, "Premium": 30, "Ultimate": 50}
"""Name → requests a second, lowest first."""

SECONDS_OF_A_DAY: Final = 86_400


def tier_for(per_second: float) -> str | None:
    """Return the lowest tier that allows so many requests a second; None where none does."""
    return next((name for name, most in TIERS.items() if per_second <= most), None)


def per_day(per_second: float) -> int:
    """Return how many requests a day that is: a day's quota is a second's for its whole length."""
    return int(per_second * SECONDS_OF_A_DAY)
