"""Click ids in landing pages, and what of a page may leave the shop."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.personal import pages as page_urls
from target_tiktok_events.personal.pages import click_id_of, is_absolute, without_personal_parts


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
        ("https://s.example/a?b=1&ttclid=x", "https://s.example/a?b=1&ttclid=x"),
        ("https://s.example/a", "https://s.example/a"),
        ("https://s.example/?email=a%40b.de&x=1", "https://s.example/?x=1"),
        ("https://s.example/?EMAIL=secret&x=1", "https://s.example/?x=1"),
        ("https://s.example/?x=1&ref=alice@b.de", "https://s.example/?x=1"),
        (
            "https://s.example/?phone=0151&first_name=A&lastname=B&x=%C3%A4",
            "https://s.example/?x=%C3%A4",
        ),
        ("https://s.example/?customer[email]=a&x", "https://s.example/?x"),
        ("https://s.example/orders?key=wc_order_58d2&id=7", "https://s.example/orders?id=7"),
        ("https://s.example/?token=t", "https://s.example/?"),
        ("https://user:pass@s.example/?x=1", "https://s.example/?x=1"),
        ("https://s.example/#email=a@b.de&x=1", "https://s.example/#x=1"),
        ("https://s.example/?utm_campaign=mailing&keyword=socks", None),
    ],
)
def test_personal_parameters_are_removed(url: str, sent: str | None) -> None:
    """Parameters with personal data or secrets go; the rest of the URL stays, in its order."""
    assert without_personal_parts(url) == (url if sent is None else sent)


@pytest.mark.parametrize(
    "url", ["https://s.example/u/alice@b.de", "https://s.example/u/alice%40b.de?x", "http://[a@b"]
)
def test_personal_path(url: str) -> None:
    """A URL with an address in its path isn't sent at all."""
    assert without_personal_parts(url) is None


PAIRS = st.sampled_from(
    [
        *(
            "utm_source=tiktok",
            "ttclid=x",
            "x",
            "",
            "=",
            "a=b=email",
            "email",
            "email\n",
            "a.key=1",
        ),
        *("Phone=1", "user[name]=A", "id=a@b.de", "id=a%40b.de", "a@b.de", "long" * 50 + "_key=1"),
        "email" + "y" * 200,
    ]
) | st.text(st.sampled_from("emailkey_.-[]=1"), max_size=12)


@given(st.lists(PAIRS, min_size=1, max_size=6))
def test_each_parameter_is_judged_by_itself(pairs: list[str]) -> None:
    """A parameter goes or stays whatever stands beside it, and however often it came before."""
    page = "https://s.example/?"
    kept = [pair for pair in pairs if without_personal_parts(page + pair) == page + pair]
    url = page + "&".join(pairs)
    assert without_personal_parts(url) == page + "&".join(kept)
    assert without_personal_parts(url) == page + "&".join(kept)


@pytest.mark.parametrize(
    ("query", "remembered"),
    [
        ("remembered=jane&utm_content=doe", {"remembered&utm_content"}),
        ("jane@s.example", set()),
        ("jane%40s.example&x=1", set()),
        ("jane" * 50, set()),
    ],
)
def test_only_names_are_remembered(query: str, remembered: set[str]) -> None:
    """No value, no address and nothing long stays in memory when the page is done."""
    cache = page_urls._remembered_personal_among  # noqa: SLF001 - what it keeps is the promise
    cache.cache_clear()
    without_personal_parts(f"https://s.example/?{query}")
    assert cache.cache_info().currsize == len(remembered)
    hits = cache.cache_info().hits
    for names in remembered:
        cache(names)
    assert cache.cache_info().hits == hits + len(remembered)


def test_absolute() -> None:
    """Only a URL with scheme and host is a page."""
    assert is_absolute("HTTPS://shop.example/")
    assert not is_absolute("/thanks?ttclid=1")
    assert not is_absolute("android-app://com.example/")


@settings(deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=())), name=st.sampled_from("?#&=@/"))
def test_no_text_raises(text: str, name: str) -> None:
    """Any text is a URL without personal parts or none, and holds no address either way."""
    click_id_of(f"?ttclid={text}")
    sent = without_personal_parts(f"https://s.example/{name}{text}")
    assert sent is None or "@" not in sent.partition("?")[2]
