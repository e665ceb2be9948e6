"""Who an event is about: what is hashed, what is clear, what is left out and counted."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from target_tiktok_events.mapping.events import Event, MatchKey
from tests.target.mapping.mapping_cases import ORDER, outcome, sent, sent_with_counts

A_DIGEST = sha256(b"alice@gmail.com").hexdigest()
PHONE_DIGEST = sha256(b"+4915123456789").hexdigest()


def hashed(text: str) -> str:
    """The digest of a text that needs no normalising."""
    return sha256(text.encode()).hexdigest()


def user(columns: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """The `user` object of an order with these columns."""
    found: dict[str, Any] = sent({**ORDER, **columns}, **settings).get("user", {})
    return found


def test_everything_in_its_form() -> None:
    """Email, phone, customer id, names and zip are hashed; place, page and device are clear."""
    found = user(
        {
            "email": " Alice@Gmail.com ",
            "phone": "0151 23456789",
            "external_id": "User_7",
            "ttclid": "E.C.P.aBc",
            "ttp": "cookie-Value",
            "ip": "203.0.113.9",
            "user_agent": "Mozilla/5.0",
            "locale": "de_DE",
            "first_name": " Zoë ",
            "last_name": "O'Brien Smith",
            "zip": "ST4 2AB",
            "city": "São Paulo",
            "state": "SP",
            "country_code": "DE",
        }
    )
    assert found == {
        "email": [A_DIGEST],
        "phone": [PHONE_DIGEST],
        "external_id": [hashed("User_7")],
        "ttclid": "E.C.P.aBc",
        "ttp": "cookie-Value",
        "ip": "203.0.113.9",
        "user_agent": "Mozilla/5.0",
        "locale": "de-DE",
        "first_name": hashed("zoë"),
        "last_name": hashed("o'brien smith"),
        "zip_code": hashed("st42ab"),
        "city": "sãopaulo",
        "state": "sp",
        "country": "de",
    }


def test_match_keys() -> None:
    """The coverage report learns which of the match keys an event has."""
    every = {
        "email": "a@b.de",
        "phone": "+4915123456789",
        "external_id": 7,
        "ttclid": "x",
        "ttp": "y",
        "ip": "8.8.8.8",
        "user_agent": "z",
    }
    event = outcome({**ORDER, **every})
    assert isinstance(event, Event)
    assert event.match_keys == MatchKey(63)
    event = outcome({**ORDER, "phone": "+4915123456789", "ip": "8.8.8.8"})
    assert isinstance(event, Event)
    assert event.match_keys == MatchKey.PHONE


@pytest.mark.parametrize("column", ["email", "phone", "external_id", "first_name", "zip"])
def test_digests_are_not_hashed_again(column: str) -> None:
    """A digest from the warehouse is sent in lower case as it is, and counted."""
    item, counts = sent_with_counts({**ORDER, column: A_DIGEST.upper()})
    key = {"zip": "zip_code"}.get(column, column)
    assert item["user"][key] in (A_DIGEST, [A_DIGEST])
    assert counts[f"{key}_already_hashed"] == 1


@pytest.mark.parametrize(
    "column", ["email", "phone", "external_id", "first_name", "city", "ttclid"]
)
@pytest.mark.parametrize("value", [None, "", "  ", []])
def test_blanks_are_omitted(column: str, value: Any) -> None:
    """A blank value leaves no key behind, and certainly no hash of nothing."""
    item, counts = sent_with_counts({**ORDER, column: value})
    assert "user" not in item
    assert not counts or value == []


def test_lists_keep_order_without_duplicates() -> None:
    """Several addresses of one person are hashed each, in order, once."""
    emails = ["b@x.de", " A@x.de", None, "", "a@x.de", "n/a", "B@X.de", A_DIGEST]
    assert user({"email": emails})["email"] == [hashed("b@x.de"), hashed("a@x.de"), A_DIGEST]


def test_every_match_of_a_path_counts() -> None:
    """A path with several matches gives every address, and the first of other fields."""
    record = {
        "contacts": [{"mail": "b@x.de", "ip": "8.8.8.8"}, {"mail": "a@x.de", "ip": "9.9.9.9"}]
    }
    mapping = {"email": "$.contacts[*].mail", "ip": "$.contacts[*].ip"}
    found = user(record, field_mapping=mapping)
    assert found == {"email": [hashed("b@x.de"), hashed("a@x.de")], "ip": "8.8.8.8"}


def test_list_as_json_text() -> None:
    """A list that the warehouse stores as text is read as the list."""
    assert user({"email": '["a@x.de", "b@x.de"]'})["email"] == [hashed("a@x.de"), hashed("b@x.de")]


@pytest.mark.parametrize("value", [4915123456789, "+4915123456789", 4915123456789.0])
def test_numeric_phones_and_ids(value: Any) -> None:
    """Numbers where text is expected are read by their digits, not refused."""
    found = user(
        {"phone": f"+{int(value)}" if not isinstance(value, str) else value, "external_id": value}
    )
    assert found["phone"] == [PHONE_DIGEST]
    assert found["external_id"] == [
        hashed(str(value) if isinstance(value, str) else str(int(value)))
    ]


def test_phone_without_country_is_dropped_and_counted() -> None:
    """A national number without a country is left out, never sent with a bare plus."""
    item, counts = sent_with_counts({**ORDER, "phone": "07911 123456"})
    assert "user" not in item
    assert counts["phone_unusable"] == 1


@pytest.mark.parametrize(
    ("columns", "settings"),
    [
        ({"country_code": "DE"}, {}),
        ({"country_code": "de"}, {"default_country_code": "US"}),
        ({"country": "de"}, {}),
        ({}, {"default_country_code": "DE"}),
        ({"country_code": "??"}, {"default_country_code": "DE"}),
        ({"country": "Deutschland"}, {"default_country_code": "DE"}),
    ],
)
def test_region_of_a_phone(columns: dict[str, Any], settings: dict[str, Any]) -> None:
    """The order's country comes first, then default_country_code."""
    found = user({"phone": "0151 23456789", **columns}, **settings)
    assert found["phone"] == [PHONE_DIGEST]


