"""Addresses of web pages: TikTok's click id in them, and what of them may leave the shop.

What leaves is what is listed here: origin, path, and the parameters of advertising. Lists of what
must not leave are never complete, because shops put order keys, names and tokens anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<user>[^/?#\\\s]*@)?(?P<host>[^/?#\\\s@%\uff20]+)"
    r"(?P<path>(?:/[^?#]*)?)(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_USUAL_PATH: Final = re.compile(
    r"(?P<path>(?!//)(?:/(?!\.)[\w.%+~,=:@-]*)+)(?:\?(?P<query>[!-\"$-~]+))?", re.ASCII
)
"""A path on the site that nothing has to be resolved in: no dot segment, no fragment."""
_USUAL_CLICK_ID: Final = re.compile(
    r"[^?#%]*\?(?:[^?#%]*?&)??ttclid=(?P<id>[^?#%&]+)(?:[?#&]|\Z)", re.IGNORECASE | re.ASCII
)
"""The first click id that isn't empty, where neither it nor what is before it is encoded."""
_SEPARATOR: Final = re.compile(r"[&;?]")
_NINE_DIGITS: Final = re.compile(r"\d(?:[ .()\u00a0-]{0,2}\d){8}")
"""A text without a mark and without these holds neither an email address nor a phone number."""
_NUMBER_LIKE: Final = re.compile(r"[0-9][0-9 .()-]{8}")
"""Where nine digits may begin in ASCII, quick to search for."""
_ZEROS: Final = re.compile(r"00(?<!\d00)[ (]?\d")
"""Where a number as it is dialled may begin, if not with a plus: quick to search for."""
_LISTED: Final = frozenset({"ttclid", "ttclid="})
_ADDRESS: Final = re.compile(r"[@\uff20]")
_DIGITS: Final = r"\d(?:[ .()\u00a0-]{0,2}\d)"
_DIALLED: Final = re.compile(rf"(?:\+|(?<!\d)00)[ (]?{_DIGITS}{{6,14}}(?!\d)")
_NUMBER: Final = re.compile(rf"(?<!\d){_DIGITS}{{8,14}}(?!\d)")
"""9 to 15 digits in a row, the usual lengths of phone numbers; a longer run is an id of another."""
_DECODINGS: Final = 3
_REPLACEMENT: Final = "removed"


class SendablePage(NamedTuple):
    """A page as it may leave; what was taken from it: parameters or a fragment, path segments."""

    url: str
    is_shortened: bool
    is_path_changed: bool


def click_id_of(url: str) -> str | None:
    """The `ttclid` parameter of a URL or of a path with a query, percent-decoded, case kept."""
    if "ttclid=" not in url.lower():
        return None
    usual = _USUAL_CLICK_ID.match(url)
    if usual is not None:
        return usual["id"]
    query = re.split(r"[?#]", url, maxsplit=1)[-1].replace("#", "&").replace("?", "&")
    pairs: list[tuple[str, str]] = parse_qsl(query.replace("+", "%2B"), errors="replace")
    return next((value for name, value in pairs if name.lower() == "ttclid"), None)


def sendable_page(text: str, site_url: str | None = None) -> SendablePage | None:
    """What of a page's address may leave: origin, path, and the parameters ttclid and utm_*.

    A segment of the path that holds an email address or a phone number, percent-encoded or not,
    becomes `removed`; a parameter with one goes. None for text that is no web address.

    Args:
        text: a URL; with `site_url` also a path that starts with / or a query.
        site_url: base of relative addresses.
    """
    if site_url is not None and (usual := _USUAL_PATH.fullmatch(text)):
        origin = _origin_of(site_url)
        if origin:
            return _shortened(origin, usual["path"], usual["query"] or "")
    found = _URL.fullmatch(text.partition("#")[0]) if text[:4].lower() == "http" else None
    if found is None:
        if not text.startswith(("/", "?")) or (site_url is None and text[:2] != "//"):
            return None
        text = _resolved(text, site_url or "https:")
        found = _URL.fullmatch(text.partition("#")[0])
        if found is None:
            return None
    scheme, user, host, path, query = found.groups(default="")
    page = _shortened(f"{scheme}://{host}", path, query)
    return page._replace(is_shortened=True) if user or "#" in text else page


def is_site_url(text: str) -> bool:
    """Whether relative pages can be resolved against the text: http or https, and a host."""
    return _URL.fullmatch(text) is not None and "@" not in text


def _shortened(origin: str, path: str, query: str) -> SendablePage:
    sent_path = "/".join(map(_sendable_segment, path.split("/"))) if _is_suspect(path) else path
    kept = query and _sendable_query(query)
    url = f"{origin}{sent_path}?{kept}" if kept else f"{origin}{sent_path}"
    return SendablePage(url, kept != query, sent_path != path)


@lru_cache(maxsize=64)
def _origin_of(site_url: str) -> str:
    """Scheme and host of the base of relative pages; "" where each page has to be looked at."""
    found = _URL.fullmatch(_resolved("/", site_url))
    return "" if found is None or found["user"] else f"{found['scheme']}://{found['host']}"


def _resolved(text: str, site_url: str) -> str:
    try:
        return urljoin(site_url, text)
    except ValueError:  # a host in brackets that is no IPv6 address, or with a slash in disguise
        return ""


def _sendable_segment(segment: str) -> str:
    segment = segment.partition(";")[0]  # what follows is a session id, if anything
    text = _decoded(segment)
    if _ADDRESS.search(text) or _DIALLED.search(text) or _NUMBER.search(text):
        return _REPLACEMENT
    return segment


def _is_suspect(text: str) -> bool:
    if _is_marked(text):
        return True
    if text.isascii() and _NUMBER_LIKE.search(text) is None:
        return False
    return _NINE_DIGITS.search(text) is not None


def _is_marked(text: str) -> bool:
    return "%" in text or "@" in text or "+" in text or ";" in text or "\uff20" in text


def _sendable_query(query: str) -> str:
    pairs = _SEPARATOR.split(query) if ";" in query or "?" in query else query.split("&")
    listed = [pair for pair in pairs if pair[:4].lower() == "utm_" or pair[:7].lower() in _LISTED]
    # Usual values hold nothing that could make a number as it is dialled, nor an address.
    if _is_marked(query) or _ZEROS.search(query) is not None:
        listed = list(filter(_is_harmless, listed))
    return "&".join(listed)


def _is_harmless(pair: str) -> bool:
    if not _is_suspect(pair):
        return True
    name, _, value = pair.partition("=")
    # Campaigns have ids as long as phone numbers, so only numbers as they are dialled go here.
    return not (_ADDRESS.search(_decoded(pair)) or _DIALLED.search(f"{name}={_decoded(value)}"))


def _decoded(text: str) -> str:
    for _ in range(_DECODINGS):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return text
