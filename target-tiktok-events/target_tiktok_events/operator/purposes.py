"""What ad groups call the events that they are optimised for, by the names of events.

Source: TikTok's tables of `optimization_event` for websites. Two names may have one purpose.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from target_tiktok_events.mapping.event_names import STANDARD_NAMES

PURPOSES: Final = MappingProxyType(
    {
        "AddPaymentInfo": "ADD_BILLING",
        "AddToCart": "ON_WEB_CART",
        "AddToWishlist": "ON_WEB_ADD_TO_WISHLIST",
        "ClickButton": "BUTTON",
        "CompletePayment": "SHOPPING",
        "CompleteRegistration": "ON_WEB_REGISTER",
        "Contact": "CONSULT",
        "Download": "DOWNLOAD_START",
        "InitiateCheckout": "INITIATE_ORDER",
        "Lead": "FORM",
        "PlaceAnOrder": "ON_WEB_ORDER",
        "Purchase": "SHOPPING",
        "Search": "ON_WEB_SEARCH",
        "SubmitForm": "FORM",
        "Subscribe": "ON_WEB_SUBSCRIBE",
        "ViewContent": "ON_WEB_DETAIL",
    }
)
_KNOWN: Final = frozenset(PURPOSES.values())
_BY_SHOUTED: Final = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(): name for name in sorted(STANDARD_NAMES)
}


def spelled(text: str) -> str | None:
    """The name that a standard event is sent under, given that or COMPLETE_PAYMENT's form."""
    return text if text in STANDARD_NAMES else _BY_SHOUTED.get(text)


def purpose_of(text: str) -> str | None:
    """The `optimization_event` that a name, or such a code itself, stands for."""
    return text if text in _KNOWN else PURPOSES.get(spelled(text) or "")


def shown(code: str) -> str:
    """An `optimization_event` with the names that people know it by."""
    names = [name for name, one in PURPOSES.items() if one == code]
    return f"{code} ({' or '.join(names)})" if names else code
