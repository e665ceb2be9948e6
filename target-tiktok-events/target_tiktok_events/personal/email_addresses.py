"""Email addresses -> what TikTok hashes: trimmed and in lower case; nothing that is no address.

TikTok can't tell a wrong hash from a person it doesn't know, so what surrounds an address in
exports and forms is taken off, and what is no address after that is left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from target_tiktok_events.personal.normalise import PLACEHOLDERS, Unusable, is_digest, why_unusable

_ADDRESS: Final = re.compile(
    r"[\w!#$%&*+/=?^{|}~.-][\w!#$%&*+/=?^{|}~.'`-]*"
    r"@(?:[\w](?:[\w-]*\w)?\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,})"
)
"""An address as mail servers take it, in lower case: a name, and a domain with a dot in it."""
_LONGEST: Final = 254
_IN_BRACKETS: Final = re.compile(r"<([^<>]*)>[^<>]*")
_AROUND: Final = (
    " \t\r\n\u00a0\"'`.,;:<>()[]{}|\\\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
)
_SCHEME: Final = "mailto:"
_SHARED: Final = frozenset({"test@test.com", "example@example.com", "email@email.com", "a@a.com"})
_MAILBOXES: Final = frozenset(
    [
        *("n/a", "null", "none", "undefined", "unknown", "noemail", "no-email", "no_email"),
        *("no.email", "nomail", "no-mail", "no_mail", "notprovided", "not-provided"),
    ]
)
"""Addresses and mailboxes that many people share, because forms want something."""


def normalised_email(text: str) -> str | Unusable:
    """An email address, cleaned, trimmed and in lower case; dots and plus signs stay.

    Taken off are quotes, a display name before `<…>`, `mailto:`, punctuation around it, and
    characters without width. Text that is neither an address then nor a SHA-256 digest (an MD5
    digest, a name, two addresses) is unusable.
    """
    email = text.strip().lower()
    if len(email) > _LONGEST or _ADDRESS.fullmatch(email) is None:
        if is_digest(email):
            return email
        email = _cleaned(email)
        if len(email) > _LONGEST or _ADDRESS.fullmatch(email) is None:
            return email if is_digest(email) else why_unusable(text.strip().lower(), PLACEHOLDERS)
    if email in _SHARED or email.partition("@")[0] in _MAILBOXES:
        return Unusable.PLACEHOLDER
    return email


def _cleaned(text: str) -> str:
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    in_brackets = _IN_BRACKETS.search(text)
    if in_brackets is not None:
        text = in_brackets[1]
    text = text.strip(_AROUND)
    if text.startswith(_SCHEME):
        text = text[len(_SCHEME) :].partition("?")[0].strip(_AROUND)
    return text
