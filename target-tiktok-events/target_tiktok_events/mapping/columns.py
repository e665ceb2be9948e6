"""The columns of a stream, as its SCHEMA names them, and which of them a setting means.

A name is that of the column which is written exactly so, else of one that differs in case only:
Snowflake and BigQuery views give upper case.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.mapping.differences import MINUS, operands_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Change = Callable[[str, str], str]
    """Name of a setting, and a column or path that it holds -> what it shall hold instead."""

_FIRST_STEP: Final = re.compile(
    r"""\$(?:\.(?P<name>[A-Za-z_][\w-]*)|\[(?P<quote>['"])(?P<quoted>[^'"\\]+)(?P=quote)\])"""
)
_NEAREST: Final = 3
_COLUMNS_ELSEWHERE: Final = ("patternProperties", "$ref", "allOf", "anyOf", "oneOf")
"""Keywords of JSON Schema that may bring columns which `properties` don't name."""


class Columns:
    """The columns of one stream; without any, nothing is known of them.

    Args:
        names: the properties of the SCHEMA, in its order.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self._exact = frozenset(self.names)
        self._by_folded = {name.casefold(): name for name in reversed(self.names)}

    def resolved(self, text: str) -> str:
        """A column, dotted name, JSONPath or subtraction with the columns' own names in it.

        As it is where it means no column of the stream.
        """
        whole = self._actual(text)
        if whole is not None:
            return whole
        if (operands := operands_of(text)) is not None:
            return MINUS.join(map(self.resolved, operands))
        match = _FIRST_STEP.match(text)
        if match is not None:
            name = match["name"] or match["quoted"]
            actual = self._actual(name)
            if actual in {name, None} or "'" in (actual or ""):
                return text
            return f"$['{actual}']{text[match.end() :]}"
        if text.startswith("$"):
            return text
        first, dot, rest = text.partition(".")
        return f"{self._actual(first) or first}{dot}{rest}"

    def has(self, text: str) -> bool:
        """Whether the column exists that a name or the first step of a path means."""
        operands = operands_of(text)
        if operands is not None and self._actual(text) is None:
            return all(map(self.has, operands))
        found = columns_read(text)
        return found is None or any(self._actual(name) is not None for name in found)

    def nearest(self, text: str) -> list[str]:
        """The names most like a column name or the first step of a path, the likest first."""
        if (operands := operands_of(text)) is not None:
            text = next((each for each in operands if not self.has(each)), text)
        name = min(columns_read(text) or {text}, key=len).casefold()
        found = get_close_matches(name, list(self._by_folded), _NEAREST, cutoff=0.0)
        return [self._by_folded[each] for each in found]

    def _actual(self, name: str) -> str | None:
        return name if name in self._exact else self._by_folded.get(name.casefold())


def columns_of_schema(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that a stream has by its SCHEMA; () where names alone don't tell.

    That is so without `properties`, and where columns come from `patternProperties` or from
    schemas that are referred to or combined. `additionalProperties` says nothing here: it is true
    unless a tap says otherwise, and no stream could be judged.
    """
    properties = schema.get("properties")
    if not isinstance(properties, dict) or any(map(schema.get, _COLUMNS_ELSEWHERE)):
        return ()
    return tuple(properties)


def columns_read(text: str) -> frozenset[str] | None:
    """The columns that a name, JSONPath or subtraction of two may read; None for any column."""
    if (operands := operands_of(text)) is not None:
        whole, part = map(columns_read, operands)
        return None if whole is None or part is None else whole | part | {text}
    if not text.startswith("$"):
        return frozenset({text, text.partition(".")[0]})
    match = _FIRST_STEP.match(text)
    return None if match is None else frozenset({match["name"] or match["quoted"]})
