"""Personal data -> what TikTok may receive: normalise, then SHA-256. Pure functions.

TikTok wants SHA-256 over UTF-8 as lower-case hex, without salt. Each `normalised_…` function
takes the text of one value and gives the text to hash, or says why there is none. A value that
already is such a digest stays as it is, in lower case: it is never hashed twice. Nothing blank
is ever hashed, nor a placeholder that many people share, because it would match strangers.
"""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Unusable(Enum):
    """Why a value is left out of an event."""

    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    UNREADABLE = "unusable"


_NOTHING = frozenset(
    "n/a n.a. n.a null (null) none (none) undefined unknown nan #n/a <na> - -- --- . .. ?"
    " ??".split()
) | {"not available", "not provided", "not applicable", "no value"}
"""Fillers in every column. Real names, states and countries are missing from it on purpose."""
_NAMES = _NOTHING | {"x", "xx", "xxx"}
PLACEHOLDERS = _NOTHING | {"na", "nil", "anonymous", "guest", "test", "0", "-1"}
"""Fillers of ids; "0" is the customer id of every guest in WooCommerce."""
_HEX = re.compile(r"[0-9a-fA-F]+")
_DIGEST_LENGTH = 64
_LONGEST_CODE = 4
_DEVICE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ATT_STATUSES = frozenset("AUTHORIZED DENIED NOT_DETERMINED RESTRICTED NOT_APPLICABLE".split())


def digest(text: str) -> str | None:
    """SHA-256 of a normalised text as 64 lower-case hex characters; a digest stays itself.

    None when the text holds half of a surrogate pair, so that it has no UTF-8 form to hash.
    """
    if len(text) == _DIGEST_LENGTH and is_digest(text):
        return text.lower()
    try:
        return sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        return None


def usual_digest(value: object, normalise: Callable[[str], str | Unusable]) -> str | None:
    """`digest` of usual text, quickly; None for what has to be looked at more closely.

    That is anything but text, what can't be used, and digests.
    """
    if type(value) is not str:
        return None
    normal = normalise(value)
    if type(normal) is not str or len(normal) == _DIGEST_LENGTH:
        return None
    try:
        return sha256(normal.encode()).hexdigest()
    except UnicodeEncodeError:
        return None


def is_digest(text: str) -> bool:
    """Whether `text` is exactly 64 hex characters, in either case."""
    return len(text) == _DIGEST_LENGTH and _HEX.fullmatch(text) is not None


def normalised_external_id(text: str) -> str | Unusable:
    """A customer id, trimmed, case kept: it must equal what the pixel of the shop sends."""
    trimmed = text.strip()
    if not trimmed:
        return Unusable.BLANK
    if trimmed.lower() in PLACEHOLDERS:
        return Unusable.PLACEHOLDER
    return trimmed.lower() if is_digest(trimmed) else trimmed


def normalised_name(text: str) -> str | Unusable:
    """A first or last name, trimmed and in lower case; inner spaces and accents stay."""
    name = text.strip().lower()
    return Unusable.BLANK if not name else Unusable.PLACEHOLDER if name in _NAMES else name


def normalised_zip(text: str) -> str | Unusable:
    """A postal code in lower case without white space; dashes stay, as TikTok's own senders do."""
    code = "".join(text.split()).lower()
    return Unusable.BLANK if not code else Unusable.PLACEHOLDER if code in PLACEHOLDERS else code


def place(text: str) -> str | Unusable:
    """A city or state as TikTok takes it in clear: letters and digits of any script, lower case.

    White space and punctuation go, accents stay: "São Paulo" is "sãopaulo". An email address
    that ended up in the column is unusable, or it would leave in pieces.
    """
    name = text.strip().lower()
    if not name or name in _NOTHING:
        return Unusable.PLACEHOLDER if name else Unusable.BLANK
    compact = "".join(name.split())
    if compact.isalnum():
        return compact
    if "@" in compact:
        return Unusable.UNREADABLE
    kept = "".join(char for char in compact if unicodedata.category(char)[0] in "LNM")
    return kept or Unusable.UNREADABLE


def country(text: str) -> str | Unusable:
    """An ISO 3166-1 alpha-2 code in lower case; anything else is unusable."""
    # Codes are few, so they are remembered; longer text may be anything and isn't.
    return (
        _country(text)
        if len(text) <= _LONGEST_CODE
        else why_unusable(text.strip().lower(), _NOTHING)
    )


@lru_cache(maxsize=1024)
def _country(text: str) -> str | Unusable:
    code = text.strip().lower()
    if len(code) == len("de") and code.isascii() and code.isalpha():
        return "gb" if code == "uk" else code
    return why_unusable(code, _NOTHING)


def verbatim(text: str) -> str | Unusable:
    """A click id, cookie, user agent or locale: trimmed, otherwise untouched, never hashed.

    A digest is unusable here: somebody hashed what TikTok needs in clear. So are fillers and
    macros that were never filled in (`__CLICKID__`).
    """
    trimmed = text.strip()
    if not trimmed:
        return Unusable.BLANK
    if trimmed.lower() in _NOTHING or (trimmed[:2] == "__" == trimmed[-2:]):
        return Unusable.PLACEHOLDER
    return Unusable.UNREADABLE if is_digest(trimmed) else trimmed


def locale(text: str) -> str | Unusable:
    """A BCP 47 language tag; shops that write `de_DE` mean `de-DE`."""
    return verbatim(text.replace("_", "-"))


def idfa(text: str) -> str | Unusable:
    """Apple's advertising id in upper case, or its digest; zeros mean that tracking is denied."""
    identifier = _device_id(text)
    return identifier.upper() if isinstance(identifier, str) and "-" in identifier else identifier


def gaid(text: str) -> str | Unusable:
    """Google's advertising id in lower case, or its digest; zeros mean that tracking is denied."""
    return _device_id(text)


def att_status(text: str) -> str | Unusable:
    """Apple's tracking permission, one of TikTok's five words in upper case."""
    status = text.strip().upper()
    return status if status in _ATT_STATUSES else why_unusable(status.lower(), PLACEHOLDERS)


def _device_id(text: str) -> str | Unusable:
    identifier = text.strip().lower()
    if is_digest(identifier):
        return identifier
    if identifier and not identifier.strip("0-"):
        return Unusable.PLACEHOLDER
    return (
        identifier if _DEVICE_ID.fullmatch(identifier) else why_unusable(identifier, PLACEHOLDERS)
    )


def why_unusable(text: str, placeholders: frozenset[str]) -> Unusable:
    """Why a trimmed text in lower case, which is not what its column is for, is left out."""
    if not text:
        return Unusable.BLANK
    return Unusable.PLACEHOLDER if text in placeholders else Unusable.UNREADABLE
