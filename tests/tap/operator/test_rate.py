"""What `check` says of the app's tier: what is configured, what that needs, and what is unknown."""

from __future__ import annotations

import pytest

from tap_tiktok_ads.operator.rate import rate_line


@pytest.mark.parametrize(
    ("per_second", "tier", "per_day"),
    [
        (0.5, "Basic", "43,200"),
        (10, "Basic", "864,000"),
        (10.5, "Advanced", "907,200"),
        (20, "Advanced", "1,728,000"),
        (30, "Premium", "2,592,000"),
        (50, "Ultimate", "4,320,000"),
    ],
)
def test_the_tier_is_unknown_and_what_is_configured_needs_one(
    per_second: float, tier: str, per_day: str
) -> None:
    """TikTok tells no app its tier: the line says so, and which tier the setting needs."""
    line = rate_line(per_second, 0)

    assert line.startswith("tier: unknown")
    assert f"needs tier {tier}," in line
    assert f"max_requests_per_second {per_second:g} ({per_day} a day)" in line


def test_more_than_the_highest_tier_is_said_to_be_too_much() -> None:
    """Such a setting can only bring refusals."""
    assert "lower it to 50 (Ultimate)" in rate_line(60, 0)


def test_a_refusal_for_frequency_shows_a_lower_tier() -> None:
    """Nothing was provoked: it came of the requests of the command."""
    line = rate_line(20, 3)

    assert line.startswith("tier: below Advanced, or something else uses this app")
    assert "TikTok refused 3 of these requests" in line
