"""The names and codes TikTok's documentation lists for events, and the shapes of its ids."""

from __future__ import annotations

import re

_SHARED_EVENT_NAMES = frozenset(
    {
        "AddPaymentInfo",
        "AddToCart",
        "AddToWishlist",
        "ApplicationApproval",
        "CompleteRegistration",
        "Contact",
        "CustomizeProduct",
        "Download",
        "FindLocation",
        "InitiateCheckout",
        "Lead",
        "Purchase",
        "Schedule",
        "Search",
        "StartTrial",
        "SubmitApplication",
        "Subscribe",
        "ViewContent",
    }
)
_LEGACY_EVENT_NAMES = frozenset(
    {"CompletePayment", "SubmitForm", "PlaceAnOrder", "ClickButton", "Pageview", "PageView"}
)
_APP_EVENT_NAMES = frozenset(
    {
        "AchieveLevel",
        "AddPaymentInfo",
        "AddToCart",
        "AddToWishlist",
        "Checkout",
        "CompleteTutorial",
        "CreateGroup",
        "CreateRole",
        "GenerateLead",
        "InAppADClick",
        "InAppADImpr",
        "InstallApp",
        "JoinGroup",
        "LaunchAPP",
        "LoanApplication",
        "LoanApproval",
        "LoanDisbursal",
        "Login",
        "Purchase",
        "Rate",
        "Registration",
        "Search",
        "SpendCredits",
        "StartTrial",
        "Subscribe",
        "UnlockAchievement",
        "ViewContent",
    }
)
_SHOP_EVENT_NAMES = _SHARED_EVENT_NAMES | _LEGACY_EVENT_NAMES

STANDARD_EVENT_NAMES = {
    "web": _SHOP_EVENT_NAMES,
    "offline": _SHOP_EVENT_NAMES,
    "crm": _SHOP_EVENT_NAMES,
    "app": _APP_EVENT_NAMES,
}
"""Event source -> standard names, the legacy ones that are still accepted included."""

STANDARD_NAMES_BY_FOLDED = {
    source: {name.casefold() for name in names} for source, names in STANDARD_EVENT_NAMES.items()
}
"""Event source -> case-folded standard names: `completepayment` is a mistake, not a custom name."""

PURCHASE_NAMES = frozenset({"CompletePayment", "Purchase"})

_CURRENCY_LIST = (
    "AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD "
    "HNL HUF IDR ILS INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN "
    "PHP PKR PLN PYG QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VES VND ZAR"
)
CURRENCIES = frozenset(_CURRENCY_LIST.split())
"""The ISO 4217 codes TikTok's documentation lists."""

CONTENT_TYPES = frozenset({"product", "product_group"})
DELIVERY_CATEGORIES = frozenset({"in_store", "curbside", "home_delivery"})
ATT_STATUSES = frozenset({"AUTHORIZED", "DENIED", "NOT_DETERMINED", "RESTRICTED", "NOT_APPLICABLE"})

EVENT_SOURCE_IDS = {
    # A pixel code is about 20 upper-case letters and digits; all digits would be an event set's.
    "web": re.compile(r"(?=[0-9]*[A-Z])[A-Z0-9]{18,22}"),
    "offline": re.compile(r"[0-9]{19}"),
    "crm": re.compile(r"[0-9]{19}"),
    "app": re.compile(r"[0-9]{15,20}"),
}
"""Event source -> the shape of its event source id."""
