"""Record -> event, dead letter or left out: ids, times, rules, consent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.mapping.events import Event, LeftOut, MatchKey, Refused
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.mapping_cases import (
    NOW,
    ORDER,
    outcome,
    outcomes,
    refused,
    sent,
    sent_with_counts,
)
from tests.target.mapping.options_for import options_for

DAY = 86_400
AT = 1704715200


def test_plain_order() -> None:
    """An order of conventional columns becomes a purchase without any configuration."""
    event = outcome(ORDER)
    assert isinstance(event, Event)
    assert (event.event, event.event_id, event.event_time) == (
        "CompletePayment",
        "1001",
        1704715200,
    )
    assert (event.stream, event.record_key) == ("orders", "order_id=1001")
    assert event.match_keys == MatchKey(0)
    assert event.payload == (
        b'{"event":"CompletePayment","event_id":"1001","event_time":1704715200,'
        b'"properties":{"value":46.00,"currency":"EUR","order_id":"1001"}}'
    )


@pytest.mark.parametrize(
    ("columns", "event_id"),
    [
        ({"event_id": "e-7"}, "e-7"),
        ({"event_id": None}, "1001"),
        ({"event_id": " "}, "1001"),
        ({"order_id": None, "id": 7}, "7"),
        ({"order_id": "", "id": "A7"}, "A7"),
        ({"order_id": 2**63 + 1}, "9223372036854775809"),
        ({"order_id": Decimal("1001.0")}, "1001"),
        ({"event_id": 12}, "12"),
    ],
)
def test_event_id(columns: dict[str, Any], event_id: str) -> None:
    """The event id is the record's event id, else its order id, and always text."""
    assert sent({**ORDER, **columns})["event_id"] == event_id


def test_event_id_is_a_function_of_the_record() -> None:
    """The same record always gives the same event id, so that a repeated send is recognised."""
    first, second = outcome(ORDER), outcome(ORDER)
    assert first == second


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"order_id": None}, "event_id, order_id or id are empty"),
        ({"order_id": " "}, "event_id, order_id or id are empty"),
        ({"order_id": True}, "order_id is no id"),
        ({"order_id": [1]}, "order_id is no id"),
        ({"order_id": float("nan")}, "order_id is no id"),
        ({"order_id": 2.0**60}, "order_id is no id"),
        ({"event_id": {}}, "event_id is no id"),
        ({"order_id": "x" * 513}, "order_id is no id"),
        ({"order_id": "a\ud800"}, "order_id is no id"),
        ({"order_id": "alice@example.com"}, "order_id is no id"),
    ],
)
def test_record_without_usable_id(columns: dict[str, Any], words: str) -> None:
    """A record without an id, or with one that can't be sent, is a dead letter."""
    refusal = refused({**ORDER, **columns})
    assert refusal.stage == "map"
    assert words in refusal.reason


@pytest.mark.parametrize("column", ["created_at", "processed_at", "order_date", "timestamp"])
def test_event_time(column: str) -> None:
    """The time comes from the first conventional column that isn't empty."""
    record = {**ORDER, "created_at": None, column: "2024-01-08T13:00:00+01:00"}
    assert sent(record)["event_time"] == 1704715200


@pytest.mark.parametrize("value", [None, "", " "])
def test_missing_time_is_a_dead_letter(value: Any) -> None:
    """A record without a time is a dead letter; it never becomes an event of now."""
    refusal = refused({**ORDER, "created_at": value})
    assert refusal.stage == "map"
    assert "created_at, processed_at, order_date or timestamp is empty" in refusal.reason


@pytest.mark.parametrize("value", ["soon", True, [], "01/08/2024", float("nan")])
def test_unreadable_time_is_a_dead_letter(value: Any) -> None:
    """A time that can't be read is a dead letter that names its column."""
    refusal = refused({"order_id": 1, "processed_at": value})
    assert refusal.stage == "map"
    assert refusal.reason.startswith("processed_at is no time")


def test_old_events_are_dead_letters() -> None:
    """An event older than max_event_age_days isn't sent; TikTok could match it to no click."""
    assert sent({**ORDER, "created_at": NOW - 28 * DAY})
    refusal = refused({**ORDER, "created_at": NOW - 28 * DAY - 1})
    assert refusal.stage == "age"
    assert refusal.reason == "created_at is more than 28 days ago (max_event_age_days)"
    assert refused({**ORDER, "created_at": NOW - 8 * DAY}, max_event_age_days=7).stage == "age"


