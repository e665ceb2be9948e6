"""Phone numbers -> E.164, by Google's metadata (`phonenumbers`).

TikTok matches a phone number by the hash of `+`, calling code and national number, without the
trunk zero. Kept is every number whose length is possible in its country; whether somebody ever
got the number is not asked, because numbering plans change faster than the metadata.

libphonenumber's own parser is the judge (`library_e164`). It costs more than all the rest of an
event, so numbers written with ASCII digits and usual punctuation take a path of their own: the
same steps on the same metadata, with the patterns compiled once. Rare steps go to the library.
"""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS

from target_tiktok_events.personal.normalise import Unusable, is_digest
from target_tiktok_events.personal.numbering_plans import (
    NumberingPlan,
    plan_of_code,
    plan_of_region,
)

_PUNCTUATION = dict.fromkeys(map(ord, " -.()\u00a0"))
_MAX_DIGITS = 20
_MIN_DIGITS = 3
_LONGEST_CODE = 3
_FILLER_ENDS = frozenset({"00000", "11111", "99999", "67890", "56789"})
_FILLER = re.compile(r"\+\d{1,3}?(?:0{6,}|1{6,}|9{6,}|0?12345678[09]|0?1234567890)")
_MIN_FILLER = 5
_FILLER_TEXTS = frozenset("na n/a nil null none unknown undefined nan - -- 0".split())
_CALLING_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
_ALIASES = {"UK": "GB", "EL": "GR"}


@lru_cache(maxsize=1024)
def region_of(code: str | None) -> str | None:
    """The region for `e164` of an ISO 3166-1 alpha-2 code in either case; None if unknown."""
    if code is None:
        return None
    region = code.strip().upper()
    region = _ALIASES.get(region, region)
    return region if region in SUPPORTED_REGIONS else None


def e164(text: str, region: str | None) -> str | None:
    """The number as `+` and digits; None when it is no possible number.

    `region` (of `region_of`) is the country of numbers written without a calling code; without
    a region only numbers with a `+` can be read. Extensions are dropped.
    """
    number = text.translate(_PUNCTUATION)
    international = number[:1] == "+"
    digits = number[1:] if international else number
    if not (digits.isascii() and digits.isdigit() and _MIN_DIGITS <= len(digits) <= _MAX_DIGITS):
        return library_e164(text, region)
    if international:
        return _international(digits, text, region)
    if region is None:
        return None
    return _national(digits, plan_of_region(region), text, region)


def library_e164(text: str, region: str | None) -> str | None:
    """What `e164` promises, by libphonenumber's parser alone."""
    first = _parsed(text, region)
    # A number that reads differently once it is in E.164 form (two trunk prefixes) is no number.
    return first if first is not None and _parsed(first, region) == first else None


def _parsed(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _international(digits: str, text: str, region: str | None) -> str | None:
    for length in range(1, _LONGEST_CODE + 1):
        code = digits[:length]
        if code in _CALLING_CODES:
            return _checked(digits[length:], plan_of_code(code), text, region)
    return library_e164(text, region)


def _national(digits: str, plan: NumberingPlan, text: str, region: str) -> str | None:
    if plan.dials_abroad(digits):
        return library_e164(text, region)
    if digits.startswith(plan.code):
        rest = plan.without_prefix(digits[len(plan.code) :])
        if rest is None:
            return library_e164(text, region)
        if (not plan.matches(digits) and plan.matches(rest)) or plan.is_too_long(digits):
            return _checked(rest, plan_of_code(plan.code), text, region)
    return _checked(digits, plan, text, region)


def _checked(digits: str, plan: NumberingPlan, text: str, region: str | None) -> str | None:
    number = plan.national_number(digits)
    if number is None:
        return library_e164(text, region)
    main = plan_of_code(plan.code)
    if len(number) not in main.lengths:
        return None
    if number is digits and main is plan:
        return f"+{plan.code}{number}"
    again = main.national_number(number)
    if again is None:
        return library_e164(text, region)
    return f"+{plan.code}{number}" if again == number else None


def normalised_phone(text: str, region: str | None) -> str | Unusable:
    """The number in E.164, a SHA-256 digest as it is, or why there is neither."""
    number = e164(text, region)
    if number is None:
        trimmed = text.strip()
        if is_digest(trimmed):
            return trimmed.lower()
        if not trimmed or _is_filler(trimmed):
            return Unusable.PLACEHOLDER if trimmed else Unusable.BLANK
        return Unusable.UNREADABLE
    if number[-5:] in _FILLER_ENDS and _FILLER.fullmatch(number):
        return Unusable.PLACEHOLDER
    return number


def _is_filler(text: str) -> bool:
    if text.lower() in _FILLER_TEXTS:
        return True
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) < _MIN_FILLER:
        return False
    return len(set(digits)) == 1 or digits in "01234567890"
