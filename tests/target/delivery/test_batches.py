"""Events to batches, by count and by bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.delivery.batches import Batch, BatchBuilder
from tests.target.made_events import made_event

FRAME = 50


def _batches(builder: BatchBuilder, paddings: list[int]) -> list[Batch]:
    made = [
        builder.add(number, made_event(str(number), padding=padding))
        for number, padding in enumerate(paddings)
    ]
    return [batch for batch in [*made, builder.flush()] if batch is not None]


@given(st.lists(st.integers(0, 300), max_size=50), st.integers(1, 10), st.integers(500, 3000))
def test_batches_keep_order_count_and_bytes(
    paddings: list[int], max_events: int, max_bytes: int
) -> None:
    """Every event is in one batch, in order; no request is larger than allowed."""
    batches = _batches(BatchBuilder(max_events, max_bytes, FRAME), paddings)
    ids = [event.event_id for batch in batches for event in batch.events]
    assert ids == [str(number) for number in range(len(paddings))]
    for batch in batches:
        body = FRAME + len(b",".join(event.payload for event in batch.events))
        assert len(batch.events) <= max_events
        assert body <= max_bytes
        assert batch.first == int(batch.events[0].event_id)


def test_requests_are_filled() -> None:
    """Batches are as large as both limits allow, so that requests are few."""
    assert [len(b.events) for b in _batches(BatchBuilder(4, 10_000, FRAME), [0] * 10)] == [4, 4, 2]
    size = len(made_event("0").payload)
    exactly_three = FRAME + 3 * size + 2
    batches = _batches(BatchBuilder(1000, exactly_three, FRAME), [0] * 7)
    assert [len(batch.events) for batch in batches] == [3, 3, 1]


def test_event_that_no_request_holds_is_recognised() -> None:
    """An event fits alone up to the last byte of the limit."""
    event = made_event(padding=500)
    assert BatchBuilder(10, FRAME + len(event.payload), FRAME).fits_alone(event)
    assert not BatchBuilder(10, FRAME + len(event.payload) - 1, FRAME).fits_alone(event)


def test_first_waiting_event_is_known() -> None:
    """STATE must stay before an event that waits for its batch."""
    builder = BatchBuilder(3, 10_000, FRAME)
    builder.add(7, made_event("7"))
    builder.add(9, made_event("9"))
    assert [builder.first, len(builder)] == [7, 2]
    builder.flush()
    assert [builder.first, len(builder)] == [None, 0]
