"""What TikTok's error messages say, and what of them may be repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.tiktok.messages import blames_envelope, event_index, without_values


@pytest.mark.parametrize(
    ("message", "index"),
    [
        ("data.3.properties.contents.0.content_id: Not a valid string", 3),
        ("Data.3.user.email: Not a valid SHA-256", 3),
        ("Batch.12.properties.value: Not a valid number", 12),
        ("7.event_id: not a valid string", 7),
        ("data[41].user.phone is not hashed", 41),
        ("Invalid value for data.2.event_time: not an integer.", 2),
        ("request.data.5.event: required", 5),
        ("properties.contents.0.price: Not a valid number", None),
        ("Invalid value for event_id: not a valid string.", None),
        ("data: at most 1000 events.", None),
        ("user.ip 203.0.113.9 is not public", None),
        ("'data.9.user.email' was expected at data.4.user.email", 4),
        ("data.99999999999.event: no such event", None),
        ("", None),
    ],
)
def test_message_names_the_position_of_an_event(message: str, index: int | None) -> None:
    """An integer segment of a path is an event's position, unless it stands below a field."""
    assert event_index(message) == index


@pytest.mark.parametrize(
    "message",
    [
        "Invalid value for event_source_id: not a valid string.",
        "event_source: Not a valid choice.",
        "Missing required field(s): account_id.",
        "Missing required field(s): event_source_id.",
        "Access token is null, you should set it in http header with key Access-Token.",
        "test_event_code: unknown",
    ],
)
def test_envelope_is_blamed_for_fields_outside_the_events(message: str) -> None:
    """A message about the request's own fields would come for every event alike."""
    assert blames_envelope(message)


@pytest.mark.parametrize(
    "message",
    [
        "Invalid value for event_id: not a valid string.",
        "Missing required field(s): event_time.",
        "Missing required field(s): data.2.event_source_id.",
        "data.0.event_source_id: unexpected",
        "event: Missing data for required field.",
        "",
    ],
)
def test_event_is_blamed_for_its_own_fields(message: str) -> None:
    """A message about a field of an event, or with an event's position, is about that event."""
    assert not blames_envelope(message)


@pytest.mark.parametrize(
    ("message", "safe"),
    [
        (
            "data.3.user.email: 'ann@example.com' is not hashed",
            "data.3.user.email: … is not hashed",
        ),
        ("Invalid value for 'user.city': springfield", "Invalid value for user.city: …"),
        ("3.properties.value: got Anna Müller 0171 2345678", "3.properties.value: …"),
        ("user.ip 203.0.113.9 is invalid", "user.ip … is invalid"),
        (
            "Batch.0.properties.contents.0.content_id: Not a valid string",
            "Batch.0.properties.contents.0.content_id: Not a valid string",
        ),
        ("Missing required field(s): event_time", "Missing required field(s): event_time"),
    ],
)
def test_values_are_masked_and_paths_kept(message: str, safe: str) -> None:
    """What names the fault survives, what could be a customer's datum does not."""
    assert without_values(message) == safe


@given(st.from_regex(r"[a-z]{3,9}@[a-z]{3,9}\.com|\+?[0-9]{6,15}|[0-9a-f]{64}", fullmatch=True))
def test_no_address_number_or_digest_survives(value: str) -> None:
    """Emails, phone numbers and digests are masked wherever a message puts them."""
    for message in (f"data.1.user.email: {value}", f"got '{value}'", f"{value}: invalid", value):
        assert value not in without_values(message)
