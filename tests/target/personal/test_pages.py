"""Click ids in landing pages, and what of a page may leave the shop."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.personal.pages import (
    SendablePage,
    click_id_of,
    is_site_url,
    sendable_page,
)


@pytest.mark.parametrize(
    ("url", "click_id"),
    [
        ("https://shop.example/?ttclid=E.C.P.aBc", "E.C.P.aBc"),
        ("/products/socks?utm_source=tiktok&ttclid=E.C.P.x_-Y", "E.C.P.x_-Y"),
        ("?ttclid=abc", "abc"),
        ("https://shop.example/?ttclid=a%2Bb%3D%3D&x=1", "a+b=="),
        ("https://shop.example/?ttclid=a+b", "a+b"),
        ("https://shop.example/#/thanks?ttclid=spa", "spa"),
        ("https://shop.example/?x=1#ttclid=fragment", "fragment"),
        ("https://shop.example/?TTCLID=UPPER", "UPPER"),
        ("https://shop.example/?ttclid=first&ttclid=second", "first"),
    ],
)
def test_click_id_is_found(url: str, click_id: str) -> None:
    """The click id is taken from a URL or path, percent-decoded, with its case."""
    assert click_id_of(url) == click_id


@pytest.mark.parametrize(
    "url",
    ["", "https://shop.example/", "https://shop.example/?notttclid=1", "/ttclid=1", "?ttclid="],
)
def test_no_click_id(url: str) -> None:
    """A page without the parameter has no click id."""
    assert click_id_of(url) is None


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://s.example/a/b.html", None),
        ("https://s.example", None),
        ("HTTPS://S.example:8443/a", None),
        ("https://s.example/a?ttclid=E.C.P.x_-Y&utm_source=tiktok&UTM_Id=__CID__", None),
        ("https://s.example/a?x=1&ttclid=x&variant=2", "https://s.example/a?ttclid=x"),
        ("https://s.example/?name=jane", "https://s.example/"),
        ("https://s.example/?utm_campaign=a;sid=secret", "https://s.example/?utm_campaign=a"),
        ("https://s.example/?utm_campaign=a?mail=jane", "https://s.example/?utm_campaign=a"),
        ("https://s.example/thanks#order=7&email=jane", "https://s.example/thanks"),
        ("https://user:pass@s.example/?x=1", "https://s.example/"),
        ("https://s.example/?utm_content=jane%40s.example&ttclid=x", "https://s.example/?ttclid=x"),
        ("https://s.example/?utm_term=%2B49+151+2345678", "https://s.example/"),
        ("https://s.example/?utm_id=17890123456789&utm_id=004915123456", None),
        ("https://s.example/u/alice@b.de/orders", "https://s.example/u/removed/orders"),
        ("https://s.example/u/alice%40b.de", "https://s.example/u/removed"),
        ("https://s.example/u/alice%2540b.de?x", "https://s.example/u/removed"),
        ("https://s.example/call/+4915123456789/", "https://s.example/call/removed/"),
        ("https://s.example/call/%2B49%20151%202345678", "https://s.example/call/removed"),
        ("https://s.example/call/tel:0151-234-56-789", "https://s.example/call/removed"),
        ("https://s.example/call/(212)%20555-0123", "https://s.example/call/removed"),
        ("https://s.example/call/2125550123", "https://s.example/call/removed"),
        ("https://s.example/orders/1001/2026-11-21/thank-you", None),
        ("https://s.example/video/7123456789012345678", None),
        ("https://s.example/S%C3%B6cken+rot", None),
        ("https://s.example/thanks;jsessionid=1A2B?ttclid=x", "https://s.example/thanks?ttclid=x"),
    ],
)
def test_only_what_is_listed_leaves(url: str, sent: str | None) -> None:
    """Origin, path and parameters of advertising stay as they are; all else stays home."""
    expected = url if sent is None else sent
    if url.endswith("utm_id=004915123456"):
        expected = url.partition("&")[0]
    found = sendable_page(url)
    assert found is not None
    assert found.url == expected
    assert (found.is_shortened or found.is_path_changed) is (expected != url)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/", "https://s.example/"),
        ("/a?ttclid=x&y=1", "https://s.example/a?ttclid=x"),
        ("?utm_source=x", "https://s.example/de/?utm_source=x"),
        ("//other.example/a", "https://other.example/a"),
        ("/u/jane@s.example", "https://s.example/u/removed"),
        ("https://other.example/", "https://other.example/"),
    ],
)
def test_relative_pages_belong_to_the_site(text: str, url: str) -> None:
    """A path becomes a page of the site; a full address stays its own."""
    found = sendable_page(text, "https://s.example/de/")
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize(
    "text",
    [
        *("", "google", "/thanks", "?ttclid=x", "s.example/a", "android-app://com.example/"),
        *("https://", "http:///a", "https://s .example/", "javascript:alert(1)", "httpx"),
        *(
            "//[",
            "//s.example\u2100/",
            "https://jane@",
            "https://jane%40s.example/",
            "https://jane\uff20s.example/",
        ),
    ],
)
def test_no_web_address(text: str) -> None:
    """What is no full address is no page, unless the site is known."""
    assert sendable_page(text) is None


def test_site_url() -> None:
    """The base of relative pages is a full address without anybody's name in it."""
    assert is_site_url("https://s.example")
    assert is_site_url("https://s.example/de/")
    assert not any(map(is_site_url, ["s.example", "/de", "https://", "https://jane@s.example"]))


