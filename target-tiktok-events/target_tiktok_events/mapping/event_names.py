"""Event names TikTok knows, and which of them an event source takes.

Names are case-sensitive, and the pixel of the shop must use the same name as this target, or
TikTok can't tell that both mean the same order. A configured name is therefore never rewritten,
not even a legacy one.
"""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

CURRENT_NAMES = frozenset(
    "AddPaymentInfo AddToCart AddToWishlist ApplicationApproval CompleteRegistration Contact"
    " CustomizeProduct Download FindLocation InitiateCheckout Lead Purchase Schedule Search"
    " StartTrial SubmitApplication Subscribe ViewContent".split()
)
"""Standard events of TikTok's help centre, "supported standard events"."""

LEGACY_NAMES = frozenset(
    "CompletePayment SubmitForm PlaceAnOrder ClickButton Pageview PageView".split()
)
"""Former standard names that TikTok still takes; shops' pixels send them widely."""

APP_NAMES = frozenset(
    "AchieveLevel AddPaymentInfo AddToCart AddToWishlist Checkout CompleteTutorial CreateGroup"
    " CreateRole GenerateLead InAppADClick InAppADImpr InstallApp JoinGroup LaunchAPP"
    " LoanApplication LoanApproval LoanDisbursal Login Purchase Rate Registration Search"
    " SpendCredits StartTrial Subscribe UnlockAchievement ViewContent".split()
)
"""Standard events of event source `app`."""

STANDARD_NAMES = CURRENT_NAMES | LEGACY_NAMES
"""What event sources web, offline and crm know; other names are custom events."""

PURCHASES = frozenset({"CompletePayment", "Purchase"})
"""Events whose value is what campaigns are optimised for: they are never sent without one."""

ORDER_NAMES = PURCHASES | {"PlaceAnOrder", "Checkout"}
"""Events that stand for an order, for which a missing value is worth counting."""


def is_custom(name: str, event_source: str) -> bool:
    """Whether `name` is a custom event for this event source."""
    if event_source == "app":
        return name not in APP_NAMES and name not in STANDARD_NAMES
    return name not in STANDARD_NAMES