def test_future_events_are_dead_letters() -> None:
    """Ten minutes ahead are tolerated, because clocks differ; more is refused."""
    assert sent({**ORDER, "created_at": NOW + 600})
    refusal = refused({**ORDER, "created_at": NOW + 601})
    assert refusal.stage == "age"
    assert "10 minutes ahead" in refusal.reason


def test_refused_event_is_kept_hashed() -> None:
    """A dead letter holds the event as far as it was built, with hashed personal data only."""
    refusal = refused({**ORDER, "email": "alice@gmail.com", "total": "12 €"})
    assert refusal.record_key == "order_id=1001"
    assert refusal.payload is not None
    assert b"alice" not in refusal.payload
    assert json.loads(refusal.payload)["user"]["email"]


def test_reason_never_holds_a_value() -> None:
    """The reason of a dead letter names the column, never what stood in it."""
    record = {"email": "alice@gmail.com", "order_id": "bob@gmail.com", "total": "alice@gmail.com"}
    assert "@" not in refused(record).reason
    assert "@" not in refused({**ORDER, "total": "alice@gmail.com"}).reason
    assert "@" not in refused({**ORDER, "created_at": "alice@gmail.com"}).reason
    assert "@" not in refused({**ORDER, "currency": "alice@gmail.com"}).reason


def test_personal_key_never_names_a_record() -> None:
    """A stream whose key is the email address is reported by event id."""
    event = outcome({**ORDER, "email": "alice@gmail.com"}, keys=["email"])
    assert isinstance(event, Event)
    assert event.record_key == "event_id=1001"


def test_mapped_personal_key_never_names_a_record() -> None:
    """A column that is mapped to a personal field doesn't name a record either."""
    record = {**ORDER, "kontakt": "Alice"}
    event = outcome(record, keys=["kontakt"], field_mapping={"first_name": "kontakt"})
    assert isinstance(event, Event)
    assert event.record_key == "event_id=1001"


def test_one_input_gives_several_events() -> None:
    """Rules turn placed orders, paid orders, leads and subscriptions into their events."""
    rules: list[dict[str, Any]] = [
        {"stream": "leads", "event_name": "SubmitForm", "value": False},
        {"stream": "subscriptions", "event_name": "Subscribe", "value": "$.plan.price"},
        {"when": {"status": "placed"}, "event_name": "PlaceAnOrder"},
        {"when": {"status": ["paid", "shipped"]}, "event_name": "CompletePayment"},
        {"when": {"status": "gift"}, "event_name": "GiftSent", "value": 5, "currency": "USD"},
    ]
    options = options_for(event_mappings=rules, event_name="Purchase", unmatched="send")
    mapper = Mapper(options, now=lambda: NOW)

    def event(stream: str, **columns: Any) -> tuple[str, Any, Any]:
        (found,) = mapper.map(stream, {**ORDER, **columns}, ["order_id"])
        assert isinstance(found, Event)
        properties = json.loads(found.payload, parse_float=Decimal).get("properties", {})
        return found.event, properties.get("value"), properties.get("currency")

    assert event("leads") == ("SubmitForm", None, None)
    assert event("subscriptions", plan={"price": "9.90"}) == ("Subscribe", Decimal("9.90"), "EUR")
    assert event("orders", status="placed") == ("PlaceAnOrder", 46, "EUR")
    assert event("orders", status="shipped") == ("CompletePayment", 46, "EUR")
    assert event("orders", status="gift") == ("GiftSent", 5, "USD")
    assert event("orders", status="other") == ("Purchase", 46, "EUR")


def test_skip_rule() -> None:
    """A record that matches a skip rule is left out under the rule's name."""
    rules = [
        {"when": {"status": ["cancelled", "refunded"]}, "skip": True},
        {"when": {"test": True}, "skip": True},
    ]
    assert outcome({**ORDER, "status": "refunded"}, event_mappings=rules) == LeftOut(
        "orders", "event_mappings[0]", "1001", AT
    )
    assert outcome({**ORDER, "test": True}, event_mappings=rules) == LeftOut(
        "orders", "event_mappings[1]", "1001", AT
    )
    assert isinstance(outcome({**ORDER, "status": "paid"}, event_mappings=rules), Event)


