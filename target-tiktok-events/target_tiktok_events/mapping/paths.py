"""Where a field is found in a record: a column name, a dotted name or a JSONPath.

Simple paths (`$.a.b`, `$.a[0].b`, `$['a b']`, `$.items[*].sku`, `$.notes[?(@.name=='a')].value`)
run as plain Python; the rest goes through jsonpath-ng, other filters included. A text on the way
that holds a JSON object or array is read as such, because warehouses store nested columns as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from target_tiktok_events.errors import SettingError

Getter = Callable[[Mapping[str, Any]], Any]
"""Record -> the value found, or None. Never raises."""

_SEGMENT = re.compile(
    r"""\.(?P<name>[A-Za-z_][\w-]*)|\[(?P<index>-?\d{1,9})\]|\[(?P<quote>['"])(?P<quoted>[^'"\\]+)(?P=quote)\]"""
    r"""|(?P<any>\[\*\]|\.\*)"""
    r"""|\[\?\(@\.(?P<key>[A-Za-z_]\w*)\s*==\s*(?P<mark>['"])(?P<text>[^'"\\]*)(?P=mark)\)\]"""
)
_ANY: Final = object()


class _Where(NamedTuple):
    """The step of a filter `[?(@.key=='text')]`: the members whose key holds that text."""

    key: str
    text: str


_NESTED = msgspec.json.Decoder(float_hook=Decimal)


def compile_path(text: str, setting: str) -> Getter:
    """Compile a column name, dotted name or JSONPath for a field that takes one value.

    A path that matches several values gives the first that isn't null.

    Raises:
        SettingError: the path can't be read; the text names `setting`.
    """
    if not _may_match_many(text):
        return compile_matches(text, setting)
    find_all = _all_matches(text, setting)
    return _quick_filter(text) or (lambda record: next(iter(find_all(record)), None))


def compile_matches(text: str, setting: str) -> Getter:
    """Compile like `compile_path`, but give every match of a path that has several, as a list.

    A path with a filter that matches one value gives that value.

    Raises:
        SettingError: the path can't be read; the text names `setting`.
    """
    if not isinstance(text, str) or not text.strip():
        message = f"{setting} must be a column name or a JSONPath that starts with $."
        raise SettingError(message)
    if not text.startswith("$"):
        return _column(text)
    if not _may_match_many(text):
        return _walker(_simple_steps(text) or ())
    find_all = _all_matches(text, setting)
    if "[?" not in text and _simple_steps(text) is not None:
        return find_all

    def find(record: Mapping[str, Any]) -> Any:
        found = find_all(record)
        return found[0] if len(found) == 1 else found

    return find


def is_column(text: str) -> bool:
    """Whether `text` can only be the name of a column: no JSONPath, no dots."""
    return not text.startswith("$") and "." not in text


def nested(value: object) -> Any:
    """The object or array inside a JSON text; any other value as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        try:
            return _NESTED.decode(value)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return value
    return value


def _may_match_many(text: object) -> bool:
    if not isinstance(text, str) or not text.startswith("$"):
        return False
    steps = _simple_steps(text)
    return steps is None or any(step is _ANY or isinstance(step, _Where) for step in steps)


def _all_matches(text: str, setting: str) -> Callable[[Mapping[str, Any]], list[Any]]:
    steps = _simple_steps(text)
    if steps is None:
        return _library_path(text, setting)
    return lambda record: _walk_all([record], steps)


def _column(name: str) -> Getter:
    parts = tuple(name.split("."))
    if len(parts) == 1 or not all(parts):
        return lambda record: record.get(name)

    def dotted(record: Mapping[str, Any]) -> Any:
        return record[name] if name in record else _walk(record, parts)

    return dotted


def _simple_steps(text: str) -> tuple[Any, ...] | None:
    steps: list[Any] = []
    position = 1
    while position < len(text):
        match = _SEGMENT.match(text, position)
        if match is None:
            return None
        if match["any"]:
            steps.append(_ANY)
        elif match["key"]:
            steps.append(_Where(match["key"], match["text"]))
        elif match["index"]:
            steps.append(int(match["index"]))
        else:
            steps.append(match["name"] or match["quoted"])
        position = match.end()
    return tuple(steps)


def _walker(steps: tuple[Any, ...]) -> Getter:
    """`_walk` along some steps; two names, as in `$.address.city`, are the usual path."""
    if len(steps) != 2 or not all(isinstance(step, str) for step in steps):  # noqa: PLR2004
        return lambda record: _walk(record, steps)
    column, key = steps

    def find(record: Mapping[str, Any]) -> Any:
        value = record.get(column)
        if value is None:
            return None
        return value.get(key) if type(value) is dict else _step(value, key)

    return find


def _quick_filter(text: str) -> Getter | None:
    """The first match of `$.notes[?(@.name=='a')].value`; None for paths of another form."""
    steps = _simple_steps(text)
    if steps is None or len(steps) != 3 or not isinstance(steps[1], _Where):  # noqa: PLR2004
        return None
    column, (name, wanted), key = steps
    if not (isinstance(column, str) and isinstance(key, str)):
        return None

    def find(record: Mapping[str, Any]) -> Any:
        members = record.get(column)
        if not members:
            return None
        if type(members) is not list:
            return next(iter(_walk_all([record], steps)), None)
        for member in members:
            if type(member) is dict:
                if member.get(name) == wanted and (value := member.get(key)) is not None:
                    return value
            elif found := _walk_all([[member]], steps[1:]):
                return found[0]
        return None

    return find


def _walk(value: Any, steps: Iterable[Any]) -> Any:
    for step in steps:
        value = _step(value, step)
        if value is None:
            return None
    return value


def _step(value: Any, step: str | int) -> Any:
    if type(value) is str:
        value = nested(value)
    # An abstract type is slow to check, and nearly all objects are plain.
    if type(value) is dict or isinstance(value, Mapping):
        return value.get(step) if isinstance(step, str) else None
    if isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
        return value[step]
    return None


def _walk_all(values: list[Any], steps: tuple[Any, ...]) -> list[Any]:
    for step in steps:
        if step is _ANY:
            values = _spread(values)
        elif isinstance(step, _Where):
            values = [value for value in _spread(values) if _step(value, step.key) == step.text]
        else:
            values = [_step(value, step) for value in values]
    return [value for value in values if value is not None]


def _spread(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for each in values:
        value = nested(each)
        if type(value) is dict or isinstance(value, Mapping):
            found.extend(value.values())
        elif isinstance(value, list):
            found.extend(value)
    return found


def _library_path(text: str, setting: str) -> Callable[[Mapping[str, Any]], list[Any]]:
    from jsonpath_ng.ext.parser import parse  # noqa: PLC0415 - slow to import, few need it

    try:
        path = parse(text)
    except Exception as error:  # jsonpath-ng raises bare Exception for some texts
        message = f"{setting} holds a JSONPath that can't be read: {text}"
        raise SettingError(message) from error

    def find(record: Mapping[str, Any]) -> list[Any]:
        try:
            columns = {column: nested(value) for column, value in record.items()}
            return [match.value for match in path.find(columns) if match.value is not None]
        except Exception:  # noqa: BLE001 - a filter met values it can't compare: no match
            return []

    return find
