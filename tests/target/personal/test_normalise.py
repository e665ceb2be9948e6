"""Normalising and hashing of personal data: TikTok's vectors, other senders' vectors, the rules."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from target_tiktok_events.personal.email_addresses import normalised_email
from target_tiktok_events.personal.normalise import (
    Unusable,
    att_status,
    country,
    digest,
    gaid,
    idfa,
    is_digest,
    locale,
    normalised_external_id,
    normalised_name,
    normalised_zip,
    place,
    verbatim,
)

Normalise = Callable[[str], "str | Unusable"]

EMPTY_DIGEST = sha256(b"").hexdigest()
A_DIGEST = "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))
NORMALISERS = [
    normalised_email,
    normalised_external_id,
    normalised_name,
    normalised_zip,
    place,
    country,
    verbatim,
    locale,
    idfa,
    gaid,
    att_status,
]


@pytest.mark.parametrize(
    ("raw", "normal", "hashed"),
    [
        (
            " ALICE_abc@gmail.com ",
            "alice_abc@gmail.com",
            "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f",
        ),
        ("coreytest1231@gmail.com", "coreytest1231@gmail.com", "eb9869a3*69c7"),
        ("abc@xyz.com", "abc@xyz.com", "ee278943*bc5d"),
    ],
)
def test_email_vectors(raw: str, normal: str, hashed: str) -> None:
    """An email address is trimmed, lower-cased and hashed as in TikTok's published vector."""
    found = normalised_email(raw)
    assert found == normal
    assert _matches(digest(normal), hashed)


@pytest.mark.parametrize(
    ("raw", "hashed"),
    [
        ("user_123", "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"),
        (" user_123\n", "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"),
        ("testid123", "481f2022*2a7f"),
        ("123", "a665a459*7ae3"),
    ],
)
def test_external_id_vectors(raw: str, hashed: str) -> None:
    """A customer id is trimmed and hashed as in TikTok's published vector."""
    found = normalised_external_id(raw)
    assert isinstance(found, str)
    assert _matches(digest(found), hashed)


@pytest.mark.parametrize(
    ("raw", "hashed"), [("test", "9f86d081*0a08"), (" User ", "04f8996d*f8fb")]
)
def test_name_vectors(raw: str, hashed: str) -> None:
    """A name is trimmed, lower-cased and hashed as other senders do."""
    found = normalised_name(raw)
    assert isinstance(found, str)
    assert _matches(digest(found), hashed)


def test_zip_code() -> None:
    """A postal code loses its white space and its case, and keeps its dashes."""
    assert normalised_zip(" ST4 2ab ") == "st42ab"
    assert normalised_zip("00-950") == "00-950"


def test_case_of_external_id_is_kept() -> None:
    """A customer id keeps its case, because it must equal what the shop's pixel sends."""
    assert normalised_external_id("User_123") == "User_123"


def test_email_is_not_folded() -> None:
    """Dots and plus signs of an address stay: TikTok hashes the address as it was given."""
    assert normalised_email("A.b+c@gmail.com") == "a.b+c@gmail.com"


@pytest.mark.parametrize("normalise", [normalised_email, normalised_external_id])
@pytest.mark.parametrize("raw", [A_DIGEST, A_DIGEST.upper(), f" {A_DIGEST}\t"])
def test_digest_is_never_hashed_again(normalise: Normalise, raw: str) -> None:
    """A value that is already a SHA-256 digest passes through in lower case."""
    normal = normalise(raw)
    assert normal == A_DIGEST
    assert digest(normal) == A_DIGEST


@pytest.mark.parametrize(
    "raw",
    [
        "d41d8cd98f00b204e9800998ecf8427e",  # MD5
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",  # SHA-1
        "hIp3FFhDj8LsQgVg12n7m5uGhR7jOOxWUXuqvXnTu08=",  # Base64
        "alice",
        "alice@",
        "@gmail.com",
        "alice@gmail.com, bob@gmail.com",
        "alice@gmail.com,bob@gmail.com",
        A_DIGEST[:-1],
        A_DIGEST + "0",
    ],
)
def test_what_is_no_email_is_left_out(raw: str) -> None:
    """Text that is neither an address nor a SHA-256 digest is unusable as an email address."""
    assert normalised_email(raw) is Unusable.UNREADABLE


def test_other_hex_is_an_external_id() -> None:
    """Hex of another length than a SHA-256 digest is hashed as a customer id like any text."""
    md5 = "d41d8cd98f00b204e9800998ecf8427e"
    assert normalised_external_id(md5) == md5
    assert digest(md5) == sha256(md5.encode()).hexdigest()


@pytest.mark.parametrize("normalise", NORMALISERS)
@pytest.mark.parametrize("raw", ["", " ", "\t\n", "\u00a0"])
def test_blank_is_omitted(normalise: Normalise, raw: str) -> None:
    """Blank text gives nothing to hash or send, in every field."""
    assert normalise(raw) is Unusable.BLANK


@pytest.mark.parametrize(
    "raw",
    [
        "N/A",
        "null",
        "None",
        "nil",
        "unknown",
        "undefined",
        "-",
        "test@test.com",
        "TEST@test.com ",
        "noemail@shop.de",
        "No-Email@shop.de",
        "example@example.com",
        "none@none.com",
    ],
)
def test_placeholder_emails(raw: str) -> None:
    """Filler that many records share is no email address, because its hash would match anybody."""
    assert normalised_email(raw) is Unusable.PLACEHOLDER


