"""Email addresses are cleaned of what surrounds them; what is no address then is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.personal.email_addresses import normalised_email
from target_tiktok_events.personal.normalise import Unusable

JANE = "jane.o'neil+x@example.com"
A_DIGEST = "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"


@pytest.mark.parametrize(
    "raw",
    [
        f'"{JANE}"',
        f"'{JANE}'",
        f"\u201c{JANE}\u201d",
        f"<{JANE}>",
        f"Jane O'Neil <{JANE}>",
        f'"O\'Neil, Jane" <{JANE.upper()}>;',
        f"mailto:{JANE}",
        f"<MAILTO:{JANE}?subject=Hello>",
        f"{JANE}.",
        f"{JANE},",
        f"({JANE});",
        f"\u200b{JANE}\ufeff",
        f"\ufeff{JANE}",
        "jane.o'neil\u200b+x@exa\u00admple.com",
        f"\u00a0 {JANE}\u2060 ",
        f'" {JANE} "',
    ],
)
def test_what_surrounds_an_address_is_taken_off(raw: str) -> None:
    """Exports and forms quote, bracket and decorate addresses; the hash is that of the address."""
    assert normalised_email(raw) == JANE


@pytest.mark.parametrize(
    "raw",
    [
        *("jane@example", "jane@localhost", "jane@@example.com", "jane@example..com", "@x.de"),
        *("jane @example.com", "jane@exam ple.com", "jane@example.c", "jane@-example.com"),
        *("jane@example.com, joe@example.com", "jane@example.com joe@example.com", "jane at x.de"),
        *(
            "jane%40example.com",
            "<jane>",
            '""',
            "mailto:",
            "jane@1.2.3.4",
            "j@" + "x" * 300 + ".de",
        ),
    ],
)
def test_what_is_no_address_is_left_out(raw: str) -> None:
    """A wrong hash is worse than none."""
    assert normalised_email(raw) is Unusable.UNREADABLE


@pytest.mark.parametrize(
    "raw", ["a@b.de", "jürgen@müller.example", "x_1-2@sub.example.co.uk", "a@xn--mller-kva.example"]
)
def test_an_address_stays_as_it_is(raw: str) -> None:
    """Names and domains of any script are addresses."""
    assert normalised_email(raw.upper()) == raw


def test_digests_are_cleaned_too() -> None:
    """A quoted digest is the digest."""
    assert normalised_email(f'"{A_DIGEST.upper()}"') == A_DIGEST


@pytest.mark.parametrize("raw", ["(none)", '"noemail@x.de"', "<test@test.com>", "null"])
def test_placeholders_in_decoration(raw: str) -> None:
    """Filler stays filler with quotes around it."""
    assert normalised_email(raw) is Unusable.PLACEHOLDER


@given(st.text(st.sampled_from("a.@<>\"'\u200b, :-"), max_size=12))
def test_cleaning_is_done_once(text: str) -> None:
    """What comes out is clean: it is its own normal form."""
    found = normalised_email(f"{text}jane@example.com{text}")
    assert isinstance(found, Unusable) or normalised_email(found) == found