def test_region_serves_phones_where_countries_do_not_apply() -> None:
    """For offline events the country isn't sent, but still reads the phone number."""
    found = user({"phone": "0151 23456789", "country_code": "DE"}, event_source="offline")
    assert found == {"phone": [PHONE_DIGEST]}


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ({"email": "n/a"}, "email_placeholder"),
        ({"email": "test@test.com"}, "email_placeholder"),
        ({"email": "not an email"}, "email_unusable"),
        ({"email": 12}, "email_unusable"),
        ({"email": {"address": "a@b.de"}}, "email_unusable"),
        ({"email": "a\ud800@b.de"}, "email_unusable"),
        ({"phone": "0000000000", "country_code": "US"}, "phone_placeholder"),
        ({"phone": "12"}, "phone_unusable"),
        ({"external_id": 0}, "external_id_placeholder"),
        ({"external_id": True}, "external_id_unusable"),
        ({"first_name": "\ud800"}, "first_name_unusable"),
        ({"ip": "192.168.0.1"}, "ip_unusable"),
        ({"ip": 12}, "ip_unusable"),
        ({"ttclid": "__CLICKID__"}, "ttclid_placeholder"),
        ({"ttclid": A_DIGEST}, "ttclid_unusable"),
        ({"country": "Germany"}, "country_unusable"),
        ({"user_agent": ["x"]}, "user_agent_unusable"),
    ],
)
def test_unusable_values_are_left_out_and_counted(columns: dict[str, Any], count: str) -> None:
    """A value that can't be used costs the event nothing but itself, and is counted by reason."""
    item, counts = sent_with_counts({**ORDER, **columns})
    assert set(item.get("user", {})) <= {"country"}
    assert counts[count] == 1
    assert counts.total() == 1


@pytest.mark.parametrize(
    ("columns", "click_id"),
    [
        ({"ttclid": "Column", "landing_page_url": "https://s.de/?ttclid=Url"}, "Column"),
        ({"landing_page_url": "https://s.de/?a=1&ttclid=Url%2BX"}, "Url+X"),
        ({"landing_site": "/products/x?ttclid=PathOnly"}, "PathOnly"),
        ({"page_url": "https://s.de/?ttclid=Page"}, "Page"),
        ({"ttclid": " ", "page_url": "https://s.de/?ttclid=Page"}, "Page"),
        ({"landing_page_url": "https://s.de/", "page_url": "https://s.de/?ttclid=Page"}, "Page"),
        ({"ttclid": "null", "page_url": "https://s.de/?ttclid=Page"}, "Page"),
    ],
)
def test_click_id(columns: dict[str, Any], click_id: str) -> None:
    """The click id comes from its column, else from a landing page's URL, with its case."""
    assert user(columns)["ttclid"] == click_id


WEB = {
    "email",
    "phone",
    "external_id",
    "ttclid",
    "ttp",
    "ip",
    "user_agent",
    "locale",
    "first_name",
    "last_name",
    "zip_code",
    "city",
    "state",
    "country",
}
APP = {"email", "phone", "ip", "user_agent", "locale", "idfa", "idfv", "gaid", "att_status"}


@pytest.mark.parametrize(
    ("event_source", "keys"),
    [
        ("web", WEB),
        ("app", APP),
        ("offline", {"email", "phone"}),
        ("crm", {"email", "phone", "external_id"}),
    ],
)
def test_only_what_applies_to_the_event_source(event_source: str, keys: set[str]) -> None:
    """A field that TikTok doesn't take for an event source isn't sent with it."""
    columns = {
        "email": "a@b.de",
        "phone": "+4915123456789",
        "external_id": 7,
        "ttclid": "c",
        "ttp": "p",
        "ip": "8.8.8.8",
        "user_agent": "ua",
        "locale": "de",
        "first_name": "A",
        "last_name": "B",
        "zip": "1",
        "city": "C",
        "state": "S",
        "country": "DE",
        "idfa": "7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB",
        "idfv": "v",
        "gaid": "7a3cbea0-bdf5-11e4-8dfc-aa07a5b093db",
        "att_status": "AUTHORIZED",
        "lead_id": "L1",
        "app_id": "A1",
    }
    assert set(user(columns, event_source=event_source)) == keys
