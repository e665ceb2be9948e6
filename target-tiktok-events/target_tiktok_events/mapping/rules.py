"""The rules of the setting `event_mappings`, typed and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec.structs import replace

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.money import CURRENCIES
from target_tiktok_events.mapping.values import amount, is_negative

if TYPE_CHECKING:
    from decimal import Decimal

    from target_tiktok_events.mapping.columns import Change

_KEYS = ("stream", "when", "event_name", "value", "currency", "skip")
_CODE_LENGTH = 3


class EventRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `name` is its place in the settings, for reports: `event_mappings[2]`.

    `when` is column, dotted name or JSONPath -> the values that match; all columns must match.
    `value` is a column or JSONPath, a fixed number, False to leave the value out, or None for
    the total of the record. `currency` is a code of TikTok's list, or a column or JSONPath.
    """

    name: str
    stream: str | None = None
    when: Mapping[str, tuple[Any, ...]] = msgspec.field(default_factory=dict)
    event_name: str | None = None
    value: str | int | float | Decimal | Literal[False] | None = None
    currency: str | None = None
    skip: bool = False

    def with_columns(self, change: Change) -> EventRule:
        """The same rule with each column and path in it changed."""
        value, currency = self.value, self.currency
        if isinstance(value, str):
            value = change(f"{self.name}.value", value)
        if currency is not None and currency not in CURRENCIES:
            currency = change(f"{self.name}.currency", currency)
        when = {change(f"{self.name}.when", text): each for text, each in self.when.items()}
        return replace(self, when=when, value=value, currency=currency)


def parse_rules(raw: Sequence[Mapping[str, Any]]) -> tuple[EventRule, ...]:
    """The rules of the setting as it was written.

    Raises:
        SettingError: a rule has an unknown key or a value of the wrong kind.
    """
    return tuple(_parsed(f"event_mappings[{index}]", rule) for index, rule in enumerate(raw))


def _parsed(name: str, raw: Mapping[str, Any]) -> EventRule:
    if not isinstance(raw, Mapping):
        raise _error(name, "must be an object such as {when: {status: paid}}")
    unknown = [key for key in raw if key not in _KEYS]
    if unknown:
        raise _error(name, f"has the unknown key {unknown[0]!r}; it may have {', '.join(_KEYS)}")
    skip = raw.get("skip")
    if not isinstance(skip, (bool, type(None))):
        raise _error(f"{name}.skip", "must be true or false")
    return EventRule(
        name=name,
        stream=_text(raw, "stream", name),
        when=_conditions(raw.get("when"), f"{name}.when"),
        event_name=_text(raw, "event_name", name),
        value=_value(raw.get("value"), f"{name}.value"),
        currency=_currency(_text(raw, "currency", name), f"{name}.currency"),
        skip=bool(skip),
    )


def _text(raw: Mapping[str, Any], key: str, name: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _error(f"{name}.{key}", "must be a text that isn't blank")
    return value.strip()


def _conditions(raw: Any, setting: str) -> dict[str, tuple[Any, ...]]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _error(setting, "must be an object of columns and values")
    conditions = {
        column: tuple(values) if isinstance(values, (list, tuple)) else (values,)
        for column, values in raw.items()
    }
    for column, values in conditions.items():
        if not values or any(isinstance(value, (list, dict)) for value in values):
            raise _error(f"{setting}.{column}", "must be a value or a list of values")
    return conditions


def _value(raw: Any, setting: str) -> str | int | float | Decimal | Literal[False] | None:
    if raw is None or raw is False:
        return raw
    number = amount(raw)
    if number is not None:
        return number
    if is_negative(raw):
        raise _error(setting, "must not be negative; TikTok takes no refunds")
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    raise _error(setting, "must be a column, a JSONPath, a number or false")


def _currency(text: str | None, setting: str) -> str | None:
    if text is None or text.upper() in CURRENCIES:
        return text and text.upper()
    if len(text) == _CODE_LENGTH and text.isupper():
        raise _error(setting, f"is {text}, which TikTok doesn't take in events")
    return text


def _error(setting: str, problem: str) -> SettingError:
    return SettingError(f"{setting} {problem}.")
