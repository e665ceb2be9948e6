"""The rules of the setting `event_mappings`, typed and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
from msgspec.structs import replace

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.conditions import Condition, parse_condition
from target_tiktok_events.mapping.currencies import ISO_CURRENCIES
from target_tiktok_events.mapping.values import amount, is_negative

if TYPE_CHECKING:
    from decimal import Decimal

    from target_tiktok_events.mapping.columns import Change

_KEYS = ("stream", "when", "event_name", "value", "currency", "time", "skip", "also")
_CODE_LENGTH = 3


class NameColumn(msgspec.Struct, frozen=True):
    """The setting `event_name: {column: …}`: a column, dotted name or JSONPath with the names."""

    column: str


_Name = TypeVar("_Name", bound="str | NameColumn | None")


class EventRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `name` is its place in the settings, for reports: `event_mappings[2]`.

    `when` is column, dotted name or JSONPath -> its condition; all must hold. `event_name` None
    is that of the settings. `value` is a column, a JSONPath, one subtraction of them, a fixed
    number, False to leave value and currency out, or None for the total of the record.
    `currency` is a code of ISO 4217, or a column or JSONPath. `time` is the column or JSONPath
    of the event's time. After a rule with `also` the search goes on.
    """

    name: str
    stream: str | None = None
    when: Mapping[str, Condition] = msgspec.field(default_factory=dict)
    event_name: str | NameColumn | None = None
    value: str | int | float | Decimal | Literal[False] | None = None
    currency: str | None = None
    time: str | None = None
    skip: bool = False
    also: bool = False
    is_own: bool = True

    def with_columns(self, change: Change) -> EventRule:
        """The same rule with each column and path in it changed."""
        value, currency = self.value, self.currency
        if isinstance(value, str):
            value = change(f"{self.name}.value", value)
        if currency is not None and currency not in ISO_CURRENCIES:
            currency = change(f"{self.name}.currency", currency)
        when = {change(f"{self.name}.when", text): each for text, each in self.when.items()}
        return replace(
            self,
            when=when,
            event_name=name_with_columns(self.event_name, f"{self.name}.event_name", change),
            value=value,
            currency=currency,
            time=self.time and change(f"{self.name}.time", self.time),
        )


def name_with_columns(name: _Name, setting: str, change: Change) -> _Name | NameColumn:
    """The same event name; a column that holds it is changed."""
    if isinstance(name, NameColumn):
        return NameColumn(change(f"{setting}.column", name.column))
    return name


def parse_rules(raw: Sequence[Mapping[str, Any]]) -> tuple[EventRule, ...]:
    """The rules of the setting as it was written.

    Raises:
        SettingError: a rule has an unknown key or a value of the wrong kind.
    """
    return tuple(parse_rule(f"event_mappings[{index}]", rule) for index, rule in enumerate(raw))


def parse_rule(name: str, raw: Mapping[str, Any], *, is_own: bool = True) -> EventRule:
    """One rule, called `name`; `is_own` as in `EventRule`.

    Raises:
        SettingError: as `parse_rules`.
    """
    if not isinstance(raw, Mapping):
        raise _error(name, "must be an object such as {when: {status: paid}}")
    unknown = [key for key in raw if key not in _KEYS]
    if unknown:
        raise _error(name, f"has the unknown key {unknown[0]!r}; it may have {', '.join(_KEYS)}")
    skip, also = _flag(raw, "skip", name), _flag(raw, "also", name)
    if skip and also:
        raise _error(name, "has both skip and also; a record that is left out gives no event")
    return EventRule(
        name=name,
        is_own=is_own,
        stream=_text(raw, "stream", name),
        when=_conditions(raw.get("when"), f"{name}.when"),
        event_name=parse_event_name(raw.get("event_name"), f"{name}.event_name"),
        value=_value(raw.get("value"), f"{name}.value"),
        currency=_currency(_text(raw, "currency", name), f"{name}.currency"),
        time=_text(raw, "time", name),
        skip=skip,
        also=also,
    )


def parse_event_name(raw: Any, setting: str) -> str | NameColumn | None:
    """The event name that a setting gives, or the column that holds the names; None if not set.

    Raises:
        SettingError: it is neither; the text names `setting`.
    """
    if isinstance(raw, Mapping):
        column = raw.get("column")
        if list(raw) != ["column"] or not isinstance(column, str) or not column.strip():
            raise _error(setting, "must be a name, or an object such as {column: event_type}")
        return NameColumn(column.strip())
    if raw is None:
        return None
    if not isinstance(raw, str) or not raw.strip():
        raise _error(setting, "must be a text that isn't blank, or {column: …}")
    return raw.strip()


def _flag(raw: Mapping[str, Any], key: str, name: str) -> bool:
    flag = raw.get(key)
    if not isinstance(flag, (bool, type(None))):
        raise _error(f"{name}.{key}", "must be true or false")
    return bool(flag)


def _text(raw: Mapping[str, Any], key: str, name: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _error(f"{name}.{key}", "must be a text that isn't blank")
    return value.strip()


def _conditions(raw: Any, setting: str) -> dict[str, Condition]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _error(setting, "must be an object of columns and values")
    return {column: parse_condition(each, f"{setting}.{column}") for column, each in raw.items()}


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
    raise _error(
        setting, "must be a column, a JSONPath, one subtraction of columns, a number or false"
    )


def _currency(text: str | None, setting: str) -> str | None:
    if text is None or text.upper() in ISO_CURRENCIES:
        return text and text.upper()
    if len(text) == _CODE_LENGTH and text.isupper():
        raise _error(setting, f"is {text}, which is no currency code of ISO 4217")
    return text


def _error(setting: str, problem: str) -> SettingError:
    return SettingError(f"{setting} {problem}.")
