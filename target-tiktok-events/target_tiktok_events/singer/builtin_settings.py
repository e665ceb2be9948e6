"""The settings that the SDK brings: which of them work here, and what is wrong with them.

The SDK's complaints repeat the value. Here they name the setting and the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from singer_sdk.mapper import CustomStreamMap
from singer_sdk.plugin_base import JSONSchemaValidator

from target_tiktok_events.singer.sdk_seams import is_batch_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError

WORKING: Final = (
    *("stream_maps", "stream_map_config", "faker_config"),
    *("flattening_enabled", "flattening_max_depth"),
    *("flattening_max_key_length", "flattening_separator", "batch_config"),
)
"""The others mean tables, rows to collect, or a validation of records: nothing here."""

_NO_EXPRESSIONS: Final = frozenset(["__alias__", "__source__", "__key_properties__", "__else__"])
_WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def repaired(schema: Any) -> Any:
    """A schema of the SDK whose alternatives are schemas.

    Some hold a bare "null" among them, at which a validator breaks off with an AttributeError.
    """
    if isinstance(schema, list):
        return [repaired(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: repaired(value) for key, value in schema.items()}
    if "anyOf" in whole:
        whole["anyOf"] = [{"type": one} if isinstance(one, str) else one for one in whole["anyOf"]]
    return whole


def complaints(values: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """What the SDK has against the settings, without a value; [] if nothing.

    Args:
        values: the settings, each in its kind.
        schema: of all settings, as the SDK shows it.
    """
    found = [_of_error(error) for error in JSONSchemaValidator(schema).iter_errors(dict(values))]
    return found or [
        *_of_expressions(values.get("stream_maps") or {}),
        *_of_faker(values.get("faker_config")),
        *_of_batch(values.get("batch_config")),
        *_of_flattening(values),
    ]


def _of_error(error: ValidationError) -> str:
    """Names the setting and the rule, at the depth where the mistake is."""
    while error.context:
        deepest = max(error.context, key=lambda inner: len(inner.absolute_path))
        if len(deepest.absolute_path) <= len(error.absolute_path):
            break
        error = deepest
    setting = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    )
    expected = _expected(error.schema)
    rule = f"must be {expected}" if expected else f"breaks the rule {error.validator!r}"
    return f"{setting.removeprefix('.')} {rule}"


def _expected(schema: Any) -> str:
    """What a schema takes, in words; "" if there are no words for it."""
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if alternatives:
        return " or ".join(dict.fromkeys(filter(None, map(_expected, alternatives))))
    types = schema.get("type", [])
    return " or ".join(_WORDS[one] for one in ([types] if isinstance(types, str) else types))


def _of_expressions(stream_maps: Mapping[str, Any]) -> Iterator[str]:
    for stream, definition in stream_maps.items():
        if not isinstance(definition, dict):
            continue
        for column, expression in definition.items():
            if column not in _NO_EXPRESSIONS and not _is_map({"column": expression}):
                yield f"stream_maps.{stream}.{column} must be an expression"


def _of_faker(faker_config: Mapping[str, Any] | None) -> Iterator[str]:
    if faker_config and not _is_map({}, faker_config):
        yield "faker_config has a seed or a locale that Faker doesn't take"


def _of_batch(batch_config: Mapping[str, Any] | None) -> Iterator[str]:
    if batch_config and not is_batch_config(batch_config):
        yield "batch_config must have encoding (format, compression) and storage (root, prefix)"


def _of_flattening(values: Mapping[str, Any]) -> Iterator[str]:
    depth = values.get("flattening_max_depth")
    if values.get("flattening_enabled") and (depth is None or depth < 0):
        yield "flattening_max_depth must be a whole number, at least 0, with flattening_enabled"


def _is_map(definition: dict[str, Any], faker_config: Mapping[str, Any] | None = None) -> bool:
    """Whether the SDK can build a stream map of this."""
    try:
        CustomStreamMap(
            stream_alias="stream",
            map_config={},
            faker_config=dict(faker_config or {}),
            raw_schema={"properties": {}},
            key_properties=None,
            map_transform=definition,
            flattening_options=None,
        )
    except Exception:  # noqa: BLE001 - parser and Faker have many, and repeat the value
        return False
    return True
