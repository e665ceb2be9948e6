"""Addresses of web pages: TikTok's click id in them, and what of them may leave the shop.

What leaves is what is listed here: origin, path, and the parameters of advertising. Lists of what
must not leave are never complete, because shops put order keys, names and tokens anywhere.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#\\\s]+)(?P<path>(?:/[^?#]*)?)(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"[&;?]")
_SUSPECT: Final = re.compile(r"[@\uff20%+;]|\d(?:[ .()\u00a0-]{0,2}\d){8}")
"""A path without any of this holds neither an email address nor a phone number."""
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
    found = _URL.fullmatch(text.partition("#")[0]) if text[:4].lower() == "http" else None
    if found is None:
        if not text.startswith(("/", "?")) or (site_url is None and text[:2] != "//"):
            return None
        text = urljoin(site_url or "https:", text)
        found = _URL.fullmatch(text.partition("#")[0])
        if found is None:
            return None
    path, query = found["path"], found["query"] or ""
    if _SUSPECT.search(path):
        path = "/".join(map(_sendable_segment, path.split("/")))
    kept = query and "&".join(filter(_is_sendable_pair, _SEPARATOR.split(query)))
    mark = "?" if kept else ""
    return SendablePage(
        f"{found['scheme']}://{found['host'].rpartition('@')[2]}{path}{mark}{kept}",
        is_shortened=kept != query or "#" in text or "@" in found["host"],
        is_path_changed=path != found["path"],
    )


def is_site_url(text: str) -> bool:
    """Whether relative pages can be resolved against the text: http or https, and a host."""
    return _URL.fullmatch(text) is not None and "@" not in text


def _sendable_segment(segment: str) -> str:
    segment = segment.partition(";")[0]  # what follows is a session id, if anything
    text = _decoded(segment)
    if _ADDRESS.search(text) or _DIALLED.search(text) or _NUMBER.search(text):
        return _REPLACEMENT
    return segment


def _is_sendable_pair(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if name.lower() != "ttclid" and not name.lower().startswith("utm_"):
        return False
    if not _SUSPECT.search(pair):
        return True
    text = _decoded(pair)
    # Campaigns have ids as long as phone numbers, so only numbers as they are dialled go here.
    return not (_ADDRESS.search(text) or _DIALLED.search(f"{name}={_decoded(value)}"))


def _decoded(text: str) -> str:
    for _ in range(_DECODINGS):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return text
