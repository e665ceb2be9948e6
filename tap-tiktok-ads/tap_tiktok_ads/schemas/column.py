"""A column: its name, its kind, its meaning; and the JSON schema of a list of them.

A kind stands for one JSON type for good. Warehouses create the column from the schema of the
first run, and some round silently what no longer fits, so the kind never follows the data.
"""

from __future__ import annotations

from copy import deepcopy
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from tap_tiktok_ads.singer.decimals import DECLARED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kind(Enum):
    """What a column holds, and so how TikTok's value is read and which JSON type it becomes."""

    ID = "id"
    """Text. TikTok's ids have up to 19 digits, more than a double keeps."""
    TEXT = "text"
    NUMBER = "number"
    """Money, ratios and whatever could be fractional, with TikTok's decimals."""
    DECIMAL = "decimal"
    """A NUMBER as text: Singer's number becomes a double, which no sum of money should be."""
    INTEGER = "integer"
    """Counts that TikTok defines as whole."""
    BOOLEAN = "boolean"
    TIME = "time"
    """An instant, `YYYY-MM-DDTHH:MM:SSZ`. TikTok sends UTC without saying so."""
    EPOCH = "epoch"
    """An instant like TIME. TikTok sends Unix seconds."""
    DATE = "date"
    """A calendar day `YYYY-MM-DD` in the advertiser's time zone."""
    TEXT_LIST = "text list"
    NUMBER_LIST = "number list"
    OBJECT = "object"
    OBJECT_LIST = "object list"


class Column(NamedTuple):
    """One column of a stream. `requested` is False where the tap must not ask TikTok for it."""

    name: str
    kind: Kind
    description: str
    requested: bool = True


_OBJECT = {"type": "object", "additionalProperties": True}

_JSON_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.ID: {"type": "string"},
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.DECIMAL: DECLARED,
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.EPOCH: {"type": "string", "format": "date-time"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TEXT_LIST: {"type": "array", "items": {"type": "string"}},
    Kind.NUMBER_LIST: {"type": "array", "items": {"type": "number"}},
    Kind.OBJECT: _OBJECT,
    Kind.OBJECT_LIST: {"type": "array", "items": _OBJECT},
}


def json_schema(columns: Sequence[Column], key: tuple[str, ...]) -> dict[str, Any]:
    """The JSON schema of a stream: properties in the order of the columns, `key` required.

    Key properties can't be null, all others can. Raises ValueError when `key` names a column
    that isn't there, or when two columns share a name.
    """
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        msg = f"two columns share a name: {sorted(n for n in set(names) if names.count(n) > 1)}"
        raise ValueError(msg)
    if absent := set(key) - set(names):
        msg = f"the key names no column: {sorted(absent)}"
        raise ValueError(msg)
    return {
        "type": "object",
        "properties": {
            column.name: _property(column, is_key=column.name in key) for column in columns
        },
        "required": list(key),
    }


def with_decimals(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with every NUMBER a DECIMAL. Lists of numbers stay what they are."""
    return tuple(
        one._replace(kind=Kind.DECIMAL) if one.kind is Kind.NUMBER else one for one in columns
    )


def as_declared(column: Column, declared: Mapping[str, Any]) -> Column:
    """The column as a catalog declares it: text makes a NUMBER a DECIMAL, a number the reverse."""
    if column.kind not in {Kind.NUMBER, Kind.DECIMAL}:
        return column
    types = declared.get("type", [])
    is_text = "string" in types and "number" not in types
    return column._replace(kind=Kind.DECIMAL if is_text else Kind.NUMBER)


def requested_names(columns: Sequence[Column]) -> list[str]:
    """The names to ask TikTok for, in the order of the columns."""
    return [column.name for column in columns if column.requested]


def _property(column: Column, *, is_key: bool) -> dict[str, Any]:
    schema = deepcopy(_JSON_TYPES[column.kind])
    if not is_key:
        schema["type"] = [schema["type"], "null"]
    return {**schema, "description": column.description}
