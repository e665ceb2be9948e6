"""The setting `event_sources`: who may send where, and what can't be meant."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.config.event_sources import token_variable
from target_tiktok_events.config.settings import Settings, read_settings
from target_tiktok_events.errors import SettingError

LEAST = {"event_source_id": "C0DEFAULT", "access_token": "default-token"}
STORE = {"name": "store", "stream": "tills", "event_source_id": "71", "event_source": "offline"}


def _read(*entries: Any, environment: dict[str, str] | None = None, **settings: Any) -> Settings:
    return read_settings({**LEAST, "event_sources": list(entries), **settings}, environment or {})


def test_without_the_setting_there_is_the_one_of_the_settings() -> None:
    """Nothing changes for whom one event source is enough."""
    settings = read_settings(LEAST, {})
    [source] = settings.event_sources
    assert (source.name, source.access_token) == ("C0DEFAULT", "default-token")
    assert settings.mapping.routes == ()


def test_entries_follow_the_one_of_the_settings() -> None:
    """In their order; the kind is that of the settings where an entry names none."""
    shop = {"when": {"shop": "de"}, "event_source_id": 4711}
    settings = _read(STORE, shop, event_source="web")
    assert [source.name for source in settings.event_sources] == ["C0DEFAULT", "store", "4711"]
    assert [source.event_source for source in settings.event_sources] == ["web", "offline", "web"]
    assert [(route.rule.stream, route.source) for route in settings.mapping.routes] == [
        ("tills", 1),
        (None, 2),
    ]


def test_token_is_the_entrys_own_or_of_the_environment_or_of_the_settings() -> None:
    """In this order; the variable has the name in upper case, other characters as underscores."""
    own = {**STORE, "access_token": "own-token"}
    assert token_variable("store de-1") == "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_STORE_DE_1"
    environment = {"TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_STORE": "variable-token"}
    tokens = [
        _read(entry, environment=given).event_sources[1].access_token
        for entry, given in [(own, environment), (STORE, environment), (STORE, {})]
    ]
    assert tokens == ["own-token", "variable-token", "default-token"]


def test_entries_for_one_event_source_share_it() -> None:
    """Two streams to one pixel are one destination: one request may hold events of both."""
    other = {**STORE, "name": "again", "stream": "kiosks"}
    settings = _read(STORE, other)
    assert len(settings.event_sources) == 2
    assert [route.source for route in settings.mapping.routes] == [1, 1]


def test_dry_run_needs_no_token() -> None:
    """As for the one of the settings."""
    settings = read_settings(
        {"event_source_id": "C4", "dry_run": True, "event_sources": [STORE]}, {}
    )
    assert settings.event_sources[1].access_token == ""


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("store", "event_sources[0] must be an object"),
        ({**STORE, "token": "secret"}, "has the unknown key 'token'"),
        ({**STORE, "name": 7}, "event_sources[0].name must be text"),
        ({**STORE, "event_source_id": " "}, "event_sources[0].event_source_id is missing"),
        ({**STORE, "event_source_id": True}, "event_sources[0].event_source_id is missing"),
        ({**STORE, "event_source": "shop"}, "must be one of web, app, offline, crm"),
        ({"event_source_id": "71"}, "event_sources[0] needs stream or when"),
        ({**STORE, "when": {"a": {"is": 1}}}, "event_sources[0].when.a has the unknown key 'is'"),
        ({**STORE, "access_token": "se cret"}, "event_sources[0].access_token has characters"),
        ({**STORE, "name": "c0default"}, "is that of another event source"),
        (
            {**STORE, "event_source_id": "C0DEFAULT"},
            "event_sources[0] has the event_source_id of another entry",
        ),
    ],
)
def test_entry_that_cannot_be_meant_is_one_clear_line(entry: Any, complaint: str) -> None:
    """It names the entry and what to write; it repeats no token."""
    with pytest.raises(SettingError) as caught:
        _read(entry)
    assert complaint in str(caught.value)
    assert "cret" not in str(caught.value)
