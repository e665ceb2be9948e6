"""Where one field is looked for: a column, a JSONPath, a constant, a template, or several in turn.

A template is text with columns or JSONPaths in braces: `{shop}-{order_id}`. With an empty part it
gives nothing, so that no two orders share half an id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.differences import difference
from target_tiktok_events.mapping.paths import Getter, compile_matches, compile_path, is_column
from target_tiktok_events.mapping.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from target_tiktok_events.mapping.columns import Change

_PART: Final = re.compile(r"\{([^{}]*)\}")


class Source(NamedTuple):
    """One place where a field is looked for.

    `name` is what reports call it: the column or path, else the constant or template. `reads` are
    the columns and paths that it takes its value from.
    """

    name: str
    get: Getter
    is_column: bool
    reads: tuple[str, ...]


def source_of(text: str, setting: str) -> Source:
    """The source that a column name or a path stands for.

    Raises:
        SettingError: the path can't be read; the text names `setting`.
    """
    return Source(text, compile_path(text, setting), is_column(text), (text,))


def matches_source(text: str, setting: str) -> Source:
    """Like `source_of`, for a field that takes every value which a path matches.

    Without any match it gives None, so that the next source counts.
    """
    find = compile_matches(text, setting)
    if is_column(text):
        return Source(text, find, is_column=True, reads=(text,))

    def get(record: Mapping[str, Any]) -> Any:
        found = find(record)
        return None if found == [] else found

    return Source(text, get, is_column=False, reads=(text,))


def amount_source(text: str, setting: str) -> Source:
    """Like `source_of`, for an amount: it may be one subtraction, `total_price - total_tax`."""
    get = difference(text, setting)
    if get is None:
        return source_of(text, setting)
    return Source(text, get, is_column=False, reads=(text,))


def constant(value: object) -> Source:
    """A source that gives the same value for every record."""
    return Source(str(value), lambda _record: value, is_column=False, reads=())


def sources_of(
    raw: Any, setting: str, read: Callable[[str, str], Source] = source_of
) -> tuple[Source, ...]:
    """The sources that an entry of `field_mapping` stands for, in turn; `read` reads a text in it.

    Raises:
        SettingError: it is none of the forms above; the text names `setting`.
    """
    return tuple(_source(each, setting, read) for each in in_turn(raw, setting))


def in_turn(raw: Any, setting: str) -> list[Any]:
    """The members of a list of sources; of any other source the one.

    Raises:
        SettingError: the list is empty.
    """
    if not isinstance(raw, (list, tuple)):
        return [raw]
    if not raw:
        raise _unusable(setting)
    return list(raw)


def columns_of(raw: Any) -> Iterator[str]:
    """The columns and paths that one source names; for a constant none."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping) and isinstance(raw.get("template"), str):
        yield from _PART.findall(raw["template"])


def with_columns(raw: Any, setting: str, change: Change) -> Any:
    """An entry of `field_mapping` in which each column and path is changed."""
    if isinstance(raw, (list, tuple)):
        return [with_columns(each, setting, change) for each in raw]
    if isinstance(raw, str):
        return change(setting, raw)
    if isinstance(raw, Mapping) and isinstance(raw.get("template"), str):
        text = _PART.sub(lambda part: f"{{{change(setting, part[1])}}}", raw["template"])
        return {"template": text}
    return raw


def _source(raw: Any, setting: str, read: Callable[[str, str], Source]) -> Source:
    if isinstance(raw, Mapping) and len(raw) == 1:
        [(kind, given)] = raw.items()
        if kind == "const" and isinstance(given, (str, int, float, Decimal)):
            return constant(given)
        if kind == "template" and isinstance(given, str):
            return _template(given, setting)
    if isinstance(raw, str):
        return read(raw, setting)
    raise _unusable(setting)


def _template(text: str, setting: str) -> Source:
    literals, columns = _PART.split(text)[::2], tuple(_PART.findall(text))
    if not columns or any("{" in each or "}" in each for each in literals):
        message = f"{setting}.template must hold columns in braces, such as {{shop}}-{{order_id}}."
        raise SettingError(message)
    getters = [compile_path(column, f"{setting}.template") for column in columns]

    def get(record: Mapping[str, Any]) -> str | None:
        text = literals[0]
        for find, literal in zip(getters, literals[1:], strict=True):
            part = text_of(find(record))
            if part is None:
                return None
            text += part + literal
        return text

    return Source(text, get, is_column=False, reads=columns)


def _unusable(setting: str) -> SettingError:
    return SettingError(
        f"{setting} must be a column name, a JSONPath that starts with $., a list of these, "
        "{const: value} or {template: text with {columns}}."
    )
