"""The shapes of valid records: their columns and the types in them, without the values.

A schema that asks for nothing but types and required columns judges a record by its shape alone,
and the records of a stream share a few shapes. So a shape that the validator accepted once need
not be shown to it again.
"""

from __future__ import annotations

from decimal import Decimal
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_JUDGE_SHAPE: Final = frozenset(["type", "properties", "items", "required"])
_JUDGE_NOTHING: Final = frozenset(
    ["$schema", "title", "description", "default", "examples", "format"]
)  # `format` because the validator is told to leave it aside
_PLAIN: Final = frozenset([NoneType, bool, int, str, Decimal, list, dict])
"""What the reader makes of JSON. Not float: whether one is an integer depends on its value."""
_MOST: Final = 1000
"""Of the shapes kept for one place; columns that are null at random have very many."""


class Shapes:
    """The shapes found valid at one place of a stream's records: the record, a column, an item.

    Kept are names of the schema and types, nothing else of a record.
    """

    __slots__ = ("_columns", "_inner", "_item", "_known")

    def __init__(self, schema: Mapping[str, Any]) -> None:
        properties: Mapping[str, Any] = schema.get("properties", {})
        self._columns = frozenset([*properties, *schema.get("required", ())])
        self._inner = tuple(
            (name, Shapes(inside))
            for name, inside in properties.items()
            if not inside.keys().isdisjoint(_JUDGE_SHAPE - {"type"})
        )
        self._item = Shapes(schema["items"]) if "items" in schema else None
        self._known: set[object] = set()

    def knows(self, value: object) -> bool:
        """Whether a value of this shape was found valid here, and so is this one."""
        if type(value) is dict and self._columns:
            if (*value, *map(type, value.values())) not in self._known:
                return False
            for name, place in self._inner:
                inside = value.get(name)
                if inside is not None and not place.knows(inside):
                    return False
            return True
        if type(value) is list and self._item is not None and not all(map(self._item.knows, value)):
            return False
        return type(value) in self._known

    def remember(self, value: object) -> None:
        """Keeps the shape of a value that was found valid; odd and too many shapes are not kept."""
        if type(value) is dict and self._columns:
            types = tuple(map(type, value.values()))
            is_plain = value.keys() <= self._columns and _PLAIN.issuperset(types)
            if is_plain and len(self._known) < _MOST:
                self._known.add((*value, *types))
            for name, place in self._inner:
                if name in value:
                    place.remember(value[name])
        elif type(value) in _PLAIN:
            self._known.add(type(value))
            if type(value) is list and self._item is not None:
                for item in value:
                    self._item.remember(item)


def shapes_of(schema: object) -> Shapes | None:
    """No shapes yet, of the records of a schema; None if it judges more than shapes."""
    return Shapes(schema) if isinstance(schema, dict) and _judges_shapes(schema) else None


def _judges_shapes(schema: object) -> bool:
    if not isinstance(schema, dict) or not schema.keys() <= _JUDGE_SHAPE | _JUDGE_NOTHING:
        return False
    properties, required = schema.get("properties", {}), schema.get("required", [])
    return (
        isinstance(properties, dict)
        and isinstance(required, list)
        and all(isinstance(name, str) for name in required)
        and all(map(_judges_shapes, properties.values()))
        and ("items" not in schema or _judges_shapes(schema["items"]))
    )
