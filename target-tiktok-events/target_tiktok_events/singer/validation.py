"""Checks records against the schema of their stream, and names columns, never values.

The SDK's validator repeats the offending value in its message, and costs more than everything
else the target does with a record.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

import fastjsonschema

from target_tiktok_events.errors import InputError
from target_tiktok_events.singer.record_shapes import shapes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KINDS: Final = frozenset(
    ["null", "boolean", "integer", "number", "string", "array", "object"]
)  # the types of JSON Schema; only these are repeated


class RecordValidator:
    """Validates the records of one stream.

    Formats such as `date-time` are not checked, as in the SDK; the mapper reads the columns it
    uses more strictly. Defaults of the schema are not filled in.

    Raises:
        InputError: if the schema itself is unusable.
    """

    def __init__(self, stream: str, schema: Mapping[str, Any]) -> None:
        self._columns = frozenset(schema.get("properties", {}))
        refused: dict[str, Callable[[str], NoReturn]] = dict.fromkeys(
            ("http", "https", "ftp", "file"), _refuse_reference
        )
        try:
            rules = _without_multiples(schema)
            self._validate = fastjsonschema.compile(
                rules, handlers=refused, use_default=False, use_formats=False
            )
            self._shapes = shapes_of(rules)
        except Exception as error:  # noqa: BLE001 - a schema breaks the compiler in many ways
            message = f"the schema of stream {stream!r} is unusable ({type(error).__name__})"
            raise InputError(message) from None

    def complaint(self, record: object) -> str | None:
        """None for a valid record; else the column and the rule it breaks."""
        shapes = self._shapes
        if shapes is not None and shapes.knows(record):
            return None
        try:
            self._validate(record)
        except fastjsonschema.JsonSchemaValueException as error:
            return self._explained(error)
        except (ArithmeticError, TypeError, ValueError, RecursionError):
            return "the record can't be compared with its schema"
        if shapes is not None:
            shapes.remember(record)
        return None

    def _explained(self, error: fastjsonschema.JsonSchemaValueException) -> str:
        path = re.split(r"[.\[\]]+", str(error.name))[1:]
        column = path[0] if path and path[0] in self._columns else None
        where = f"column {column}" if column else "the record"
        if len(path) > 1 and column:
            where += " (inside)"
        return f"{where}: {_expectation(error.rule, error.rule_definition, self._columns)}"


def _expectation(rule: object, definition: object, columns: frozenset[str]) -> str:
    if rule == "type":
        names = definition if isinstance(definition, list) else [definition]
        return f"expected {' or '.join(str(name) for name in names if name in _KINDS)}"
    if rule == "required" and isinstance(definition, list):
        return f"must have {', '.join(str(name) for name in definition if name in columns)}"
    return f"breaks the rule {rule!r} of its schema"


def _refuse_reference(_uri: str) -> NoReturn:
    message = "references to other documents are not followed"
    raise InputError(message)


def _without_multiples(schema: Any) -> Any:
    """The schema without `multipleOf`, which can't be computed for decimals and guards nothing.

    Taps derive it from the scale of a database column; an amount is checked by the mapper.
    """
    if isinstance(schema, dict):
        return {
            key: _without_multiples(value)
            for key, value in schema.items()
            if not (key == "multipleOf" and isinstance(value, (int, float)))
        }
    if isinstance(schema, list):
        return [_without_multiples(value) for value in schema]
    return schema
