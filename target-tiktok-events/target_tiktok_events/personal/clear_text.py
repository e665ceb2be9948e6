"""Text that is to be shown in clear, such as the key of a record: may it be about a person?"""

from __future__ import annotations

import re
from typing import Final

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d([T ][\d:.,]+ ?(Z|UTC|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
)
_NAME: Final = re.compile(r"[^\W\d_]+(['\u2019.-][^\W\d_]+)*")
_PHONE_TEXT: Final = re.compile(r"[+\d().\-/]+", re.ASCII)
_PHONE_MARKS: Final = str.maketrans("", "", "().-/")
_PHONE: Final = re.compile(r"\+\d{7,15}|0[1-9]\d{7,11}|00[1-9]\d{8,13}", re.ASCII)
_AMERICAN_PHONE: Final = re.compile(r"\(?\d{3}\)?[-./]?\d{3}[-.]\d{4}", re.ASCII)


def may_be_personal(text: str) -> bool:
    """Whether a text may be an email address, a phone number or a person's name.

    Ids pass (`1001`, `#1001`, `SO-2026-17`, a UUID), and so do instants and short codes (`de`). A
    phone number without any mark of one, such as `4915112345678`, can't be told from an id.
    """
    if text.isdigit() and text[0] != "0":
        return False
    if "@" in text:
        return True
    if " " in text or not text.isprintable():
        return _INSTANT.fullmatch(text) is None
    if text[0].isalpha():
        return text[0].isupper() and not text.isupper() and _NAME.fullmatch(text) is not None
    return is_phone(text)


def is_phone(text: str) -> bool:
    """Whether a text is written as phone numbers are: with `+`, a leading zero or groups."""
    if _PHONE_TEXT.fullmatch(text) is None:
        return False
    if _PHONE.fullmatch(text.translate(_PHONE_MARKS)) is not None:
        return _INSTANT.fullmatch(text) is None
    return _AMERICAN_PHONE.fullmatch(text) is not None and not text.isdigit()