def test_streams_are_compared_without_regard_to_case() -> None:
    """A table that Snowflake names in capitals is one of `streams`; other streams stay home."""
    mapper = Mapper(options_for(streams=["Orders", "public-*"]), now=lambda: NOW)
    for stream in ("orders", "ORDERS", "PUBLIC-refunds"):
        assert isinstance(mapper.map(stream, ORDER, ["order_id"])[0], Event)
    assert mapper.map("REFUNDS", ORDER, ["order_id"]) == (LeftOut("REFUNDS", "streams"),)


@pytest.mark.parametrize("value", [True, "true", " TRUE ", "t", 1, 1.0, "1"])
def test_consent_given(value: Any) -> None:
    """A record whose consent column is true is sent."""
    assert isinstance(outcome({**ORDER, "consent": value}, consent_column="consent"), Event)


@pytest.mark.parametrize(
    "value", [False, None, "", "no", "maybe", "yes", "on", "granted", 0, 2, [], {"a": True}]
)
def test_consent_missing(value: Any) -> None:
    """A record whose consent column is anything but true is left out and counted as such."""
    record = {**ORDER, "consent": value}
    assert outcome(record, consent_column="consent") == LeftOut("orders", "consent", "1001", AT)
    assert outcome(ORDER, consent_column="consent") == LeftOut("orders", "consent", "1001", AT)


def test_consent_in_other_words_is_a_rule() -> None:
    """A rule leaves out what says anything but the word of one's own."""
    rules = [{"when": {"consent": {"not": "yes"}}, "skip": True}, {"event_name": "CompletePayment"}]
    for word, kind in (("Yes", Event), ("no", LeftOut), (None, LeftOut)):
        assert isinstance(outcome({**ORDER, "consent": word}, event_mappings=rules), kind)


def test_consent_in_a_nested_column() -> None:
    """The consent column may be a path."""
    record = {**ORDER, "customer": {"marketing": {"tiktok": True}}}
    assert isinstance(outcome(record, consent_column="customer.marketing.tiktok"), Event)
    assert isinstance(outcome(record, consent_column="$.customer.marketing.tiktok"), Event)


def test_consent_comes_before_every_complaint() -> None:
    """A broken record without consent is left out, not written to a dead letter."""
    assert isinstance(outcome({"email": "a@b.de"}, consent_column="consent"), LeftOut)


def test_unmapped_columns_never_leave() -> None:
    """A column that is neither conventional nor mapped is in no byte that is sent."""
    record = {
        **ORDER,
        "note": "secret-note",
        "card_number": "4111111111111111",
        "address1": "Secret Street 1",
        "customer": {"email": "secret@x.de"},
        "line_items": [{"product_id": 1, "gift_note": "secret-gift"}],
    }
    event = outcome(record)
    assert isinstance(event, Event)
    assert b"ecret" not in event.payload
    assert b"4111" not in event.payload


def test_mapped_field_replaces_its_columns() -> None:
    """What is mapped is what is sent: the conventional column no longer counts."""
    mapping = {"total": "net", "email": "$.billing.email"}
    record = {**ORDER, "net": "40.00", "billing": {"email": None}, "email": "alice@gmail.com"}
    item = sent(record, field_mapping=mapping)
    assert item["properties"]["value"] == Decimal("40.00")
    assert "user" not in item


@pytest.mark.parametrize(
    ("key", "part"),
    [("event_time", "event_time"), ("timestamp", "event_time"), ("created_at", "event_time")],
)
def test_aliases_of_fields(key: str, part: str) -> None:
    """A field may be mapped under its own name, a conventional column's or TikTok's."""
    assert sent({**ORDER, "paid": NOW}, field_mapping={key: "paid"})[part] == int(NOW)


def test_clear_text_with_an_email_address_is_left_out() -> None:
    """A customer's address in a product name doesn't leave the shop."""
    record = {**ORDER, "line_items": [{"product_id": 1, "name": "Gift for alice@gmail.com"}]}
    item, counts = sent_with_counts(record)
    assert item["properties"]["contents"] == [{"content_id": "1", "quantity": 1}]
    assert counts["clear_text_with_email"] == 1


