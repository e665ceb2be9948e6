"""Addresses of web pages: TikTok's click id in them, and what of them may leave the shop."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

_PERSONAL_NAME = re.compile(
    r"(?:^|[_.\[-])(?:e?-?mail|phone|tel|mobile|(?:first|last|full|user)?_?name|address|street|zip"
    r"|postcode|birthday|dob|token|key|password|secret)(?:$|[_.\]-])",
    re.IGNORECASE,
)
_VALUES = re.compile(r"=[^&]*")
_SETS_REMEMBERED = 256
_LONGEST_REMEMBERED = 160
"""Of what is remembered: names are few and short; anything else may be a value without a name."""


def click_id_of(url: str) -> str | None:
    """The `ttclid` parameter of a URL or of a path with a query, percent-decoded, case kept."""
    if "ttclid=" not in url.lower():
        return None
    query = re.split(r"[?#]", url, maxsplit=1)[-1].replace("#", "&").replace("?", "&")
    pairs: list[tuple[str, str]] = parse_qsl(query.replace("+", "%2B"), errors="replace")
    return next((value for name, value in pairs if name.lower() == "ttclid"), None)


def is_absolute(url: str) -> bool:
    """Whether the URL has a host; a page of an event needs the full address."""
    return url[:8].lower().startswith(("http://", "https://"))


def without_personal_parts(url: str) -> str | None:
    """The URL without parameters that hold personal data or secrets.

    Parameters go when their name says so (email, phone, name, token, …) or when they hold an
    "@"; so does the user part before the host. The rest stays as it is, in its order. None when
    an "@" is left in the path, or when the text is no URL.
    """
    address, mark, query = url.partition("?")
    if "#" not in url and "@" not in address and "%40" not in address:
        return address + mark + _harmless(query) if mark else url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if "@" in parts.path or "%40" in parts.path:
        return None
    return parts._replace(
        netloc=parts.netloc.rpartition("@")[2],
        query=_harmless(parts.query),
        fragment=_harmless(parts.fragment),
    ).geturl()


def _harmless(query: str) -> str:
    """The query without personal parameters, unchanged where there are none.

    Most pages of a shop have the same few sets of parameters, so each set is judged once.
    """
    names = _VALUES.sub("", query)
    holds_address = "@" in query or "%40" in query
    is_odd = holds_address or len(names) > _LONGEST_REMEMBERED
    personal = _personal_among(names) if is_odd else _remembered_personal_among(names)
    if not (personal or holds_address):
        return query
    return "&".join(
        pair
        for pair in query.split("&")
        if not ("@" in pair or "%40" in pair or pair.partition("=")[0] in personal)
    )


def _personal_among(names: str) -> frozenset[str]:
    """Those of parameter names, written with `&` between them, that announce personal data."""
    return frozenset(filter(_PERSONAL_NAME.search, names.split("&")))


_remembered_personal_among = lru_cache(_SETS_REMEMBERED)(_personal_among)
