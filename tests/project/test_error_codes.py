"""Reading pages and posting events recover differently, but they agree on what a code means."""

from __future__ import annotations

import pytest

from tap_tiktok_ads.errors import Rejected, Retryable, RunFailed
from tap_tiktok_ads.tiktok import codes as tap
from target_tiktok_events.tiktok.codes import CODES, Recovery
from target_tiktok_events.tiktok.codes import recovery_of as judged_by_target

SHARED = sorted(set(tap.RECOVERY) & set(CODES))
WAITING = {Recovery.RETRY, Recovery.RETRY_LONG}
# Partially successful: a page is read again, a batch must not be sent again as it is.
DIFFERENT_BY_NATURE = {20001}
AUTHENTICATION = [40101, 40102, 40104, 40105, 40106, 40113, 40124, 40125]
"""The token is missing, wrong, expired or not allowed: asking again can't help."""


def test_most_codes_are_known_to_both() -> None:
    """The comparison below is about something."""
    assert len(SHARED) > 30


@pytest.mark.parametrize("code", [code for code in SHARED if code not in DIFFERENT_BY_NATURE])
def test_both_wait_or_neither(code: int) -> None:
    """A code that heals by waiting heals by waiting in both directions."""
    tap_waits = issubclass(tap.recovery_of(code), Retryable)

    assert tap_waits == (judged_by_target(code)[0] in WAITING)


@pytest.mark.parametrize("code", AUTHENTICATION)
def test_authentication_stops_both(code: int) -> None:
    """Neither repeats a request whose token is refused."""
    assert issubclass(tap.recovery_of(code), RunFailed)
    assert judged_by_target(code)[0] is Recovery.STOP


@pytest.mark.parametrize("code", [50000, 50002, 51010, 59999])
def test_service_errors_heal_by_waiting(code: int) -> None:
    """TikTok's internal errors are waited for by both."""
    assert issubclass(tap.recovery_of(code), Retryable)
    assert judged_by_target(code)[0] in WAITING


def test_an_unknown_code_is_no_success() -> None:
    """A code that neither knows is an error for both."""
    assert tap.recovery_of(49999) is Rejected
    assert judged_by_target(49999)[0] is not Recovery.ACCEPTED
    assert tap.judge(49999, "?", "") is not None
