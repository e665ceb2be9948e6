"""Reads values in the kinds that their settings declare.

They may come from a JSON file, from Meltano or from environment variables, so numbers, flags,
lists and objects are accepted as JSON text, too, and an id may come as a number. Complaints name
the setting and never repeat a value, which could be the token.
"""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.config.declarations import BLANK_IS_A_VALUE
from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EXPECTED: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list (as JSON)",
    "object": "an object (as JSON)",
}
_TYPES: Final[Mapping[str, type]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}
_FLAGS: Final = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def read_values(
    config: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The value of every declared setting: its own, else its default, else None.

    Args:
        config: settings as they were given; those that are not declared stay away.
        declared: the JSON schema of each setting, by name.

    Raises:
        SettingError: with one complaint after the other, in the order of the declaration.
    """
    complaints: list[str] = []
    values: dict[str, Any] = {}
    for name, schema in declared.items():
        try:
            values[name] = _value(name, config.get(name), schema)
        except SettingError as complaint:
            complaints.append(str(complaint))
    if complaints:
        raise SettingError("; ".join(complaints))
    return values


def _value(name: str, value: Any, schema: Mapping[str, Any]) -> Any:
    kind, *others = _kinds(schema)
    if isinstance(value, str) and (kind != "string" or _is_object_text(value, others)):
        value = _from_text(name, value, kind, schema)
    if value is None or (value == "" and name not in BLANK_IS_A_VALUE):
        return copy.deepcopy(schema.get("default"))
    if kind == "string" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # an id, written as a number
    if not any(_is_kind(value, each) for each in (kind, *others)) or not _within_bounds(
        value, schema
    ):
        message = f"{name} must be {_EXPECTED[kind]}{_bounds(schema)}"
        raise SettingError(message)
    return value.strip() if isinstance(value, str) else value


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    """The JSON types of a setting, `null` aside; the first is that of most values."""
    types = schema["type"]
    return [one for one in ([types] if isinstance(types, str) else types) if one != "null"]


def _is_object_text(text: str, others: Sequence[str]) -> bool:
    """Whether text is the JSON of an object, for a setting that may be a text or an object."""
    return "object" in others and text.lstrip().startswith("{")


def _from_text(name: str, text: str, kind: str, schema: Mapping[str, Any]) -> Any:
    if not text.strip():
        return None
    if _is_list_of_text(schema) and not text.lstrip().startswith("["):
        return text.replace(",", " ").split()
    if kind == "boolean":
        return _FLAGS.get(text.strip().lower(), text)
    try:
        return json.loads(text)
    except ValueError:
        message = f"{name} must be {_EXPECTED[kind]}"
        raise SettingError(message) from None


def _is_list_of_text(schema: Mapping[str, Any]) -> bool:
    items: Mapping[str, Any] = schema.get("items", {})
    return bool(items.get("type") == "string")


def _is_kind(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "number":
        return isinstance(value, (int, float, Decimal))
    return isinstance(value, _TYPES[kind])


def _within_bounds(value: Any, schema: Mapping[str, Any]) -> bool:
    return (
        ("enum" not in schema or value in schema["enum"])
        and ("minimum" not in schema or value >= schema["minimum"])
        and ("maximum" not in schema or value <= schema["maximum"])
        and ("exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"])
    )


def _bounds(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f": one of {', '.join(filter(None, schema['enum']))}"
    if "examples" in schema:
        return f" such as {' or '.join(schema['examples'])}"
    if "maximum" in schema:
        return f" from {schema['minimum']} to {schema['maximum']}"
    if "minimum" in schema:
        return f", at least {schema['minimum']}"
    return " above 0" if "exclusiveMinimum" in schema else ""
