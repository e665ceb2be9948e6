"""TikTok's return codes: what each means, and what to do about it.

The codes are those of TikTok's documentation, "Return codes". The HTTP status is not the error
channel: application errors come as HTTP 200, so the code takes precedence over the status.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final


class Recovery(Enum):
    """What the sender does next about one answer."""

    ACCEPTED = "the events were taken"
    DUPLICATE = "TikTok has this request already"
    PARTIAL = "some events were taken, which ones is not certain"
    RETRY = "wait and send again"
    RETRY_LONG = "wait for minutes, all requests together, and send again"
    ISOLATE = "find the event at fault"
    ISOLATE_OR_STOP = "find the event at fault; if every event is refused alike, stop"
    SHRINK = "send fewer events at once"
    STOP = "every request would be refused alike"


_R = Recovery

CODES: Final = MappingProxyType(
    {
        0: (_R.ACCEPTED, "accepted"),
        20001: (_R.PARTIAL, "partially accepted"),
        40000: (_R.ISOLATE, "invalid parameters"),
        40001: (
            _R.STOP,
            "no permission: are access_token and event_source_id those of one advertiser?",
        ),
        40002: (_R.ISOLATE, "invalid parameter"),
        40006: (_R.STOP, "wrong version of the API"),
        40007: (_R.STOP, "the event source does not exist: check event_source_id"),
        40008: (_R.STOP, "not supported in the sandbox"),
        40009: (_R.STOP, "not supported in the sandbox"),
        40010: (_R.STOP, "wrong domain: check api_url"),
        40014: (_R.STOP, "not supported in the sandbox"),
        40016: (_R.RETRY_LONG, "too many requests of the app"),
        40050: (_R.DUPLICATE, "duplicated request"),
        40051: (_R.STOP, "wrong route: check api_url"),
        40061: (_R.SHRINK, "invalid batch size"),
        40062: (_R.ISOLATE, "personal data that is not hashed"),
        40063: (_R.STOP, "invalid partner name"),
        40100: (_R.RETRY_LONG, "too many requests of the app"),
        40101: (_R.STOP, "the access token was refused: check access_token"),
        40102: (_R.STOP, "the access token has expired: check access_token"),
        40104: (_R.STOP, "the access token is empty: check access_token"),
        40105: (_R.STOP, "the access token is wrong or was revoked: check access_token"),
        40106: (_R.STOP, "the access token was refused: check access_token"),
        40113: (_R.STOP, "the app was refused: check access_token"),
        40117: (_R.STOP, "the app was refused: check access_token"),
        40118: (_R.STOP, "the app is not on TikTok's list for this API"),
        40124: (_R.STOP, "the access token was refused: check access_token"),
        40125: (_R.STOP, "the access token was refused: check access_token"),
        40130: (_R.STOP, "the access token was refused: check access_token"),
        40132: (_R.RETRY_LONG, "too many requests for this event source"),
        40133: (_R.RETRY_LONG, "too many requests of the advertiser"),
        40202: (_R.RETRY, "write conflict"),
        40300: (_R.STOP, "the advertiser does not exist"),
        40301: (_R.STOP, "the advertiser does not exist"),
        40400: (_R.STOP, "wrong endpoint: check api_url"),
        40700: (_R.RETRY, "internal service failure"),
        41001: (_R.STOP, "the endpoint is offline"),
        60001: (_R.RETRY_LONG, "TikTok is under maintenance"),
        61000: (_R.RETRY_LONG, "too many requests"),
    }
)

_FAMILIES: Final = (
    (range(40000, 50000), (_R.ISOLATE_OR_STOP, "undocumented client error")),
    (range(50000, 60000), (_R.RETRY, "service error")),
    (range(60000, 70000), (_R.RETRY_LONG, "service unavailable")),
)


def recovery_of(code: int) -> tuple[Recovery, str]:
    """The recovery for a return code and its meaning; a code of no known family stops the run."""
    if (known := CODES.get(code)) is not None:
        return known
    for codes, recovery in _FAMILIES:
        if code in codes:
            return recovery
    return Recovery.STOP, "undocumented code"


def is_documented(code: int) -> bool:
    """Whether a code is in TikTok's table, so that it says more than the HTTP status."""
    return code in CODES
