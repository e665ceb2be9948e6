"""The fields of one event: names, times, ids, and what each event source needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.events.sender import EVENT_SET, Sender, order

MILLISECONDS = 1_704_721_970_000


def refusal(sender: Sender, event: object, **envelope: str) -> str:
    """Send a good event and this one; the message that refused both, nothing being stored."""
    lead, app = {"lead_id": "1"}, {"app_id": "1"}
    answer = sender.post(order("good", lead=lead, app=app), event, **envelope)
    assert answer["code"] == 40002
    assert sender.summary["stored"] == 0
    message: str = answer["message"]
    return message


def accepted(sender: Sender, event: object, **envelope: Any) -> dict[str, int]:
    """Send one event that must be accepted; the flags it raised."""
    assert sender.post(event, **envelope)["code"] == 0
    return sender.flags


def test_a_faultless_order_raises_no_flag() -> None:
    """The base of all these cases is clean."""
    assert accepted(Sender(), order()) == {}


@pytest.mark.parametrize("event", [None, 1, "x", [], [order()]])
def test_an_event_must_be_an_object(event: object) -> None:
    """Anything else in `data` refuses the request."""
    assert refusal(Sender(), event) == "data.1: Not a valid object"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "Shorter than minimum length 1"),
        (1, "Not a valid string"),
        (None, "Not a valid string"),
    ],
)
def test_the_event_name_is_text_that_is_not_empty(name: object, problem: str) -> None:
    """Every event has a name."""
    assert refusal(Sender(), order(event=name)) == f"data.1.event: {problem}"


@pytest.mark.parametrize("name", ["event", "event_time"])
def test_name_and_time_are_required(name: str) -> None:
    """Their absence is named with the position of the event."""
    event = order()
    del event[name]
    assert refusal(Sender(), event) == f"data.1.{name}: Missing data for required field"


@pytest.mark.parametrize(
    "time", ["1704721970", 1704721970.0, 1704721970.5, True, None, "2026-03-01T10:00:00Z"]
)
def test_event_time_must_be_a_json_integer(time: object) -> None:
    """Text and floats are refused even when they hold the right second."""
    assert refusal(Sender(), order(event_time=time)) == "data.1.event_time: Not a valid integer"


@pytest.mark.parametrize("time", [MILLISECONDS, 0, -1, 999_999_999, 10**10])
def test_event_time_must_have_ten_digits(time: int) -> None:
    """Milliseconds are refused."""
    assert refusal(Sender(), order(event_time=time)).startswith("data.1.event_time: ")


@pytest.mark.parametrize("time", [10**9, 10**10 - 1])
def test_every_ten_digit_time_is_accepted(time: int) -> None:
    """Both ends are inside."""
    assert accepted(Sender(), order(event_time=time)) == {}


@pytest.mark.parametrize("event_id", [1, 1.5, None, True, [], {}])
def test_an_event_id_that_is_no_text_is_refused_with_the_observed_words(event_id: object) -> None:
    """The message seen in the field names no position: a sender must search for the event."""
    event = order()
    event["event_id"] = event_id
    message = refusal(Sender(), event)
    assert message == "Invalid value for event_id: not a valid string."


def test_the_message_for_an_event_id_can_have_a_path() -> None:
    """Whether TikTok gives the position in a batch is not known."""
    sender = Sender("--events-event-id-message", "path")
    event = order()
    event["event_id"] = 1
    assert refusal(sender, event) == "data.1.event_id: Not a valid string"


def test_an_event_id_can_have_a_longest_length() -> None:
    """TikTok states none, so there is none by default."""
    assert accepted(Sender(), order("x" * 500)) == {}
    sender = Sender("--events-max-event-id-length", "36")
    assert accepted(sender, order("x" * 36)) == {}
    assert sender.post(order("x" * 37))["code"] == 40002


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("data", "data.1.properties.contents.0.content_id: Not a valid string"),
        ("Data", "Data.1.properties.contents.0.content_id: Not a valid string"),
        ("Batch", "Batch.1.properties.contents.0.content_id: Not a valid string"),
        ("none", "1.properties.contents.0.content_id: Not a valid string"),
        ("inner", "properties.contents.0.content_id: Not a valid string"),
        ("bare", "Invalid value for content_id: not a valid string."),
    ],
)
def test_the_style_of_paths_is_a_switch(style: str, message: str) -> None:
    """In `inner` the only number is the item's: a sender must not take it for the event's."""
    sender = Sender("--events-path-style", style)
    assert refusal(sender, order(properties={"contents": [{"content_id": 1}]})) == message


def test_a_bare_message_names_the_field_and_not_its_position() -> None:
    """The value wrong inside a list is named by the list."""
    sender = Sender("--events-path-style", "bare")
    event = order(properties={"content_ids": ["a", 1]})
    assert refusal(sender, event) == "Invalid value for content_ids: not a valid string."
    assert refusal(sender, "x") == "Invalid value for data: not a valid object."


@pytest.mark.parametrize("name", ["user", "properties", "page", "app", "ad", "lead", "device"])
@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_the_parts_of_an_event_must_be_objects(name: str, value: Any) -> None:
    """Null is not a way to leave a part out."""
    assert refusal(Sender(), order(**{name: value})) == f"data.1.{name}: Not a valid object"


@pytest.mark.parametrize("value", ["true", 1, 0, None])
def test_limited_data_use_must_be_a_boolean(value: object) -> None:
    """1 and "true" are refused."""
    message = refusal(Sender(), order(limited_data_use=value))
    assert message == "data.1.limited_data_use: Not a valid boolean"
    assert accepted(Sender(), order(limited_data_use=True)) == {}


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("page", "url", 1),
        ("page", "referrer", None),
        ("app", "app_name", 1),
        ("ad", "callback", 1),
        ("ad", "is_retargeting", "yes"),
        ("ad", "attributed", 0),
        ("lead", "lead_event_source", 1),
    ],
)
def test_the_documented_types_of_every_part_are_checked(
    part: str,
    name: str,
    value: object,
) -> None:
    """The message holds the path inside the part."""
    changes: dict[str, Any] = {part: {name: value}}
    message = refusal(Sender(), order(**changes))
    assert message.startswith(f"data.1.{part}.{name}: Not a valid ")


def test_crm_needs_a_lead_id() -> None:
    """Missing, empty and a number are all refused; the lead may be missing as a whole."""
    crm = {"event_source": "crm", "event_source_id": EVENT_SET}
    leads: list[dict[str, Any]] = [{}, {"lead_id": ""}, {"lead_id": 7}]
    assert refusal(Sender(), order(), **crm).startswith("data.1.lead.lead_id: ")
    for lead in leads:
        message = refusal(Sender(), order(lead=lead), **crm)
        assert message.startswith("data.1.lead.lead_id: ")


def test_app_needs_an_app_id() -> None:
    """Missing, empty and a number are all refused."""
    apps: list[dict[str, Any]] = [{}, {"app": {}}, {"app": {"app_id": ""}}, {"app": {"app_id": 7}}]
    for app in apps:
        message = refusal(Sender(), order(**app), event_source="app", event_source_id=EVENT_SET)
        assert message.startswith("data.1.app.app_id: ")


@pytest.mark.parametrize("page", [{}, {"page": {}}, {"page": {"url": ""}}])
def test_a_web_event_without_page_url_is_a_switch(page: dict[str, object]) -> None:
    """By default it is let pass and flagged."""
    event = order()
    del event["page"]
    event.update(page)
    assert accepted(Sender(), event)["no_page_url"] == 1
    assert "no_page_url" not in accepted(Sender("--events-page-url", "off"), event)
    message = refusal(Sender("--events-page-url", "refuse"), event)
    assert message == "data.1.page.url: Missing data for required field"


def test_a_page_url_that_is_no_url_is_flagged() -> None:
    """TikTok asks for the full URL."""
    assert accepted(Sender(), order(page={"url": "/thanks"})) == {"page_url_not_absolute": 1}


def test_unknown_keys_are_tolerated_and_stored() -> None:
    """Partners send keys of their own at every level."""
    sender = Sender()
    event = order(extra=[1], device={"model": "x"})
    event["user"]["extra"] = 1
    event["properties"]["gtm_version"] = None
    event["properties"]["contents"][0]["colour"] = {"name": "red"}
    assert accepted(sender, event, extra=True) == {}
    assert sender.kept()[0]["event"] == event


def test_one_wrong_event_stores_nothing_of_the_request() -> None:
    """The last of a hundred refuses the ninety-nine before it."""
    sender = Sender()
    events = [order(str(number)) for number in range(99)]
    assert sender.post(*events, order(event_time="x"))["message"].startswith("data.99.event_time:")
    assert sender.summary["stored"] == 0
    assert sender.kept() == []
    assert sender.flags == {}


@pytest.mark.parametrize("name", ["completepayment", "PURCHASE", "viewcontent"])
def test_a_standard_name_in_the_wrong_case_is_flagged(name: str) -> None:
    """TikTok would take it for a custom event."""
    assert accepted(Sender(), order(event=name))["event_name_case"] == 1


def test_custom_and_legacy_names_are_accepted_on_the_web() -> None:
    """Only their case is looked at."""
    for name in ("SubscriptionRenewed", "PlaceAnOrder", "Pageview", "PageView", "Lead"):
        assert accepted(Sender(), order(event=name)) == {}


def test_a_custom_name_offline_is_a_switch() -> None:
    """Offline takes standard events only, it is said; whether it refuses others is not."""
    offline = {"event_source": "offline", "event_source_id": EVENT_SET}
    event = order(event="SubscriptionRenewed")
    assert accepted(Sender(), event, **offline)["custom_offline_event"] == 1
    message = refusal(Sender("--events-custom-offline", "refuse"), event, **offline)
    assert message == "data.1.event: Not a valid choice"


def test_parts_that_do_not_belong_to_the_source_are_flagged() -> None:
    """TikTok tolerates them; a careful sender does not send them."""
    sender = Sender()
    event = order(ad={"callback": "x"}, limited_data_use=False)
    event["user"]["ip"] = "203.0.113.9"
    accepted(sender, event, event_source="offline", event_source_id=EVENT_SET)
    paths = [flag["path"] for flag in sender.kept("flags") if flag["kind"] == "not_applicable"]
    assert paths == ["user.ttclid", "user.ip", "page", "ad", "limited_data_use"]


@pytest.mark.parametrize("name", ["context", "timestamp", "pixel_code", "type"])
def test_keys_of_the_old_version_are_flagged(name: str) -> None:
    """They have no effect in this version."""
    assert accepted(Sender(), order(**{name: "x"})) == {"version_1_key": 1}


@pytest.mark.parametrize("event_id", ["", None])
def test_an_event_without_id_is_accepted_and_flagged(event_id: str | None) -> None:
    """It can never be deduplicated."""
    event = order()
    del event["event_id"]
    if event_id is not None:
        event["event_id"] = event_id
    assert accepted(Sender(), event)["no_event_id"] == 1
