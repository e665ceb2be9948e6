"""The settings of the mapping: what is refused at once, and what is warned of."""

from __future__ import annotations

import time
from typing import Any

import pytest

from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.config.warnings import ledger_warnings, setting_warnings
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.options_for import options_for


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"event_source": "pixel"}, "event_source must be text: one of web, app, offline, crm"),
        ({"event_name": " "}, "event_name must be a text that isn't blank"),
        ({"event_name": {"table": "t"}}, "event_name must be a name, or an object"),
        ({"event_name": '{"column": ""}'}, "event_name must be a name, or an object"),
        ({"event_name": {"column": "$.["}}, r"event_name\.column"),
        ({"event_source": "offline", "event_name": "BigOrder"}, "event_name is 'BigOrder'"),
        (
            {"event_source": "offline", "event_mappings": [{"event_name": "purchase"}]},
            r"event_mappings\[0\]\.event_name is 'purchase'",
        ),
        ({"default_currency": "XXX"}, "default_currency must be a currency code of ISO 4217"),
        ({"amount_unit": "cents"}, "amount_unit must be text: one of major, minor"),
        ({"default_currency": "euro"}, "default_currency"),
        ({"timezone": "Mars/Olympus"}, "timezone must be an IANA name"),
        ({"timezone": "Europe"}, "timezone must be an IANA name"),
        ({"timezone": "../etc/passwd"}, "timezone must be an IANA name"),
        ({"send_since": "yesterday"}, "send_since must be a date or an instant"),
        ({"site_url": "shop.example"}, "site_url must be the address of the site"),
        ({"default_country_code": "Germany"}, "default_country_code"),
        ({"default_country_code": "XX"}, "default_country_code"),
        ({"field_mapping": {"e_mail": "mail"}}, "unknown event field 'e_mail'"),
        (
            {"field_mapping": {"line_items.colour": "c"}},
            r"unknown event field 'line_items\.colour'",
        ),
        ({"field_mapping": {"total": "a", "value": "b"}}, "field_mapping names total twice"),
        ({"field_mapping": {"email": "$.["}}, r"field_mapping\.email"),
        ({"field_mapping": {"email": ""}}, r"field_mapping\.email"),
        ({"field_mapping": {"line_items.price": 5}}, r"field_mapping\.price"),
        ({"consent_column": "$.["}, "consent_column"),
        ({"event_mappings": [{"value": "$.["}]}, r"event_mappings\[0\]\.value"),
        ({"event_mappings": [{"value": "a - $.["}]}, r"event_mappings\[0\]\.value"),
        ({"field_mapping": {"total": "$.[ - b"}}, r"field_mapping\.total"),
        ({"event_mappings": [{"currency": "$.["}]}, r"event_mappings\[0\]\.currency"),
        ({"event_mappings": [{"when": {"$.[": 1}}]}, r"event_mappings\[0\]\.when"),
    ],
)
def test_unusable_settings(settings: dict[str, Any], message: str) -> None:
    """A setting that can't be used is refused before any record, by its name."""
    with pytest.raises(SettingError, match=message):
        Mapper(options_for(**settings), now=time.time)


def test_path_of_a_field_that_does_not_apply() -> None:
    """A broken path is refused even where the event source doesn't take its field."""
    with pytest.raises(SettingError, match=r"field_mapping\.ttclid"):
        Mapper(options_for(event_source="offline", field_mapping={"ttclid": "$.["}), now=time.time)


def test_defaults_are_upper_case() -> None:
    """Default currency and country are taken in either case."""
    options = options_for(default_currency=" eur ", default_country_code="uk")
    assert (options.default_currency, options.default_country_code) == ("EUR", "GB")


def test_blank_settings_are_not_set() -> None:
    """An empty text, as environment variables have it, counts as not set."""
    options = options_for(default_currency="", default_country_code=" ", consent_column="")
    assert options == options_for()


def test_custom_event_is_kept_as_written() -> None:
    """A configured event name is never rewritten, legacy or custom."""
    for name in ("CompletePayment", "SubmitForm", "my_event"):
        assert options_for(event_name=name).event_name == name


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"event_name": "purchase"}, "TikTok's is Purchase"),
        ({"event_name": "big_order"}, "big_order is a custom event"),
        (
            {"event_name": "Purchase", "event_mappings": [{"event_name": "CompletePayment"}]},
            "Both CompletePayment and Purchase",
        ),
    ],
)
def test_warnings(settings: dict[str, Any], words: str) -> None:
    """Misspelt names and two names for a purchase are warned of, because dedup would fail."""
    (sentence,) = setting_warnings(options_for(**settings))
    assert words in sentence


@pytest.mark.parametrize(
    "name", ["CompletePayment", "Purchase", "PlaceAnOrder", "SubmitForm", "Lead"]
)
def test_standard_names_need_no_warning(name: str) -> None:
    """Current and legacy names of TikTok pass without a word."""
    assert setting_warnings(options_for(event_name=name)) == []


def test_app_names_need_no_warning() -> None:
    """Standard names of app events are standard for apps only."""
    assert setting_warnings(options_for(event_source="app", event_name="Registration")) == []
    assert setting_warnings(options_for(event_source="web", event_name="Registration"))


def test_declared_keys_of_a_rule_are_those_that_are_read() -> None:
    """What `--about` says a rule may have is what the rules take, and nothing else."""
    declared = SETTINGS["event_mappings"]["items"]["properties"]
    with pytest.raises(SettingError) as caught:
        options_for(event_mappings=[{"nonsense": 1}])
    assert str(caught.value).endswith(f"it may have {', '.join(declared)}.")


@pytest.mark.parametrize(
    ("ledger_url", "minutes", "days", "sentences"),
    [
        ("sqlite:///ledger.db", 28 * 1440, 28, 0),
        ("sqlite:///ledger.db", 28 * 1440 - 1, 28, 1),
        ("", 10, 28, 0),
    ],
)
def test_a_ledger_that_forgets_what_may_still_be_sent_is_warned_of(
    ledger_url: str, minutes: int, days: int, sentences: int
) -> None:
    """Its window has to last as long as an order may be old; without a ledger nothing is said."""
    found = ledger_warnings(ledger_url, minutes, days)
    assert len(found) == sentences
    assert all("dedup_window_minutes" in sentence for sentence in found)
