"""The landing page of an order: TikTok's click id in it, and what of it may leave the shop."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

_HAS_CLICK_ID = re.compile(r"[?&#;]ttclid=", re.IGNORECASE)
_PERSONAL = re.compile(
    r"(?:^|[_.\[-])(?:e?-?mail|phone|tel|mobile|(?:first|last|full|user)?_?name|address|street|zip"
    r"|postcode|birthday|dob|token|key|password|secret)(?:$|[_.\]-])|@|%40",
    re.IGNORECASE,
)
_MAYBE_PERSONAL = re.compile(
    r"@|%40|mail|phone|tel|mobile|name|address|street|zip|postcode|birthday|dob|token|key|passw|secret",
    re.IGNORECASE,
)


def click_id_of(url: str) -> str | None:
    """The `ttclid` parameter of a URL or of a path with a query, percent-decoded, case kept."""
    if _HAS_CLICK_ID.search(url) is None:
        return None
    query = re.split(r"[?#]", url, maxsplit=1)[-1].replace("#", "&").replace("?", "&")
    for name, value in parse_qsl(query.replace(";", "&").replace("+", "%2B"), errors="replace"):
        if name.lower() == "ttclid":
            return value
    return None


def is_absolute(url: str) -> bool:
    """Whether the URL has a host; a page of an event needs the full address."""
    return url[:8].lower().startswith(("http://", "https://"))


def without_personal_parts(url: str) -> str | None:
    """The URL without parameters that hold personal data or secrets.

    Parameters go when their name says so (email, phone, name, token, …) or when they hold an
    "@"; so does the user part before the host. The rest stays as it is, in its order. None when
    personal data is left in the path, or when the text is no URL.
    """
    if _MAYBE_PERSONAL.search(url) is None:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2]
    if "@" in parts.path or "%40" in parts.path:
        return None
    return parts._replace(
        netloc=host, query=_harmless(parts.query), fragment=_harmless(parts.fragment)
    ).geturl()


def _harmless(query: str) -> str:
    kept = (pair for pair in query.split("&") if not _is_personal(pair))
    return "&".join(kept)


def _is_personal(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_PERSONAL.search(name)) or "@" in value or "%40" in value
