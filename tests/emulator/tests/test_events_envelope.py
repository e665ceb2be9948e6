"""The top level of an event/track request, and the envelope of its answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulator.events.sender import EVENT_SET, PIXEL, Sender, order

UNKNOWN = "unknown"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"a": NaN}', b"[" * 5_000, b'{"data": "\\ud800"}']
)
def test_a_body_that_is_no_json_is_40000(body: bytes) -> None:
    """Whatever the bytes are, the answer is an envelope."""
    answer = json.loads(Sender().call(body).body)
    assert answer["code"] == 40000


@pytest.mark.parametrize("body", [[], "text", 1, None])
def test_a_body_that_is_no_object_is_40002(body: object) -> None:
    """A list of events at the top level is not a request."""
    assert Sender().send(body)["code"] == 40002


@pytest.mark.parametrize("name", ["event_source", "event_source_id", "data"])
def test_a_missing_field_is_40002_and_named(name: str) -> None:
    """Each of the three required fields is missed by its name."""
    body: dict[str, Any] = {"event_source": "web", "event_source_id": PIXEL, "data": [order()]}
    del body[name]
    answer = Sender().send(body)
    assert answer["code"] == 40002
    assert answer["message"] == f"Missing required field(s): {name}."


def test_a_version_1_body_is_refused_for_its_missing_fields() -> None:
    """The old endpoint's shape is not understood by this one."""
    old = {
        "pixel_code": PIXEL,
        "batch": [{"type": "track", "event": "CompletePayment", "timestamp": "2026-03-01T10:00Z"}],
        "context": {"user": {}},
    }
    answer = Sender().send(old)
    assert answer["code"] == 40002
    assert answer["message"] == "Missing required field(s): event_source, event_source_id, data."


@pytest.mark.parametrize("source", ["Web", "pixel", "", None, 1, ["web"], {"web": 1}])
def test_an_event_source_outside_the_four_is_40002(source: object) -> None:
    """The names are lower case and closed."""
    answer = Sender().post(order(), event_source=source)
    assert answer["code"] == 40002
    assert "event_source:" in answer["message"]


@pytest.mark.parametrize(
    ("source", "source_id"),
    [
        ("web", EVENT_SET),
        ("web", PIXEL.lower()),
        ("web", int(EVENT_SET)),
        ("web", ""),
        ("web", None),
        ("offline", PIXEL),
        ("offline", int(EVENT_SET)),
        ("crm", PIXEL),
        ("crm", EVENT_SET[:-1]),
        ("app", PIXEL),
        ("app", "com.shop.example"),
    ],
)
def test_an_event_source_id_of_the_wrong_kind_is_40002(source: str, source_id: object) -> None:
    """TikTok calls an id of another source's kind no valid string."""
    answer = Sender().post(order(), event_source=source, event_source_id=source_id)
    assert answer["code"] == 40002
    assert answer["message"] == "Invalid value for event_source_id: not a valid string."


@pytest.mark.parametrize("source", ["offline", "crm", "app"])
def test_each_other_source_takes_numeric_ids_as_text(source: str) -> None:
    """An event set's or TikTok app's id is digits in quotes."""
    event = order(lead={"lead_id": "1"}, app={"app_id": "com.shop.example"})
    answer = Sender().post(event, event_source=source, event_source_id=EVENT_SET)
    assert answer["code"] == 0


@pytest.mark.parametrize("data", [[], None, {}, "x", order()])
def test_data_must_be_a_list_with_events(data: object) -> None:
    """A single event is an array of one, never the event itself."""
    answer = Sender().post(data=data)
    assert answer["code"] == 40002
    assert "data" in answer["message"]


