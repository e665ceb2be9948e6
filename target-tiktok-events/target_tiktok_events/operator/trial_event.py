"""An event that TikTok shows under Test Events and never counts, to try a token."""

from __future__ import annotations

import hashlib
import time
import uuid
from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.mapping.event_names import PURCHASES
from target_tiktok_events.operator.finding import failed, not_checked, ok
from target_tiktok_events.tiktok.client import NO_ANSWER, Client
from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.sending import Destination
from target_tiktok_events.tiktok.verdicts import judge

if TYPE_CHECKING:
    from target_tiktok_events.config.event_sources import EventSource
    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.operator.finding import Finding
    from target_tiktok_events.tiktok.client import Envelope
    from target_tiktok_events.tiktok.verdicts import Verdict

HOW_TO_GET_A_CODE: Final = (
    "open the event source in TikTok Events Manager, take the code from its tab Test Events, and "
    "give it as --test-event-code or in test_event_code"
)
_EXAMPLE_EMAIL: Final = "check@example.com"
_DEFAULT_NAME: Final = "CompletePayment"
_NO_PERMISSION: Final = 40001
_OTHER_SOURCE: Final = "copy event_source_id from Events Manager again, and compare event_source"
_TAKEN: Final = frozenset([Recovery.ACCEPTED, Recovery.DUPLICATE])


def send_test_event(settings: Settings, source: EventSource, code: str) -> Envelope:
    """Posts one event under a test code; TikTok's answer.

    Raises:
        ValueError: there is no code, so that the event would count.
    """
    if not code:
        message = "an event without a test code is a production event"
        raise ValueError(message)
    before, after = Destination(source.event_source, source.event_source_id, code).frame()
    client = Client(settings.api_url, source.access_token, settings.request_timeout, 1)
    try:
        return client.post(
            before + msgspec.json.encode(made_event(settings.mapping, source)) + after
        )
    finally:
        client.close()


def made_event(options: MappingOptions, source: EventSource) -> dict[str, Any]:
    """An event of nobody, with what TikTok requires of its kind; each has an id of its own."""
    name = options.event_name if isinstance(options.event_name, str) else _DEFAULT_NAME
    event: dict[str, Any] = {
        "event": name,
        "event_time": int(time.time()),
        "event_id": f"check-{uuid.uuid4().hex}",
        "user": {"email": [hashlib.sha256(_EXAMPLE_EMAIL.encode()).hexdigest()]},
    }
    if name in PURCHASES:
        event["properties"] = {"value": 1, "currency": options.default_currency or "USD"}
    if source.event_source == "web":
        event["page"] = {"url": options.site_url or "https://example.com/"}
    elif source.event_source == "app":
        event["app"] = {"app_id": options.app_id or source.event_source_id}
    elif source.event_source == "crm":
        event["lead"] = {"lead_id": event["event_id"]}
    return event


def finding_of(check: str, envelope: Envelope, code: str, setting: str = "access_token") -> Finding:
    """What TikTok's answer to the test event says about token and event source.

    Args:
        check: what the check is called.
        envelope: the answer.
        code: the test code.
        setting: where the token is written.
    """
    verdict = judge(envelope)
    if envelope.status == NO_ANSWER:
        advice = "check api_url, and whether this machine may reach that host"
        return failed(check, envelope.message, "unreachable", advice=advice)
    if verdict.recovery in _TAKEN:
        took = f"TikTok took a test event under {code}; see Test Events in Events Manager"
        return ok(check, took)
    if verdict.recovery is Recovery.STOP:
        return _refused(check, verdict, setting)
    if verdict.recovery is Recovery.ISOLATE or verdict.recovery is Recovery.ISOLATE_OR_STOP:
        return failed(
            check,
            f"TikTok finds fault with the test event: {verdict}",
            "refused",
            advice="compare event_name and event_source with the event source in Events Manager",
        )
    why = f"TikTok can't answer now: {verdict}. What to do: run check again later"
    return not_checked(check, why, "unreachable", is_missed=True)


def _refused(check: str, verdict: Verdict, setting: str) -> Finding:
    """A refusal that every event would meet; what to do depends on whom it is about."""
    if verdict.code is None or "api_url" in verdict.reason:
        return failed(
            check,
            f"what answers is not TikTok's Events API: {verdict}",
            "address",
            advice="write TikTok's host into api_url, or see whether a proxy answers in its place",
        )
    advice = _OTHER_SOURCE
    if verdict.code == _NO_PERMISSION or "access_token" in verdict.reason:
        advice = (
            "make a token in Events Manager, in the settings of this very event source, and write "
            f"it into {setting}"
        )
    elif "test_event_code" in verdict.reason:
        advice = f"take a new code: {HOW_TO_GET_A_CODE}"
    return failed(check, f"TikTok refuses the test event: {verdict}", "refused", advice=advice)
