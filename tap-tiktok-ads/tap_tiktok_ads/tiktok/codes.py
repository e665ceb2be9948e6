"""TikTok's return codes: which error each is. `RECOVERY` is the table, `judge` applies it.

The codes are those of TikTok's official SDK (`tiktok_code.py`) and those seen in public issue
threads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    AppBlocked,
    AppRefused,
    EndpointGone,
    LaneThrottled,
    NamesRefused,
    NotGranted,
    QueryTooLarge,
    Rejected,
    Retryable,
    RunFailed,
    StreamFailed,
    Throttled,
    TikTokError,
    Unavailable,
    WrongAddress,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _table(*rows: tuple[type[TikTokError], Sequence[int]]) -> dict[int, type[TikTokError]]:
    return {code: error for error, codes in rows for code in codes}


RECOVERY: Final[Mapping[int, type[TikTokError]]] = _table(
    (Throttled, [40016, 40100, 40132]),
    (LaneThrottled, [40133]),
    (Retryable, [20001, 40200, 40201, 40202, 40700]),
    (Unavailable, [60001, 61000]),
    (QueryTooLarge, [40067]),
    (Rejected, [40000, 40002, 40007, 40011, 40012]),
    (AdvertiserFailed, [40001, 40003, 40114, 40300, 40301, 40302]),
    (StreamFailed, [40008, 40117, 40118, 40119, 40130, 40131]),
    (EndpointGone, [40400, 41001, 41002]),
    (WrongAddress, [40006, 40009, 40010, 40013, 40051]),
    (RunFailed, [*range(40101, 40111), 40112, 40115, 40116, 40309, 70001]),
    (AppBlocked, [40113, 40124, 40125, 41000]),
)
"""TikTok's return code → what to do. Codes that are not listed: see `recovery_of`."""

SERVICE_CODES: Final = range(50000, 60000)
"""TikTok's internal services; all of them recover by waiting."""

PARAMETER_ERROR: Final = 40002
_CONFLICT: Final = "The input params including metrics and dimensions have no relation"
_INVALID_METRICS = re.compile(r"Invalid metric fields:\s*\[(?P<names>[^\]]*)\]")
_INVALID_FIELD = re.compile(r"fields\.\d+:.*correct is\s*\[(?P<names>[^\]]*)\]", re.DOTALL)
_SCOPE_MISSING = re.compile(
    r"does not grant you\b.*permission|permission to operate pixel", re.IGNORECASE | re.DOTALL
)
_ADVERTISER_GONE = re.compile(r"advertiser\b.*(doesn't exist|has been deleted)", re.IGNORECASE)
_APP_REFUSED = re.compile(r"\b(app.?id|secret)\b", re.IGNORECASE)
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


def recovery_of(code: int) -> type[TikTokError]:
    """Say what to do about a return code: the table, else by range, else `Rejected`."""
    if code in SERVICE_CODES:
        return Retryable
    return RECOVERY.get(code, Rejected)


def is_known(code: int) -> bool:
    """Say whether TikTok documents a code, so that it says more than an HTTP status."""
    return code in RECOVERY or code in SERVICE_CODES


def judge(code: int, message: str, request_id: str) -> TikTokError | None:
    """Turn an envelope's verdict into an error, or None for success.

    Only `code` decides; the text is read where one code means several things: 40001 is a lost
    advertiser or what it does not grant, 40002 is a bad name, a lost advertiser or a bad request;
    a refused app has the code of a refused token.
    """
    if code == 0:
        return None
    text = f"TikTok answered {code}: {message}"
    if names := _INVALID_METRICS.search(message):
        refused = frozenset(_QUOTED.findall(names["names"]))
        return NamesRefused(text, code=code, request_id=request_id, refused=refused)
    if code == PARAMETER_ERROR and _CONFLICT in message:
        return NamesRefused(text, code=code, request_id=request_id)
    if names := _INVALID_FIELD.search(message):
        legal = frozenset(_QUOTED.findall(names["names"]))
        return NamesRefused(text, code=code, request_id=request_id, legal=legal)
    kind = recovery_of(code)
    if kind is AdvertiserFailed and _SCOPE_MISSING.search(message):
        kind = NotGranted
    elif kind is RunFailed and _APP_REFUSED.search(message):
        kind = AppRefused
    elif kind is Rejected and _ADVERTISER_GONE.search(message):
        kind = AdvertiserFailed
    return kind(text, code=code, request_id=request_id)
