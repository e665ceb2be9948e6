"""Currencies as data: those of TikTok, those of ISO 4217, and how many digits an amount has."""

# ruff: noqa: SIM905 - lists of codes read better as running text
from __future__ import annotations

CURRENCIES = frozenset(
    "AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL"
    " HUF IDR ILS INR ISK JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR"
    " PLN PYG QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VES VND ZAR".split()
)
"""ISO 4217 codes of TikTok's documentation of `properties.currency` (62)."""

ISO_CURRENCIES = CURRENCIES | frozenset(
    "AFN ALL AMD ANG AOA AWG AZN BAM BBD BGN BMD BND BSD BTN BWP BYN BZD CDF CUP CVE DJF DOP ERN"
    " ETB FJD FKP GEL GHS GIP GMD GNF GYD HTG IQD IRR JMD JOD KGS KMF KPW KYD LAK LBP LKR LRD LSL"
    " LYD MDL MGA MKD MMK MNT MRU MUR MVR MWK MZN NAD NPR PAB PGK RSD RWF SBD SCR SDG SHP SLE SOS"
    " SRD SSP STN SVC SYP SZL TJS TMT TND TOP TTD TZS UGX UYU UZS VUV WST XAF XCD XCG XOF XPF YER"
    " ZMW ZWG".split()
)
"""ISO 4217 codes of money that somebody pays with; no metals, funds or test codes."""

_OTHER_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
_USUAL_DIGITS = 2


def digits_of(currency: str) -> int:
    """How many digits after the point an amount of the currency has, by ISO 4217."""
    return _OTHER_DIGITS.get(currency, _USUAL_DIGITS)
