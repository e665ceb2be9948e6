"""The currencies TikTok takes in events."""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

CURRENCIES = frozenset(
    "AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL"
    " HUF IDR ILS INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR"
    " PLN PYG QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VES VND ZAR".split()
)
"""ISO 4217 codes of TikTok's documentation of `properties.currency` (62)."""
