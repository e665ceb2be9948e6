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
    name, _, value = pair.partition("=")
    return _is_personal_name(name) or "@" in value or "%40" in value


@lru_cache(_NAMES_REMEMBERED)
def _is_personal_name(name: str) -> bool:
    return "@" in name or "%40" in name or _PERSONAL_NAME.search(name) is not None
