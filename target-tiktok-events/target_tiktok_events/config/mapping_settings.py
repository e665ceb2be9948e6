"""The settings of the mapping: checked for what they mean together, and handed to it typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from target_tiktok_events.config.presets.platforms import PRESETS
from target_tiktok_events.config.presets.preset import fields_beside, rules_of
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.currencies import ISO_CURRENCIES
from target_tiktok_events.mapping.event_names import is_custom
from target_tiktok_events.mapping.options import MappingOptions
from target_tiktok_events.mapping.rules import parse_event_name, parse_rules
from target_tiktok_events.mapping.times import unix_seconds
from target_tiktok_events.personal.pages import is_site_url
from target_tiktok_events.personal.phone import region_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo


def mapping_options(values: Mapping[str, Any]) -> MappingOptions:
    """What the mapper needs of the values that `read_values` gives for the declared settings.

    Paths of `field_mapping` and `event_mappings` are checked when a `Mapper` is built.

    Raises:
        SettingError: a setting can't be used; the text names it.
    """
    preset = PRESETS[values["preset"] or None]
    rules = parse_rules(values["event_mappings"]) + rules_of(preset)
    event_name = parse_event_name(values["event_name"], "event_name")
    names = {"event_name": event_name} | {
        f"{rule.name}.event_name": rule.event_name for rule in rules if rule.event_name
    }
    for setting, name in names.items():
        if isinstance(name, str):
            _check_event_name(setting, name, values["event_source"])
    plain = {name: values[name] for name in MappingOptions.__struct_fields__ if name in values}
    own = values["field_mapping"]
    brought = fields_beside(preset, own)
    names_events = any(rule.event_name for rule in rules)
    zone = _zone(values["timezone"])
    checked = {
        "streams": tuple(values["streams"] or preset.streams),
        "event_name": event_name,
        "unmatched": values["unmatched"] or ("dead_letter" if names_events else "send"),
        "event_mappings": rules,
        "field_mapping": {**brought, **own},
        "preset_fields": frozenset(brought),
        "consent_column": values["consent_column"] or None,
        "timezone": zone,
        "send_since": _since(values["send_since"], zone),
        "app_id": values["app_id"] or None,
        "site_url": _site_url(values["site_url"]),
        "default_currency": _currency(values["default_currency"]),
        "default_country_code": _country_code(values["default_country_code"]),
    }
    return MappingOptions(**{**plain, **checked})


def _check_event_name(setting: str, name: str, event_source: str) -> None:
    if event_source == "offline" and is_custom(name, event_source):
        message = (
            f"{setting} is {name!r}, a custom event; offline event sets take standard events"
            " only, such as CompletePayment or Purchase. Names are case-sensitive."
        )
        raise SettingError(message)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or a folder of zones
        message = "timezone must be an IANA name of a time zone, such as Europe/Berlin."
        raise SettingError(message) from None


def _since(text: str | None, zone: tzinfo) -> int | None:
    """Unix seconds; None if not set. A date is its midnight in the zone."""
    if not text:
        return None
    seconds = unix_seconds(text, zone)
    if seconds is None:
        message = "send_since must be a date or an instant, such as 2026-11-21T08:00:00+01:00."
        raise SettingError(message)
    return seconds


def _site_url(text: str | None) -> str | None:
    if text and not is_site_url(text):
        message = "site_url must be the address of the site, such as https://shop.example."
        raise SettingError(message)
    return text or None


def _currency(text: str | None) -> str | None:
    if not text:
        return None
    if text.upper() not in ISO_CURRENCIES:
        message = "default_currency must be a currency code of ISO 4217, such as EUR."
        raise SettingError(message)
    return text.upper()


def _country_code(text: str | None) -> str | None:
    region = region_of(text or None)
    if text and region is None:
        message = "default_country_code must be an ISO 3166-1 alpha-2 code, such as DE."
        raise SettingError(message)
    return region
