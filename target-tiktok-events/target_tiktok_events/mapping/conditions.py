"""Conditions of rules on one column: which values match, exists, gt, lt, and their opposite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.values import comparable, is_blank, signed_number

if TYPE_CHECKING:
    from decimal import Decimal

Test = Callable[[Any], bool]
"""Whether a value that was found meets a condition. Never raises."""

_KEYS = ("not", "exists", "gt", "lt")


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What `{not: …}`, `{exists: …}`, `{gt: …}` and `{lt: …}` ask for; each that is there holds.

    `values` are those that match, by `matching`; `excluded` must not hold.
    """

    values: tuple[Any, ...] | None = None
    excluded: Condition | None = None
    exists: bool | None = None
    above: Decimal | None = None
    below: Decimal | None = None


def parse_condition(raw: Any, setting: str) -> Condition:
    """The condition that a value, a list of values or an object of `not`, `exists`, … stands for.

    Raises:
        SettingError: it can't be read; the text names `setting`.
    """
    if isinstance(raw, Mapping):
        return _parsed_object(raw, setting)
    values = tuple(raw) if isinstance(raw, (list, tuple)) else (raw,)
    if not values or any(isinstance(value, (list, Mapping)) for value in values):
        message = f"{setting} must be a value, a list of values, or one of {', '.join(_KEYS)}."
        raise SettingError(message)
    return Condition(values=values)


def _parsed_object(raw: Mapping[str, Any], setting: str) -> Condition:
    unknown = [key for key in raw if key not in _KEYS]
    if unknown or not raw:
        problem = f"has the unknown key {unknown[0]!r}" if unknown else "is empty"
        message = f"{setting} {problem}; it may have {', '.join(_KEYS)}."
        raise SettingError(message)
    exists = raw.get("exists")
    if "exists" in raw and not isinstance(exists, bool):
        message = f"{setting}.exists must be true or false."
        raise SettingError(message)
    return Condition(
        excluded=parse_condition(raw["not"], f"{setting}.not") if "not" in raw else None,
        exists=exists,
        above=_bound(raw, "gt", setting),
        below=_bound(raw, "lt", setting),
    )


def _bound(raw: Mapping[str, Any], key: str, setting: str) -> Decimal | None:
    if key not in raw:
        return None
    number = signed_number(raw[key])
    if number is None:
        message = f"{setting}.{key} must be a number."
        raise SettingError(message)
    return number


def test_of(condition: Condition) -> Test:
    """The test that a condition stands for."""
    tests: list[Test] = []
    if condition.values is not None:
        tests.append(_matching(condition.values))
    if condition.excluded is not None:
        matches = test_of(condition.excluded)
        tests.append(lambda value: not matches(value))
    if condition.exists is not None:
        wanted = condition.exists
        tests.append(lambda value: is_filled(value) is wanted)
    if (above := condition.above) is not None:
        tests.append(_numeric(lambda number: number > above))
    if (below := condition.below) is not None:
        tests.append(_numeric(lambda number: number < below))
    if len(tests) == 1:
        return tests[0]
    return lambda value: all(holds(value) for holds in tests)


def is_filled(value: object) -> bool:
    """Whether there is a value: not null, not blank text, not an empty list or object."""
    if isinstance(value, (list, Mapping)):
        return bool(value)
    return not is_blank(value)


def _matching(values: tuple[Any, ...]) -> Test:
    """Whether a value, or one of a list, is among `values`; text without case and outer blanks."""
    folded = frozenset(
        text.strip().casefold() for text in map(comparable, values) if text is not None
    )
    null_matches = any(value is None for value in values)

    def equals(value: object) -> bool:
        text = comparable(value)
        return text is not None and text.strip().casefold() in folded

    def matches(value: Any) -> bool:
        if type(value) is str:
            return value in folded or value.strip().casefold() in folded
        if value is None:
            return null_matches
        if isinstance(value, list):
            return any(map(equals, value))
        return equals(value)

    return matches


def _numeric(holds: Callable[[Decimal], bool]) -> Test:
    """The test of a number, also of one in text, or of one in a list; nothing else meets it."""

    def of_one(value: object) -> bool:
        number = signed_number(value)
        return number is not None and holds(number)

    def of_any(value: Any) -> bool:
        return any(map(of_one, value)) if isinstance(value, list) else of_one(value)

    return of_any
