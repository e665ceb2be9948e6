"""From an envelope to what happens next: one pure function, testable with one argument."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec

from target_tiktok_events.tiktok.client import NO_ANSWER, Envelope
from target_tiktok_events.tiktok.codes import Recovery, is_documented, recovery_of
from target_tiktok_events.tiktok.messages import blames_envelope, event_index, without_values

_POSITION_KEYS: Final = (
    "order_in_batch",
    "event_index",
    "batch_index",
    "index",
    "position",
    "idx",
    "row",
    "order",
)
_SOURCE_ADVICE: Final = (
    "check event_source_id against event_source: web takes a pixel code, offline and crm take the "
    "id of an event set, app an app id"
)
_RETRIED_STATUSES: Final = frozenset([408, 425])
_FIRST_SERVER_ERROR: Final = 500
_LEAVE_IN_DOUBT: Final = frozenset([Recovery.RETRY, Recovery.PARTIAL, Recovery.DUPLICATE])
_PASSING: Final = frozenset([Recovery.ACCEPTED, Recovery.RETRY, Recovery.RETRY_LONG])


class Verdict(msgspec.Struct, frozen=True):
    """One answer, judged.

    `reason` is safe to log and to store. `index` is the event that the message names, and
    `positions` are those that the details of a partial success name; neither is to be trusted
    without a second request. `retry_after` are the seconds that the answer asks to wait.
    `in_doubt`: it leaves open whether TikTok has the events of the request.
    """

    recovery: Recovery
    reason: str
    code: int | None = None
    request_id: str = ""
    index: int | None = None
    positions: tuple[int, ...] = ()
    retry_after: float | None = None
    in_doubt: bool = False

    def __str__(self) -> str:
        """The request id first, because TikTok's support asks for it first."""
        found = [f"request {self.request_id}:" if self.request_id else ""]
        found.append(f"code {self.code}" if self.code is not None else "")
        asks = f"(asks to wait {self.retry_after:.0f} s)" if self.retry_after else ""
        return " ".join(filter(None, [*found, self.reason, asks]))


def judge(envelope: Envelope) -> Verdict:
    """Decides what one answer means for the events of its request.

    TikTok's code takes precedence over the HTTP status, but for answers that no application
    gives: a redirect, a wrong path, too large a request; and for a server's or a gateway's fault
    that passes.
    """
    if envelope.code is None or _status_decides(envelope.status, envelope.code):
        return _by_status(envelope)
    recovery, meaning = recovery_of(envelope.code)
    isolates = recovery in {Recovery.ISOLATE, Recovery.ISOLATE_OR_STOP}
    advice = ""
    if isolates and blames_envelope(envelope.message):
        recovery = Recovery.STOP
        advice = _SOURCE_ADVICE if "event_source_id" in envelope.message else ""
    return Verdict(
        recovery,
        ": ".join(filter(None, [meaning, without_values(envelope.message).rstrip("."), advice])),
        envelope.code,
        envelope.request_id,
        index=event_index(envelope.message) if isolates else None,
        positions=named_positions(envelope.data) if recovery is Recovery.PARTIAL else (),
        retry_after=envelope.retry_after,
        in_doubt=recovery in _LEAVE_IN_DOUBT,
    )


def _status_decides(status: int, code: int) -> bool:
    if status in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.NOT_FOUND}:
        return True
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return True
    recovery, _ = recovery_of(code)
    if _is_throttled_or_down(status):
        return recovery in _PASSING or not is_documented(code)
    return recovery is Recovery.ACCEPTED and not _is_success(status)


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _is_throttled_or_down(status: int) -> bool:
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR


def _by_status(envelope: Envelope) -> Verdict:
    """Judges an answer that holds no usable code: a gateway's page, or no answer at all."""
    status = envelope.status
    if status == NO_ANSWER:
        return Verdict(Recovery.RETRY, envelope.message, in_doubt=envelope.connected)
    reason = f"HTTP {status}"
    if envelope.code is None:
        reason += " without a readable return code"
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        recovery, reason = Recovery.SHRINK, "HTTP 413: the request is too large"
    elif _is_throttled_or_down(status):
        recovery = Recovery.RETRY_LONG
    elif status in _RETRIED_STATUSES or _is_success(status):
        recovery = Recovery.RETRY
    else:
        recovery, reason = Recovery.STOP, f"{reason}: check api_url"
    return Verdict(
        recovery,
        reason,
        envelope.code,
        envelope.request_id,
        retry_after=envelope.retry_after,
        in_doubt=_is_success(status) or status >= _FIRST_SERVER_ERROR,
    )


def named_positions(data: object) -> tuple[int, ...]:
    """The positions that the details of a partial success name, wherever they stand in them.

    TikTok publishes no shape, so every object below `data` counts that holds a whole number
    under a key which means a position.
    """
    found: set[int] = set()
    to_visit = [data]
    while to_visit:
        node = to_visit.pop()
        if isinstance(node, list):
            to_visit.extend(node)
        elif isinstance(node, dict):
            to_visit.extend(node.values())
            found.update(_position(node))
    return tuple(sorted(found))


def _position(node: dict[str, object]) -> list[int]:
    for key in _POSITION_KEYS:
        value = node.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return [value]
    return []
