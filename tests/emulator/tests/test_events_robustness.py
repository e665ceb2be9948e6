"""Whatever a sender posts, there is an envelope, and nothing is half stored."""

from __future__ import annotations

import threading
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.events.sender import EVENT_SET, PIXEL, Sender, order

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PLACES = [
    ("event",),
    ("event_time",),
    ("event_id",),
    ("user",),
    ("page",),
    ("app",),
    ("lead",),
    ("ad",),
    ("properties",),
    ("limited_data_use",),
    *(("user", name) for name in ("email", "phone", "ip", "ttclid", "city", "idfa", "gaid")),
    *(("user", name) for name in ("external_id", "first_name", "country", "att_status")),
    *(("properties", name) for name in ("value", "currency", "contents", "content_ids")),
    *(("properties", name) for name in ("order_id", "num_items", "delivery_category")),
    *(("page", name) for name in ("url", "referrer")),
    *(("lead", name) for name in ("lead_id", "lead_event_source")),
    ("app", "app_id"),
]
SOURCES = st.sampled_from(
    [("web", PIXEL), ("offline", EVENT_SET), ("crm", EVENT_SET), ("app", EVENT_SET)]
)
UNHASHED = st.sampled_from(["40062", "flag"])


@given(st.sampled_from(PLACES), JSON, SOURCES, UNHASHED)
def test_any_value_in_any_field_is_stored_or_refused_as_a_whole(
    place: tuple[str, ...], value: Any, source: tuple[str, str], unhashed: str
) -> None:
    """Never an exception: code 0 with both events, or a refusal with none and its field named."""
    lead, app = {"lead_id": "1"}, {"app_id": "1"}
    wrong = order("wrong", lead=lead, app=app)
    target = wrong
    for name in place[:-1]:
        target = target[name]
    target[place[-1]] = value
    sender = Sender("--events-unhashed", unhashed)
    good = order("good", lead=lead, app=app)
    answer = sender.post(good, wrong, event_source=source[0], event_source_id=source[1])
    assert answer["code"] in {0, 40002, 40062}
    accepted = answer["code"] == 0
    # With a changed event the two may also be the same one; then it is a duplicate.
    assert sender.summary["stored"] + sender.summary["duplicates"] == (2 if accepted else 0)
    if not accepted:
        observed = "Invalid value for event_id: not a valid string."
        assert answer["message"].startswith("data.1." + place[0]) or answer["message"] == observed


@given(st.dictionaries(st.sampled_from(["event_source", "event_source_id", "data", "x"]), JSON))
def test_any_envelope_gets_an_answer(envelope: dict[str, object]) -> None:
    """A body of the wrong shape is refused and never stored."""
    sender = Sender()
    assert sender.send(envelope)["code"] == 40002
    assert sender.summary["stored"] == 0


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    """HTTP status 200 and JSON, whatever comes."""
    reply = Sender().call(body)
    assert reply.status == 200
    assert reply.body.startswith(b'{"code":4000')


def test_requests_at_the_same_time_lose_and_double_nothing() -> None:
    """Eight senders post the same forty events."""
    sender = Sender()

    def post_all() -> None:
        for number in range(40):
            sender.post(order(str(number)))

    threads = [threading.Thread(target=post_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sender.summary["stored"] == 40
    assert sender.summary["duplicates"] == 280
    assert sender.summary["requests"] == 320
