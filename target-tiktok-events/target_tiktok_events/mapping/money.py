"""The value and the currency of an order: exact, never negative, never a guessed currency."""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.mapping.events import Unmappable
from target_tiktok_events.mapping.values import Number, amount, is_blank, is_negative

if TYPE_CHECKING:
    from target_tiktok_events.mapping.orders import Order

CURRENCIES = frozenset(
    "AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL"
    " HUF IDR ILS INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR"
    " PLN PYG QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VES VND ZAR".split()
)
"""ISO 4217 codes of TikTok's documentation of `properties.currency` (62)."""


def value_of(order: Order) -> Number | None:
    """The value of an order's event; None when the order has no total.

    Raises:
        Unmappable: stage `value`; the total is no plain number, too large, or negative.
    """
    number = amount(order.total)
    if number is None and not is_blank(order.total):
        raise Unmappable("value", amount_problem(order.total), "total")
    return number


def currency_of(order: Order) -> str | None:
    """The currency of an order; None when the order has none.

    Raises:
        Unmappable: stage `value`; TikTok doesn't take the currency.
    """
    found = order.currency
    code = found.strip().upper() if isinstance(found, str) else ""
    if code in CURRENCIES:
        return code
    if is_blank(found):
        return None
    raise Unmappable("value", "is no currency that TikTok takes in events", "currency")


def amount_problem(value: object) -> str:
    """What is wrong with a value that is no amount, to follow the name of its column."""
    if is_negative(value):
        return "is negative; TikTok takes no refunds"
    return "is no plain number such as 12.50"
