"""The inspection paths: what tests can see of everything that was received."""

from __future__ import annotations

import pytest

from tests.emulator.events import received
from tests.emulator.events.sender import EVENT_SET, OTHER_PIXEL, PIXEL, Sender, order
from tests.emulator.events.store import MAX_FLAGS_KEPT


def test_a_stored_event_is_shown_whole_with_time_and_request_id() -> None:
    """A test can compare every byte that TikTok would hold."""
    sender = Sender()
    request_id = sender.post(order())["request_id"]
    assert sender.kept() == [
        {
            "origin": "server",
            "received": "2026-03-01T12:00:00.000Z",
            "request_id": request_id,
            "event_source": "web",
            "event_source_id": PIXEL,
            "test_event_code": None,
            "event": order(),
            "matched": True,
            "duplicate_of": None,
            "merged": [],
        }
    ]


def test_the_lists_can_be_narrowed_to_one_event_source() -> None:
    """Each list knows where its events belong."""
    sender = Sender()
    sender.post(order(type="x"))
    sender.post(order(type="x"), event_source_id=OTHER_PIXEL)
    for name in ("stored", "flags"):
        items = sender.kept(name, event_source_id=OTHER_PIXEL)
        assert [item["event_source_id"] for item in items] == [OTHER_PIXEL]
    assert len(sender.kept()) == 2


def test_the_lists_can_be_read_in_pieces() -> None:
    """`total` is that of the whole list."""
    sender = Sender()
    sender.post(*(order(str(number)) for number in range(5)))
    piece = sender.admin("GET", offset="3", limit="10")
    assert piece["total"] == 5
    assert [item["event"]["event_id"] for item in piece["items"]] == ["3", "4"]


def test_an_unknown_list_is_an_error() -> None:
    """A misspelt name is not an empty list."""
    with pytest.raises(ValueError, match="stored, duplicates, test, flags"):
        Sender().admin("GET", list="sent")


def test_the_summary_counts_everything() -> None:
    """Requests, answers, events by name and source, the largest request."""
    sender = Sender()
    sender.post(order("1"), order("2", event="Lead"), order("2", event="Lead"))
    sender.post(1)
    sender.post(order("1"), event_source="offline", event_source_id=EVENT_SET)
    sender.post(order(), test_event_code="T")
    sender.post(order(), token="")
    summary = sender.summary
    assert summary["requests"] == 5
    assert summary["answers"] == {"0": 3, "40002": 1, "40104": 1}
    assert (summary["stored"], summary["duplicates"], summary["test"]) == (3, 1, 1)
    assert summary["events"] == {"CompletePayment": 2, "Lead": 1}
    assert summary["event_sources"] == {PIXEL: 2, EVENT_SET: 1}
    assert summary["largest_batch"] == 3
    assert summary["largest_body"] > 1_000


def test_the_coverage_counts_stored_events_that_have_a_field() -> None:
    """Zero and false are there; blanks and empty lists are not; duplicates do not count."""
    sender = Sender()
    sender.post(
        order("1", limited_data_use=False, properties={"value": 0, "currency": "USD"}),
        order("1", user={"ip": "203.0.113.9"}),
        order("2", user={"ttclid": "", "email": []}),
    )
    coverage = sender.summary["coverage"]
    assert coverage["event_id"] == 2
    assert coverage["user.email"] == coverage["user.ttclid"] == 1
    assert coverage["properties.value"] == 2
    assert coverage["limited_data_use"] == 1
    assert "user.ip" not in coverage


def test_a_flag_tells_the_kind_and_the_place_but_no_value() -> None:
    """The author of a sender finds the mistake by it."""
    sender = Sender("--events-unhashed", "flag")
    event = order("7", user={"phone": ["+491701234567"]})
    request_id = sender.post(order(), event)["request_id"]
    assert sender.kept("flags") == [
        {
            "kind": "unhashed_phone",
            "path": "user.phone.0",
            "index": 1,
            "event_source_id": PIXEL,
            "event_id": "7",
            "request_id": request_id,
        }
    ]


def test_flags_beyond_a_limit_are_only_counted() -> None:
    """A million mistakes do not fill the memory."""
    sender = Sender()
    events = [order(str(number), type="x") for number in range(1_000)]
    for _ in range(MAX_FLAGS_KEPT // 1_000 + 1):
        sender.post(*events)
    assert sender.flags["version_1_key"] == MAX_FLAGS_KEPT + 1_000
    assert len(sender.kept("flags")) == MAX_FLAGS_KEPT


def test_clearing_forgets_events_keys_counts_and_scripts_but_no_token_or_option() -> None:
    """The next test starts from nothing with the same set-up."""
    sender = Sender("--events-code-type", "text")
    sender.admin("POST", "tokens", {"revoke": "local-token", "after_requests": 2})
    sender.admin("POST", "partial", {"request": 2})
    sender.post(order())
    sender.admin("DELETE")
    assert sender.summary["requests"] == 0
    assert sender.summary["coverage"] == {}
    assert not any(sender.summary.values())
    assert sender.kept() == []
    assert sender.post(order())["code"] == "0"
    assert sender.summary["stored"] == 1
    assert sender.post(order())["code"] == "40105"


def test_a_pixel_event_needs_a_name() -> None:
    """Without one it could never meet a server event."""
    sender = Sender()
    with pytest.raises(ValueError, match="name"):
        sender.admin("POST", "pixel", {"event_source_id": PIXEL, "events": [{"event_id": "1"}]})


def test_a_bad_body_on_an_inspection_path_is_an_error() -> None:
    """The test that sends it sees why."""
    with pytest.raises(ValueError, match="truncated"):
        Sender().admin("POST", "tokens")


def test_every_byte_received_can_be_searched_but_no_token() -> None:
    """Refused requests too: personal data that was refused has left the sender all the same."""
    sender = Sender()
    body = b'{"event_source": "web", "note": "ada@shop.example \xff"}'
    sender.call(body, content_type="text/json")
    sender.post(order(), token="")
    first, second = sender.admin("GET", "requests")["items"]
    assert "ada@shop.example \ufffd" in first["body"]
    assert first["headers"] == {"content-type": "text/json", "access-token": "***"}
    assert first["at"] == "2026-03-01T12:00:00.000Z"
    assert [first["code"], second["code"]] == [40000, 40104]
    assert len({first["request_id"], second["request_id"]}) == 2


def test_a_body_that_was_cut_off_has_no_code() -> None:
    """There was no envelope."""
    sender = Sender("--events-max-body-bytes", "1")
    assert sender.call(b"{}").status == 413
    (entry,) = sender.admin("GET", "requests")["items"]
    assert entry["code"] is entry["request_id"] is None


def test_old_bodies_go_when_too_much_was_received(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory is bounded; the count of requests is not touched."""
    monkeypatch.setattr(received, "MAX_BYTES_KEPT", 1_500)
    sender = Sender()
    for number in range(5):
        sender.post(order(str(number)))
    bodies = [entry["body"] for entry in sender.admin("GET", "requests")["items"]]
    assert sum(map(len, bodies)) <= 1_500 < sum(map(len, bodies)) + len(bodies[0])
    assert '"event_id":"4"' in bodies[-1]
    assert sender.summary["requests"] == 5
    sender.call(b"x" * 2_000)
    (last,) = sender.admin("GET", "requests")["items"]
    assert last["body"] == "x" * 2_000


def test_with_keys_only_no_body_is_kept() -> None:
    """A big run does not fill the memory."""
    sender = Sender("--events-keep", "keys")
    sender.post(order())
    assert sender.admin("GET", "requests") == {"total": 0, "items": []}
