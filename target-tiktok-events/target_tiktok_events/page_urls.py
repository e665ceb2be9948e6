"""The landing page of an order: TikTok's click id in it, and what of it may leave the shop."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

_PERSONAL_NAME = re.compile(
    r"(?:^|[_.\[-])(?:e?-?mail|phone|tel|mobile|(?:first|last|full|user)?_?name|address|street|zip"
    r"|postcode|birthday|dob|token|key|password|secret)(?:$|[_.\]-])",
    re.IGNORECASE,
)
_NAMES_REMEMBERED = 1024
_LONGEST_NAME = 40
"""Of what is remembered: parameter names are few and short; anything else may be a value."""


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
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _is_personal(pair)]
    return query if len(kept) == len(pairs) else "&".join(kept)


def _is_personal(pair: str) -> bool:
    if "@" in pair or "%40" in pair:
        return True
    name = pair.partition("=")[0]
    if len(name) > _LONGEST_NAME:
        return _PERSONAL_NAME.search(name) is not None
    return _is_personal_name(name)


@lru_cache(_NAMES_REMEMBERED)
def _is_personal_name(name: str) -> bool:
    return _PERSONAL_NAME.search(name) is not None
