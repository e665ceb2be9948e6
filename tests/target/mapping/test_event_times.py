"""The time of an event: its zone, its age, and orders from before it all began."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.mapping.events import LeftOut, Refused
from target_tiktok_events.mapping.mapper import Mapper
from target_tiktok_events.mapping.stream_mappers import StreamMappers
from tests.target.mapping.mapping_cases import NOW, ORDER, outcome, outcomes, refused, sent
from tests.target.mapping.options_for import options_for

NAIVE = {**ORDER, "created_at": "2024-01-08T12:00:00"}
NOON = 1704715200


def test_times_are_read_in_the_zone_of_the_settings() -> None:
    """A time without an offset is one of the setting `timezone`; without it, of UTC."""
    assert sent(NAIVE)["event_time"] == NOON
    assert sent(NAIVE, timezone="Europe/Berlin")["event_time"] == NOON - 3600
    assert sent(ORDER, timezone="Europe/Berlin")["event_time"] == NOON


@pytest.mark.parametrize(
    ("column", "mapped"),
    [
        ("date_created_gmt", "date_created_gmt"),
        ("PAID_AT_UTC", "PAID_AT_UTC"),
        ("dates", "$.dates.paid_gmt"),
        ("dates", "$.dates['paid_gmt']"),
    ],
)
def test_columns_in_utc(column: str, mapped: str) -> None:
    """A column whose name ends in _gmt or _utc is UTC whatever the setting says."""
    time = NAIVE["created_at"]
    record = {
        **ORDER,
        "created_at": None,
        column: {"paid_gmt": time} if column == "dates" else time,
    }
    settings: dict[str, Any] = {"timezone": "Europe/Berlin"}
    assert sent(record, field_mapping={"created_at": mapped}, **settings)["event_time"] == NOON
    rules = [{"time": mapped}]
    assert sent(record, event_mappings=rules, **settings)["event_time"] == NOON


def test_first_time_without_a_zone_is_said_once() -> None:
    """The first of a run is told, with its column and how it is read; no other is."""
    said: list[str] = []
    mappers = StreamMappers(options_for(timezone="Europe/Berlin"), lambda: NOW, said.append)
    for record in (ORDER, {**ORDER, "created_at": NOON}, NAIVE, NAIVE):
        mappers.of(record).map("orders", record, [])
    mappers.of(NAIVE).map("leads", NAIVE, [])
    assert said == [
        (
            "created_at holds times without a zone: they are read as Europe/Berlin, as the setting "
            "timezone says."
        )
    ]


@pytest.mark.parametrize(
    ("since", "is_left_out"),
    [
        ("2024-01-08", False),
        ("2024-01-08T12:00:00Z", False),
        ("2024-01-08T12:00:01Z", True),
        ("2024-01-09", True),
        (None, False),
    ],
)
def test_orders_before_the_beginning_are_left_out(since: str | None, is_left_out: bool) -> None:  # noqa: FBT001 - expected
    """With `send_since` only orders from then on are sent."""
    found = outcome(ORDER, send_since=since)
    assert isinstance(found, LeftOut) is is_left_out
    if isinstance(found, LeftOut):
        assert found.rule == "send_since"


def test_beginning_is_in_the_zone_of_the_settings() -> None:
    """A date begins at midnight of the shop."""
    early = {**ORDER, "created_at": "2024-01-07T23:30:00Z"}
    assert isinstance(outcome(early, send_since="2024-01-08"), LeftOut)
    assert sent(early, send_since="2024-01-08", timezone="Europe/Berlin")


def test_old_orders_are_left_out_and_no_dead_letters() -> None:
    """What is too old, matches no rule or has no value is left out first, if it is old enough."""
    for columns in ({"created_at": "2020-01-01"}, {"total": None}, {"order_id": None}):
        found = outcome({**ORDER, **columns}, send_since="2024-01-09")
        assert isinstance(found, LeftOut), columns
    rules = [{"when": {"status": "paid"}, "event_name": "Purchase"}]
    assert isinstance(outcome(ORDER, send_since="2024-01-09", event_mappings=rules), LeftOut)
    unread = refused({**ORDER, "created_at": "soon"}, send_since="2024-01-09")
    assert unread.reason.startswith("created_at is no time")


def test_each_event_of_a_record_has_its_own_time() -> None:
    """Of two events of a record the one before the beginning is left out, the other one sent."""
    rules = [
        {"event_name": "Subscribe", "value": False, "also": True},
        {"event_name": "Purchase", "time": "paid_at"},
    ]
    record = {**ORDER, "paid_at": "2024-01-09T08:00:00Z"}
    first, second = outcomes(record, send_since="2024-01-09", event_mappings=rules)
    assert isinstance(first, LeftOut)
    assert not isinstance(second, (LeftOut, Refused))


def test_mapper_alone_says_nothing() -> None:
    """Without anybody to tell, a time without a zone is read all the same."""
    assert len(Mapper(options_for(), lambda: NOW).map("orders", NAIVE, [])) == 1
