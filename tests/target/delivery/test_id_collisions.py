"""Events of different streams with one event id."""

from __future__ import annotations

from msgspec.structs import replace

from target_tiktok_events.delivery.id_collisions import IdCollisions
from tests.target.made_events import made_event, made_events


def test_one_id_in_two_streams_is_counted_by_the_streams() -> None:
    """Whichever stream comes first, and however often."""
    collisions = IdCollisions()
    for stream, event_id in [("de", "1"), ("de", "2"), ("us", "2"), ("us", "3"), ("at", "1")]:
        collisions.note(replace(made_event(event_id), stream=stream))
    assert collisions.by_streams == {("de", "us"): 1, ("de", "at"): 1}


def test_one_stream_never_collides_with_itself() -> None:
    """An order that comes twice is the ledger's business."""
    collisions = IdCollisions()
    for event in [*made_events(100), *made_events(100)]:
        collisions.note(event)
    assert not collisions.by_streams


def test_other_events_of_one_order_are_no_collision() -> None:
    """The name of the event belongs to what TikTok recognises it by."""
    collisions = IdCollisions()
    collisions.note(made_event("1", event="PlaceAnOrder"))
    collisions.note(replace(made_event("1"), stream="payments"))
    assert not collisions.by_streams


def test_many_different_ids_make_no_collision_up() -> None:
    """Slots are shared, hashes are not."""
    collisions = IdCollisions()
    for number, event in enumerate(made_events(20_000)):
        collisions.note(replace(event, stream=str(number % 50)))
    assert not collisions.by_streams
