"""Phone numbers to E.164: TikTok's vectors, the rules, and the quick path against the library."""

from __future__ import annotations

import random
from hashlib import sha256
from itertools import product

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.personal import phone
from target_tiktok_events.personal.normalise import Unusable, digest
from target_tiktok_events.personal.phone import e164, library_e164, normalised_phone, region_of

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
REWRITING = [
    region
    for region in REGIONS
    if (metadata := phonenumbers.PhoneMetadata.metadata_for_region(region, None)) is not None
    and metadata.national_prefix_transform_rule
]
FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.RFC3966,
)
A_DIGEST = sha256(b"+12133734253").hexdigest()


def test_published_vector() -> None:
    """TikTok's example number is normalised and hashed as TikTok publishes it."""
    normal = normalised_phone("(+1)2133734253", None)
    assert normal == "+12133734253"
    assert digest(normal) == "9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd"


def test_possible_numbers_are_kept() -> None:
    """A number of a possible length is kept, though nobody was ever given it."""
    normal = normalised_phone("+1555-555-5555", None)
    assert normal == "+15555555555"
    hashed = digest(normal)
    assert hashed is not None
    assert hashed.startswith("910a625c")
    assert hashed.endswith("ebd0")


@pytest.mark.parametrize(
    ("raw", "region", "normal"),
    [
        ("0151 23456789", "DE", "+4915123456789"),
        ("+49 (0) 151 23456789", None, "+4915123456789"),
        ("0049 151 23456789", "DE", "+4915123456789"),
        ("12133734253", "US", "+12133734253"),
        ("(020) 7946 0018", "GB", "+442079460018"),
        ("07911 123456", "GB", "+447911123456"),
        ("213.373.4253", "US", "+12133734253"),
        ("1-213-373-4253", "US", "+12133734253"),
        ("+1 213 373 4253 ext. 12", None, "+12133734253"),
        ("tel:+1-213-373-4253", None, "+12133734253"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+39 06 698 12345", None, "+390669812345"),
        ("011 15 2345-6789", "AR", "+5491123456789"),
        ("(11) 96123-4567", "BR", "+5511961234567"),
        ("+49\u00a0151\u00a023456789", None, "+4915123456789"),
        ("\u0662\u0661\u0663 373 4253", "US", "+12133734253"),
        ("1 800 FLOWERS", "US", "+18003569377"),
    ],
)
def test_formats(raw: str, region: str | None, normal: str | None) -> None:
    """Numbers in the usual formats of their countries become E.164 without a trunk zero."""
    assert e164(raw, region) == normal


@pytest.mark.parametrize("raw", ["07911 123456", "2133734253", "0049 151 23456789", "911"])
def test_without_region_only_plus_counts(raw: str) -> None:
    """Without a country a national number is left out: a `+` in front would make it another's."""
    assert normalised_phone(raw, None) is Unusable.UNREADABLE


@pytest.mark.parametrize("raw", ["12", "call me", "+", "+1", "+999 1234567", "12" * 150, "\ud800"])
def test_junk_is_left_out(raw: str) -> None:
    """What is no phone number is left out, not hashed as it is."""
    assert normalised_phone(raw, "US") is Unusable.UNREADABLE


def test_local_number_is_left_out() -> None:
    """A number without its area code is no E.164 number, so it can't match anybody."""
    assert normalised_phone("373-4253", "US") is Unusable.UNREADABLE


@pytest.mark.parametrize(
    "raw",
    [
        "0000000000",
        "000-000-0000",
        "+1 000 000 0000",
        "1234567890",
        "+49 1234567890",
        "123456",
        "9999999999",
        "1111111111",
        "n/a",
        "null",
        "0",
    ],
)
def test_placeholders(raw: str) -> None:
    """Filler that many records share is no phone number."""
    assert normalised_phone(raw, "US") is Unusable.PLACEHOLDER


@pytest.mark.parametrize("raw", ["", "  "])
def test_blank(raw: str) -> None:
    """A blank number is omitted and counts as nothing wrong."""
    assert normalised_phone(raw, "US") is Unusable.BLANK


@pytest.mark.parametrize("raw", [A_DIGEST, A_DIGEST.upper(), f" {A_DIGEST} "])
def test_digest_passes_through(raw: str) -> None:
    """A number that is already a SHA-256 digest passes through in lower case."""
    assert normalised_phone(raw, "DE") == A_DIGEST


def test_two_trunk_prefixes_are_no_number() -> None:
    """A number that reads differently once it is in E.164 form is left out."""
    assert e164("+44 00 207946001", None) is None
    assert library_e164("+44 00 207946001", None) is None


@pytest.mark.parametrize(
    ("code", "region"), [("de", "DE"), (" us ", "US"), ("uk", "GB"), ("xx", None), (None, None)]
)
def test_region_of_country(code: str | None, region: str | None) -> None:
    """The region is the order's country where libphonenumber knows it."""
    assert region_of(code) == region


@pytest.mark.parametrize("region", REGIONS)
def test_quick_path_agrees_with_library_in_every_region(region: str) -> None:
    """For numbers of every region in every format the quick path answers as libphonenumber."""
    chance = random.Random(region)
    for number in _examples(region):
        for shape in FORMATS:
            text = phonenumbers.format_number(number, shape)
            for changed in (text, *_changed(text, chance)):
                for default in (region, None, chance.choice(REGIONS)):
                    assert e164(changed, default) == library_e164(changed, default), changed


@pytest.mark.parametrize("region", REWRITING)
def test_quick_path_agrees_with_library_where_prefixes_are_rewritten(region: str) -> None:
    """With each trunk prefix, and without its first digits, a number reads as in libphonenumber."""
    chance = random.Random(region)
    prefixes = ("", "0", "1", "9", "90", "014", "0011", "000", "003768", "180020")
    for number in _examples(region):
        national = str(number.national_number)
        for prefix, first in product(prefixes, range(5)):
            digits = prefix + national[first:]
            for text in (
                digits,
                f"+{number.country_code}{digits}",
                f"{number.country_code}{digits}",
            ):
                for default in (region, None, chance.choice(REWRITING)):
                    assert e164(text, default) == library_e164(text, default), text


@pytest.mark.parametrize(
    ("raw", "region", "normal"),
    [
        ("090-1234-5678", "JP", "+819012345678"),
        ("0 11 96123-4567", "BR", "+5511961234567"),
        ("1 264 497 2442", "AI", "+12644972442"),
        ("07781 123456", "GG", "+447781123456"),
        ("030 1234567", "DE", "+49301234567"),
    ],
)
def test_usual_number_is_read_without_the_library(
    raw: str, region: str, normal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trunk prefix that is only taken off needs no second parser, whatever the region."""
    monkeypatch.setattr(phone, "library_e164", None)
    assert e164(raw, region) == normal


@settings(deadline=None)
@given(
    text=st.text("0123456789 +-().x/", max_size=24) | st.from_regex(r"\+?[0-9 ]{5,18}"),
    region=st.sampled_from([None, *REGIONS]),
)
def test_quick_path_agrees_with_library_on_any_text(text: str, region: str | None) -> None:
    """For any text of digits and punctuation the quick path answers as libphonenumber."""
    assert e164(text, region) == library_e164(text, region)


@settings(deadline=None)
@given(
    text=st.text(alphabet=st.characters(exclude_categories=())) | st.from_regex(r"\+?[0-9 ]{5,18}"),
    region=st.sampled_from([None, "DE", "US", "GB", "AR", "BR", "IT", "MX", "CN"]),
)
def test_normalising_twice_is_normalising_once(text: str, region: str | None) -> None:
    """A number in E.164 form stays the same, in whatever country it is read again."""
    once = normalised_phone(text, region)
    if isinstance(once, str):
        assert normalised_phone(once, region) == once
        assert normalised_phone(once, None) == once


def _examples(region: str) -> list[phonenumbers.PhoneNumber]:
    kinds = [
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    ]
    numbers = (phonenumbers.example_number_for_type(region, kind) for kind in kinds)
    return [number for number in numbers if number is not None]


def _changed(text: str, chance: random.Random) -> list[str]:
    """The number with a digit changed, dropped and doubled, and with another beginning."""
    place = chance.randrange(len(text))
    digit = str(chance.randrange(10))
    return [
        text[:place] + digit + text[place + 1 :],
        text[:place] + text[place + 1 :],
        text[:place] + digit + text[place:],
        chance.choice(["0", "00", "1", "8", "+", "+0", "("]) + text,
        text.lstrip("+"),
    ]