@pytest.mark.parametrize("raw", ["N/A", "null", "NULL", "none", "0", "guest", "unknown", "-1"])
def test_placeholder_external_ids(raw: str) -> None:
    """Filler is no customer id; "0" is what WooCommerce gives every guest."""
    assert normalised_external_id(raw) is Unusable.PLACEHOLDER


@pytest.mark.parametrize("raw", ["Na", "Nil", "Test", "Guest"])
def test_rare_names_are_no_placeholders(raw: str) -> None:
    """Words that are somebody's name are hashed as names, though they are filler elsewhere."""
    assert normalised_name(raw) == raw.lower()


@pytest.mark.parametrize(
    ("raw", "clear"),
    [
        ("New York", "newyork"),
        (" São Paulo ", "sãopaulo"),
        ("Köln", "köln"),
        ("Stoke-on-Trent", "stokeontrent"),
        ("St. John's", "stjohns"),
        ("東京", "東京"),
        ("मुंबई", "मुंबई"),
        ("CA", "ca"),
    ],
)
def test_places_are_clear_lower_case(raw: str, clear: str) -> None:
    """A city keeps the letters of every script in lower case, without spaces and punctuation."""
    assert place(raw) == clear


@pytest.mark.parametrize(("raw", "code"), [("DE", "de"), (" us ", "us"), ("UK", "gb")])
def test_country_is_alpha_2(raw: str, code: str) -> None:
    """A country is sent as its two letters in lower case."""
    assert country(raw) == code


@pytest.mark.parametrize("raw", ["Germany", "DEU", "d", "4e", "ÄÖ"])
def test_other_countries_are_left_out(raw: str) -> None:
    """What is no ISO 3166-1 alpha-2 code isn't sent as a country."""
    assert country(raw) is Unusable.UNREADABLE


def test_clear_values_stay_as_they_are() -> None:
    """A click id is never hashed and keeps its case."""
    assert verbatim(" E.C.P.aBcD-_~ ") == "E.C.P.aBcD-_~"


def test_hashed_click_id_is_left_out() -> None:
    """A click id, cookie or user agent that somebody hashed is of no use, so it isn't sent."""
    assert verbatim(A_DIGEST) is Unusable.UNREADABLE


@pytest.mark.parametrize("raw", ["null", "undefined", "(none)", "__CLICKID__"])
def test_filler_click_ids(raw: str) -> None:
    """JavaScript's nothing and a macro that was never filled in are no click ids."""
    assert verbatim(raw) is Unusable.PLACEHOLDER


def test_locale_is_bcp_47() -> None:
    """A locale with an underscore becomes a BCP 47 tag."""
    assert locale("de_DE") == "de-DE"
    assert locale("pt-BR") == "pt-BR"


def test_device_ids() -> None:
    """Apple's advertising id is sent in upper case, Google's in lower case, as TikTok asks."""
    raw = "7a3cbea0-BDF5-11e4-8dfc-aa07a5b093db"
    assert idfa(raw) == raw.upper()
    assert gaid(raw) == raw.lower()
    assert idfa(A_DIGEST.upper()) == A_DIGEST
    assert gaid(A_DIGEST.upper()) == A_DIGEST


def test_zero_device_id_means_denied() -> None:
    """The all-zero advertising id of people who refused tracking is left out."""
    assert idfa("00000000-0000-0000-0000-000000000000") is Unusable.PLACEHOLDER
    assert gaid("nonsense") is Unusable.UNREADABLE


def test_att_status() -> None:
    """Apple's permission is one of TikTok's words in upper case, or left out."""
    assert att_status("authorized") == "AUTHORIZED"
    assert att_status("maybe") is Unusable.UNREADABLE


def test_half_a_character_has_no_digest() -> None:
    """Text with half of a surrogate pair has no UTF-8 form, so there is nothing to hash."""
    assert digest("a\ud800") is None


@pytest.mark.parametrize("normalise", NORMALISERS)
@settings(deadline=None)
@given(raw=ANY_TEXT)
@example(raw=A_DIGEST.upper())
@example(raw="\u0130@\u0130.de")
@example(raw="ΑΣ@ΑΣ")
def test_normalising_twice_is_normalising_once(normalise: Normalise, raw: str) -> None:
    """A normalised value stays the same when it is normalised again."""
    once = normalise(raw)
    if isinstance(once, str):
        assert normalise(once) == once


@pytest.mark.parametrize(
    "normalise", [normalised_email, normalised_external_id, normalised_name, normalised_zip]
)
@settings(deadline=None)
@given(raw=ANY_TEXT)
def test_hash_is_a_digest_and_never_the_empty_one(normalise: Normalise, raw: str) -> None:
    """Whatever the text, what is sent is 64 lower-case hex characters, never the empty digest."""
    normal = normalise(raw)
    hashed = digest(normal) if isinstance(normal, str) else None
    if hashed is not None:
        assert is_digest(hashed)
        assert hashed == hashed.lower() != EMPTY_DIGEST
        assert digest(hashed) == hashed


def _matches(found: str | None, expected: str) -> bool:
    start, _, end = expected.partition("*")
    return found is not None and found.startswith(start) and found.endswith(end)
