"""What TikTok calls the events of a pixel, in its list and in its statistics."""

from __future__ import annotations

import re

from tests.emulator.events.vocabulary import STANDARD_EVENT_NAMES

OPTIMIZATION_EVENTS = {
    "AddToCart": "ON_WEB_CART",
    "ClickButton": "BUTTON",
    "CompletePayment": "SHOPPING",
    "CompleteRegistration": "ON_WEB_REGISTER",
    "PlaceAnOrder": "ON_WEB_ORDER",
    "SubmitForm": "FORM",
    "ViewContent": "ON_WEB_DETAIL",
}
"""Of the names that ad groups are optimised for, those that were seen."""


def is_standard(name: str) -> bool:
    """Whether the name is one of TikTok's own events of web pages."""
    return name in STANDARD_EVENT_NAMES["web"]


def statistics_name(name: str, style: str) -> str:
    """`pixel_event_type` of a standard event: as it is sent, or as ads are optimised for it."""
    return OPTIMIZATION_EVENTS.get(name, name) if style == "optimization" else name


def list_name(name: str) -> str:
    """`event_type` of a standard event: CompletePayment is COMPLETE_PAYMENT there."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
