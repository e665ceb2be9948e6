"""Which event source a record goes to."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.events import Event, Refused
from target_tiktok_events.mapping.stream_mappers import StreamMappers

NOW = 1_763_719_200.0
ORDER = {"order_id": "1", "created_at": NOW - 60, "total": 10, "currency": "EUR", "email": "a@b.de"}


def _mappers(*entries: dict[str, Any], **settings: Any) -> StreamMappers:
    config = {"event_source_id": "C0", "access_token": "t", "event_sources": list(entries)}
    return StreamMappers(
        read_settings({**config, **settings}, {}).mapping, lambda: NOW, lambda _warning: None
    )


def _sources(mappers: StreamMappers, stream: str, *records: dict[str, Any]) -> list[int]:
    columns = {name: None for record in records for name in record}
    results = mappers.of(columns).map_all(stream, [{**ORDER, **record} for record in records], [])
    assert all(isinstance(result, (Event, Refused)) for result in results)
    return [result.source for result in results if isinstance(result, (Event, Refused))]


def test_first_route_that_matches_counts_else_the_settings() -> None:
    """By stream, by condition (text without case and outer blanks), or by both."""
    mappers = _mappers(
        {"stream": "tills", "event_source_id": "C1"},
        {"when": {"shop": ["de", "at"]}, "event_source_id": "C2"},
        {"stream": "orders", "when": {"shop": "de"}, "event_source_id": "C3"},
        {"stream": "orders", "when": {"total": {"gt": 100}}, "event_source_id": "C4"},
    )
    records: list[dict[str, Any]] = [
        {"shop": " DE"},
        {"shop": "fr"},
        {"shop": "at"},
        {"shop": "fr", "total": 101},
    ]
    assert _sources(mappers, "orders", *records) == [2, 0, 2, 4]
    assert _sources(mappers, "tills", *records) == [1, 1, 1, 1]
    assert _sources(mappers, "TILLS", *records) == [1, 1, 1, 1]


def test_column_of_a_route_is_found_in_any_case() -> None:
    """Snowflake's columns are upper case."""
    mappers = _mappers({"when": {"shop": "de"}, "event_source_id": "C1"})
    assert _sources(mappers, "orders", {"SHOP": "de"}, {"SHOP": "fr"}) == [1, 0]


def test_event_has_what_its_kind_of_event_source_needs() -> None:
    """The page of a web event stays out of an offline one."""
    mappers = _mappers({"when": {"shop": "x"}, "event_source_id": "71", "event_source": "offline"})
    page = {"page_url": "https://shop.example/thanks"}
    records = [{**ORDER, **page, "shop": shop} for shop in ("x", "y")]
    offline, web = mappers.of(()).map_all("orders", records, [])
    assert isinstance(offline, Event)
    assert isinstance(web, Event)
    assert (b'"page"' in offline.payload, b'"page"' in web.payload) == (False, True)


def test_refused_record_belongs_to_its_event_source() -> None:
    """Its dead letter names where it was to go."""
    mappers = _mappers({"when": {"shop": "de"}, "event_source_id": "C1"})
    assert _sources(mappers, "orders", {"shop": "de", "created_at": "never"}) == [1]


def test_path_that_cannot_be_read_is_said_before_the_first_line() -> None:
    """The text names the entry."""
    with pytest.raises(SettingError, match=r"event_sources\[0\]\.when"):
        _mappers({"when": {"$.a[": "de"}, "event_source_id": "C1"})
