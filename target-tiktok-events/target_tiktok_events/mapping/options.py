"""The settings that decide how a record becomes an event, typed and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.event_names import is_custom
from target_tiktok_events.mapping.money import CURRENCIES
from target_tiktok_events.mapping.rules import EventRule, parse_rules
from target_tiktok_events.personal.phone import region_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EventSource = Literal["web", "app", "offline", "crm"]
EVENT_SOURCES = ("web", "app", "offline", "crm")


class MappingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the mapper needs of the settings; their meaning is that of the settings' table.

    `default_currency` is upper case and of TikTok's list, `default_country_code` upper case and
    known to libphonenumber. Build it with `parse_options`, which makes sure of that.
    """

    event_source: str = "web"
    event_name: str = "CompletePayment"
    event_mappings: tuple[EventRule, ...] = ()
    field_mapping: Mapping[str, str] = msgspec.field(default_factory=dict)
    consent_column: str | None = None
    app_id: str | None = None
    default_currency: str | None = None
    default_country_code: str | None = None
    limited_data_use: bool = False
    max_event_age_days: int = 28


def parse_options(  # noqa: PLR0913 - one argument for each setting
    *,
    event_source: str = "web",
    event_name: str = "CompletePayment",
    event_mappings: Sequence[Mapping[str, Any]] | None = None,
    field_mapping: Mapping[str, str] | None = None,
    consent_column: str | None = None,
    app_id: str | None = None,
    default_currency: str | None = None,
    default_country_code: str | None = None,
    limited_data_use: bool = False,
    max_event_age_days: int = 28,
) -> MappingOptions:
    """The options of settings as they were written; blank texts count as not set.

    Paths of `field_mapping` and `event_mappings` are checked when a `Mapper` is built.

    Raises:
        SettingError: a setting can't be used; the text names it.
    """
    rules = parse_rules(event_mappings or ())
    names = {"event_name": event_name} | {
        f"{rule.name}.event_name": rule.event_name for rule in rules if rule.event_name
    }
    return MappingOptions(
        event_source=_event_source(event_source),
        event_name=_event_names(names, event_source)["event_name"],
        event_mappings=rules,
        field_mapping=dict(field_mapping or {}),
        consent_column=_set(consent_column),
        app_id=_set(app_id),
        default_currency=_currency(_set(default_currency)),
        default_country_code=_country_code(_set(default_country_code)),
        limited_data_use=limited_data_use,
        max_event_age_days=max_event_age_days,
    )


def _set(text: str | None) -> str | None:
    return text.strip() or None if text is not None else None


def _event_source(text: str) -> str:
    if text not in EVENT_SOURCES:
        message = f"event_source must be one of {', '.join(EVENT_SOURCES)}."
        raise SettingError(message)
    return text


def _event_names(names: Mapping[str, str], event_source: str) -> dict[str, str]:
    for setting, name in names.items():
        if not isinstance(name, str) or not name.strip():
            message = f"{setting} must not be blank."
            raise SettingError(message)
        if event_source == "offline" and is_custom(name.strip(), event_source):
            message = (
                f"{setting} is {name!r}, a custom event; offline event sets take standard events"
                " only, such as CompletePayment or Purchase. Names are case-sensitive."
            )
            raise SettingError(message)
    return {setting: name.strip() for setting, name in names.items()}


def _currency(text: str | None) -> str | None:
    if text is not None and text.upper() not in CURRENCIES:
        message = "default_currency must be a currency that TikTok takes in events, such as EUR."
        raise SettingError(message)
    return text and text.upper()


def _country_code(text: str | None) -> str | None:
    region = region_of(text)
    if text is not None and region is None:
        message = "default_country_code must be an ISO 3166-1 alpha-2 code, such as DE."
        raise SettingError(message)
    return region