def test_halves_of_characters_are_replaced() -> None:
    """Text with half of a surrogate pair is sent with a replacement character, and counted."""
    record = {**ORDER, "line_items": [{"product_id": 1, "name": "Sock \ud83d"}]}
    item, counts = sent_with_counts(record)
    assert item["properties"]["contents"][0]["content_name"] == "Sock \ufffd"
    assert counts["unreadable_characters"] == 1


def test_nul_characters_are_harmless() -> None:
    """NUL in text is sent as JSON writes it."""
    assert sent({**ORDER, "shop_id": "a\x00b"})["properties"]["shop_id"] == "a\x00b"


def test_refusals_know_their_stream() -> None:
    """Every outcome names the stream of its record."""
    mapper = Mapper(options_for(), now=lambda: NOW)
    (refusal,) = mapper.map("sales", {}, [])
    assert isinstance(refusal, Refused)
    assert (refusal.stream, refusal.record_key) == ("sales", "")


def test_unmatched_record_without_key_properties_is_named_by_its_id() -> None:
    """Whoever mends the rules finds the order, though the stream of a view has no key."""
    rules = [{"when": {"status": "paid"}, "event_name": "Purchase"}]
    for record, key in (
        ({**ORDER, "status": "open"}, "event_id=1001"),
        ({**ORDER, "order_id": "ann@example.com", "status": "open"}, ""),
        ({**ORDER, "order_id": None, "status": "open"}, ""),
    ):
        refusal = outcome(record, keys=(), event_mappings=rules)
        assert isinstance(refusal, Refused)
        assert refusal.record_key == key


def test_one_record_gives_two_events() -> None:
    """After a rule that says `also` a record gives another event, with a value of its own."""
    rules = [
        {"when": {"first_order": True}, "event_name": "Subscribe", "value": False, "also": True},
        {"event_name": "Purchase"},
    ]
    first, second = outcomes({**ORDER, "first_order": "TRUE"}, event_mappings=rules)
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert (first.event, second.event) == ("Subscribe", "Purchase")
    assert first.event_id == second.event_id == "1001"
    assert (b"46.00" in first.payload, b"46.00" in second.payload) == (False, True)


def test_each_of_two_events_is_judged_by_itself() -> None:
    """When one event of a record can't be sent, the other one is."""
    rules = [
        {"event_name": "Subscribe", "value": "fee", "also": True},
        {"event_name": "Purchase"},
    ]
    first, second = outcomes({**ORDER, "fee": "free"}, event_mappings=rules)
    assert isinstance(first, Refused)
    assert isinstance(second, Event)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (None, "no event name: kind is empty"),
        (["Purchase"], "no event name: kind is no name of an event"),
        ("a@b.de", "no event name: kind is no name of an event"),
        ("x" * 129, "no event name: kind is no name of an event"),
    ],
)
def test_no_event_name_in_the_column_of_the_setting(kind: Any, reason: str) -> None:
    """A record whose column holds no event name is a dead letter, never some other event."""
    refusal = refused({**ORDER, "kind": kind}, event_name={"column": "kind"})
    assert (refusal.stage, refusal.reason) == ("map", reason)
    assert refusal.record_key == "order_id=1001"


def test_offline_events_from_a_column_are_standard_events() -> None:
    """A custom event in the column is a dead letter where TikTok takes standard events only."""
    settings: dict[str, Any] = {"event_source": "offline", "event_name": {"column": "kind"}}
    assert sent({**ORDER, "kind": "Purchase", "email": "alice@x.de"}, **settings)
    refusal = refused({**ORDER, "kind": "Sampled"}, **settings)
    assert refusal.reason.startswith("kind holds a custom event")


def test_time_of_a_rule() -> None:
    """A rule's own time is the time of its events; a blank one is a dead letter, not another's."""
    rules = [{"event_name": "Purchase", "time": "paid_at"}]
    record = {**ORDER, "paid_at": "2024-01-09T01:00:00Z"}
    assert sent(record, event_mappings=rules)["event_time"] == 1704762000
    refusal = refused({**record, "paid_at": " "}, event_mappings=rules)
    assert (refusal.stage, refusal.reason) == ("map", "no time: paid_at is empty")
