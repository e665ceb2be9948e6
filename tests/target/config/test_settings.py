"""The settings: kinds, defaults, bounds, and complaints without values."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.config.dead_letter_limit import read_limit
from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.errors import SettingError
from target_tiktok_events.target import TargetTikTokEvents

LEAST = {"access_token": "abc", "event_source_id": "C4"}


def test_defaults_are_those_of_the_documentation() -> None:
    """Two settings are enough."""
    settings = read_settings(LEAST)
    assert (settings.batch_size, settings.max_batch_bytes) == (1000, 1_000_000)
    assert (settings.max_concurrent_requests, settings.request_timeout) == (4, 30)
    assert settings.ledger_url == "sqlite:///tiktok-events-ledger.db"
    assert settings.dedup_window_minutes == 40320
    assert settings.dead_letter_path == "tiktok-events-dead-letters.jsonl"
    assert (settings.max_dead_letters, settings.dry_run) == (read_limit("50%"), False)
    assert settings.api_url == "https://business-api.tiktok.com"
    assert settings.mapping.event_source == "web"
    assert settings.mapping.event_name == "CompletePayment"
    assert settings.mapping.max_event_age_days == 28


def test_default_window_is_no_shorter_than_the_age_limit() -> None:
    """An order that the ledger has forgotten is too old to be sent: it can't be counted twice."""
    settings = read_settings(LEAST)
    assert settings.dedup_window_minutes >= settings.mapping.max_event_age_days * 24 * 60


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("batch_size", "50", 50),
        ("batch_size", "", 1000),
        ("batch_size", None, 1000),
        ("max_dead_letters", "0", read_limit("0")),
        ("max_dead_letters", 7, read_limit("7")),
        ("max_dead_letters", " 12.5 % ", read_limit("12.5 %")),
        ("max_dead_letters", None, read_limit("50%")),
        ("request_timeout", "2.5", 2.5),
        ("request_timeout", Decimal("2.5"), 2.5),
        ("dry_run", "true", True),
        ("dry_run", "False", False),
        ("dry_run", "1", True),
        ("event_source_id", 7123456789012345678, "7123456789012345678"),
        ("event_source_id", " C4 ", "C4"),
        ("ledger_url", "", ""),
        ("test_event_code", "", None),
        ("api_url", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("api_url", "http://localhost:1", "http://localhost:1"),
        ("api_url", "http://[::1]:1", "http://[::1]:1"),
    ],
)
def test_values_are_read_in_their_kind(name: str, given: object, read: object) -> None:
    """Text from an environment variable means what the JSON value means; blank means default."""
    assert getattr(read_settings({**LEAST, name: given}), name) == read


def test_lists_and_objects_may_come_as_text() -> None:
    """Meltano and the environment hand JSON over as text."""
    settings = read_settings(
        {
            **LEAST,
            "event_mappings": json.dumps([{"when": {"status": "x"}, "skip": True}]),
            "field_mapping": json.dumps({"email": "contact.mail"}),
        }
    )
    assert settings.mapping.event_mappings[0].skip
    assert dict(settings.mapping.field_mapping) == {"email": "contact.mail"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("access_token", None, "access_token is missing"),
        ("access_token", "", "access_token is missing"),
        ("access_token", "sec ret", "access_token has characters"),
        ("access_token", "secret\n2", "access_token has characters"),
        ("access_token", ["secret"], "access_token must be text"),
        ("event_source_id", None, "event_source_id is missing"),
        ("event_source", "shop", "event_source must be text: one of web, app, offline, crm"),
        ("batch_size", 0, "batch_size must be a whole number from 1 to 1000"),
        ("batch_size", 1001, "batch_size must be a whole number from 1 to 1000"),
        ("batch_size", "many", "batch_size must be a whole number"),
        ("batch_size", 1.5, "batch_size must be a whole number"),
        ("batch_size", True, "batch_size must be a whole number"),
        ("max_concurrent_requests", 33, "max_concurrent_requests must be"),
        ("max_batch_bytes", 0, "max_batch_bytes must be"),
        ("max_event_age_days", -1, "max_event_age_days must be"),
        ("dedup_window_minutes", 0, "dedup_window_minutes must be a whole number from 1 to 525600"),
        ("dedup_window_minutes", 525_601, "dedup_window_minutes must be"),
        ("request_timeout", 0, "request_timeout must be a number above 0"),
        ("max_dead_letters", 0.5, "max_dead_letters must be text such as 100 or 50%"),
        ("max_dead_letters", -1, "max_dead_letters must be a whole number, at least 0"),
        ("dry_run", "maybe", "dry_run must be true or false"),
        ("event_mappings", {"a": 1}, "event_mappings must be a list"),
        ("event_mappings", "{broken", "event_mappings must be a list"),
        ("event_mappings", [{"event": "secret"}], "event_mappings"),
        ("field_mapping", [], "field_mapping must be an object"),
        ("default_currency", "XXX", "default_currency"),
        ("default_country_code", "ZZZ", "default_country_code"),
        ("api_url", "http://business-api.tiktok.com", "api_url must begin with https://"),
        ("api_url", "http://127.0.0.1.evil.example", "api_url must begin with https://"),
        ("api_url", "business-api.tiktok.com", "api_url must be a URL"),
        ("api_url", "ftp://host", "api_url must be a URL"),
        ("api_url", "https://business-api.tiktok.com/open_api/v1.3", "api_url is a host, without"),
        ("api_url", "https://secret@business-api.tiktok.com", "api_url is a host, without"),
    ],
)
def test_bad_value_names_the_setting_only(name: str, value: object, words: str) -> None:
    """The complaint says what to write and does not repeat the value."""
    with pytest.raises(SettingError) as caught:
        read_settings({**LEAST, name: value})
    assert str(caught.value).startswith(words)
    if name == "access_token":
        assert "sec" not in str(caught.value).replace("settings of the event source", "")


def test_dry_run_needs_no_token() -> None:
    """Who wants to look first has no token yet."""
    assert read_settings({"event_source_id": "C4", "dry_run": True}).access_token == ""


def test_several_complaints_come_at_once() -> None:
    """Nobody wants to be told one mistake per run."""
    with pytest.raises(SettingError, match=r"batch_size .*; request_timeout "):
        read_settings({**LEAST, "batch_size": 0, "request_timeout": 0})


def test_about_shows_every_setting_with_its_default() -> None:
    """`--about` and the hub read the declaration; tokens and database URL are marked as secrets."""
    shown: dict[str, Any] = TargetTikTokEvents.config_jsonschema["properties"]
    assert set(SETTINGS) <= set(shown)
    secrets = [name for name, declared in shown.items() if declared.get("secret")]
    assert secrets == ["access_token", "event_sources", "ledger_url"]
    assert TargetTikTokEvents.config_jsonschema["required"] == ["event_source_id"]
    for name, declared in SETTINGS.items():
        assert declared["description"].endswith("."), name
