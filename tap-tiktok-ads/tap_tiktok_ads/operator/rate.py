"""How fast the settings let the tap ask, which tier that needs, and what TikTok said to it."""

from __future__ import annotations

from tap_tiktok_ads.tiktok.tiers import TIERS, per_day, tier_for


def rate_line(per_second: float, throttled: int) -> str:
    """Return a line on the app's tier.

    `throttled` is how many answers of this command were refusals for the frequency of the whole
    app. Without one the tier is not known: nothing but a refusal shows it, and none is provoked.
    """
    configured = f"max_requests_per_second {per_second:g} ({per_day(per_second):,} a day)"
    needed = tier_for(per_second)
    if needed is None:
        top = max(TIERS, key=lambda name: TIERS[name])
        told = f"more than the highest tier allows: lower it to {TIERS[top]} ({top}) or less"
        return f"tier: {configured} is {told}"
    if throttled:
        return (
            f"tier: below {needed}, or something else uses this app: TikTok refused {throttled} of "
            f"these requests for their frequency at {configured}; lower it to the app's tier"
        )
    return (
        f"tier: unknown, TikTok tells it only on the app's page; {configured} needs tier {needed}, "
        "and nothing was refused for its frequency"
    )
