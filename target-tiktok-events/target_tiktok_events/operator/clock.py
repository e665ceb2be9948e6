"""How far this machine's clock is from TikTok's, by the HTTP header `Date` of an answer."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Final

from target_tiktok_events.operator.finding import Finding, failed, not_checked, ok, warning

CHECK: Final = "clock"
ANCHOR: Final = "clock"
_NOTICED: Final = 30.0
_TOO_MUCH: Final = 300.0
"""Half of what an order's time may lie in the future: the shop's clock needs the other half."""
_ADVICE: Final = "let this machine take its time from the network (NTP)"


def check_clock(date: str, now: float) -> Finding:
    """Compares both clocks.

    Args:
        date: the header, "" without an answer.
        now: Unix seconds of this machine when the answer came.
    """
    try:
        ahead = now - parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return not_checked(CHECK, "there was no answer of TikTok's with a date")
    apart = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} TikTok's"
    if abs(ahead) >= _TOO_MUCH:
        detail = f"this machine's clock is {apart}: the age of orders is judged wrongly"
        return failed(CHECK, detail, ANCHOR, advice=_ADVICE)
    if abs(ahead) >= _NOTICED:
        return warning(CHECK, f"this machine's clock is {apart}", ANCHOR, advice=_ADVICE)
    return ok(CHECK, f"this machine's clock is within {_NOTICED:.0f} s of TikTok's")