def test_a_thousand_events_are_accepted() -> None:
    """The limit itself is inside."""
    sender = Sender()
    assert sender.post(*(order(str(number)) for number in range(1_000)))["code"] == 0
    assert sender.summary["stored"] == 1_000


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (40002, "Invalid value for data: longer than maximum length 1000."),
        (40061, "Invalid batch size."),
    ],
)
def test_one_event_more_refuses_the_whole_request(code: int, message: str) -> None:
    """Nothing is stored; which code TikTok gives is a switch."""
    sender = Sender("--events-too-many-code", str(code))
    answer = sender.post(*(order(str(number)) for number in range(1_001)))
    assert (answer["code"], answer["message"]) == (code, message)
    assert sender.summary["stored"] == 0


def test_a_body_over_the_cap_is_413_and_no_json() -> None:
    """TikTok's gateway would cut a large body off; by default there is no cap."""
    body = json.dumps({"event_source": "web", "event_source_id": PIXEL, "data": [order()]}).encode()
    reply = Sender("--events-max-body-bytes", str(len(body) - 1)).call(body)
    assert reply.status == 413
    assert reply.content_type == "text/html"
    assert Sender("--events-max-body-bytes", str(len(body))).call(body).status == 200


@pytest.mark.parametrize("partner", [1, None, []])
def test_a_partner_name_must_be_text(partner: object) -> None:
    """Any text will do unless TikTok has a list."""
    sender = Sender()
    assert sender.post(order(), partner_name=partner)["code"] == 40002
    assert sender.post(order(), partner_name="Segment")["code"] == 0


def test_partner_names_can_be_a_closed_list() -> None:
    """An arbitrary partner name may be refused with 40063."""
    sender = Sender("--events-partner-names", "Segment,RudderStack")
    assert sender.post(order(), partner_name="RudderStack")["code"] == 0
    assert sender.post(order(), partner_name="adloop")["code"] == 40063


def test_every_request_id_is_new_date_prefixed_and_repeated_in_the_header() -> None:
    """A call can be found again by its request id."""
    sender = Sender()
    body = json.dumps({"event_source": "web", "event_source_id": PIXEL, "data": [order()]}).encode()
    replies = [sender.call(body), sender.call(body, UNKNOWN), sender.call(b"")]
    ids = [json.loads(reply.body)["request_id"] for reply in replies]
    assert len(set(ids)) == 3
    assert all(found.startswith("20260301120000") and len(found) == 34 for found in ids)
    assert [reply.headers["X-TT-LOGID"] for reply in replies] == ids


def test_no_answer_carries_a_rate_limit_header() -> None:
    """TikTok never says when to come back."""
    sender = Sender("--events-pixel-qps", "1")
    body = json.dumps({"event_source": "web", "event_source_id": PIXEL, "data": [order()]}).encode()
    replies = [sender.call(body), sender.call(body)]
    assert b"40100" in replies[1].body
    assert all(set(reply.headers) == {"X-TT-LOGID"} for reply in replies)


def test_data_of_a_success_varies_by_default() -> None:
    """An empty object, null and no `data` at all were all seen."""
    sender = Sender()
    answers = [sender.post(order(str(number))) for number in range(3)]
    assert [answer.get("data", "missing") for answer in answers] == [{}, None, "missing"]
    assert [answer["message"] for answer in answers] == ["OK"] * 3


@pytest.mark.parametrize(("shape", "data"), [("empty", {}), ("null", None), ("missing", "missing")])
def test_data_of_a_success_can_be_fixed(shape: str, data: object) -> None:
    """A test may ask for one shape only."""
    sender = Sender("--events-success-data", shape)
    assert [sender.post(order()).get("data", "missing") for _ in range(2)] == [data, data]


def test_the_code_can_be_text() -> None:
    """A client must read `"0"` as success."""
    sender = Sender("--events-code-type", "text")
    assert sender.post(order())["code"] == "0"
    assert sender.post(1)["code"] == "40002"


def test_a_content_type_that_is_not_json_is_flagged() -> None:
    """Documented as required, but what TikTok does without is not known."""
    sender = Sender()
    body = {"event_source": "web", "event_source_id": PIXEL, "data": [order()]}
    assert sender.send(body, content_type="text/plain")["code"] == 0
    assert sender.flags == {"content_type_header": 1}