_PIECES = st.sampled_from(
    [
        *("@", "%40", "%2540", "\uff20", "?", "#", "&", ";", "=", "/", "utm_a=", "ttclid=", "x"),
        *("jane@s.example", "+4915123456789", "%2B49", "0151", "2345678", " ", "-", "\\", "\n"),
    ]
)


@settings(deadline=None)
@given(
    pieces=st.lists(_PIECES, max_size=8),
    text=st.text(alphabet=st.characters(exclude_categories=()), max_size=20),
)
def test_no_address_ever_leaves(pieces: list[str], text: str) -> None:
    """Any text is a page without addresses and fragment, or none, and judged again the same."""
    address = "".join(pieces) + text
    click_id_of(f"?ttclid={address}")
    for page in (address, f"https://s.example/{address}", f"https://s.example?{address}"):
        found = sendable_page(page, "https://site.example")
        if found is None:
            continue
        assert not any(each in found.url for each in ("@", "%40", "%2540", "#", "jane"))
        assert sendable_page(found.url) == SendablePage(found.url, False, False)  # noqa: FBT003


_PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "/",
                "/",
                "//",
                "?",
                "#",
                "&",
                "=",
                ".",
                "..",
                "/.",
                "/..",
                ";",
                ":",
                "@",
                "%",
                "%40",
            ),
            *("ttclid=", "TTCLID=", "&ttclid=", "?ttclid=", "ttclid", "%74tclid=", "utm_x=", "a"),
            *(
                "b-c",
                "+",
                " ",
                "\t",
                "\n",
                "\\",
                "[",
                "]",
                "\u00e9",
                "\u0131",
                "\ud800",
                "0049123456",
            ),
            *("http://", "https://s.example", "12345678", "~", ",", "<", "\x00", "\u2028"),
        ]
    ),
    max_size=12,
).map("".join)
"""Texts in which every way of reading a page comes up."""


@settings(deadline=None)
@given(
    text=_PIECES.map("/".__add__),
    site=st.sampled_from(["https://s.example", "HTTP://S.example:80/a/b?c", "https://s.example/"]),
)
def test_usual_relative_pages_are_resolved_as_all_others(text: str, site: str) -> None:
    """A path on the site gives what the whole address of it would give."""
    try:
        whole = urljoin(site, text)
    except ValueError:
        whole = ""
    assert sendable_page(text, site) == sendable_page(whole)


@settings(deadline=None)
@given(url=_PIECES)
def test_usual_click_ids_are_read_as_all_others(url: str) -> None:
    """It is the first parameter of that name that isn't empty, percent-decoded, with its pluses."""
    query = url.replace("#", "?", 1).partition("?")[2] if {"?", "#"} & {*url} else url
    pairs = parse_qsl(query.replace("+", "%2B").replace("#", "&").replace("?", "&"))
    expected = [value for name, value in pairs if name.lower() == "ttclid"]
    found = click_id_of(url)
    assert found == (expected[0] if expected and "ttclid=" in url.lower() else None)
