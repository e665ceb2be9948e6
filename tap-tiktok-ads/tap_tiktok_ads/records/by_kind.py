"""How each kind of column is read: in listings, where a name can be `-`, and in reports.

What was read before is remembered: in a report zeros, counts and names repeat from row to row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tap_tiktok_ads.records import decimal_texts, values
from tap_tiktok_ads.schemas.column import Kind

Reader = Callable[[object], object]

LISTED: Final[Mapping[Kind, Reader]] = {
    Kind.ID: values.read_text,
    Kind.TEXT: values.read_text,
    Kind.NUMBER: values.read_number,
    Kind.DECIMAL: decimal_texts.read_decimal_text,
    Kind.INTEGER: values.read_integer,
    Kind.BOOLEAN: values.read_boolean,
    Kind.TIME: values.read_time,
    Kind.EPOCH: values.read_epoch,
    Kind.DATE: values.read_date,
    Kind.TEXT_LIST: values.read_text_list,
    Kind.NUMBER_LIST: values.read_number_list,
    Kind.OBJECT: values.read_object,
    Kind.OBJECT_LIST: values.read_object_list,
}
"""How the fields of advertisers, campaigns, ad groups and ads are read."""

REPORTED: Final[Mapping[Kind, Reader]] = {
    **LISTED,
    Kind.ID: values.read_metric_text,
    Kind.TEXT: values.read_metric_text,
    Kind.NUMBER: values.read_decimal,
    Kind.DECIMAL: values.read_decimal,
}
"""How the metrics of a report are read: placeholders (`-`, `<5`, empty) are None.

A DECIMAL is summed up before it becomes text, so it is a number here.
"""

_REMEMBERED: Final = 16_384
"""Texts remembered per kind."""

_SHORT: Final = 40
"""Longer texts are not remembered: they repeat seldom, and memory stays small."""

_MUTABLE = frozenset({Kind.TEXT_LIST, Kind.NUMBER_LIST, Kind.OBJECT, Kind.OBJECT_LIST})


def remembered(readers: Mapping[Kind, Reader], kind: Kind) -> Any:
    """TikTok's value -> its reading, by `[]`.

    Looking one up raises Unreadable, and TypeError for a list or an object where none is wanted.
    """
    return (_Unremembered if kind in _MUTABLE else _Remembered)(readers[kind])


class _Remembered(dict[Any, Any]):
    """Text -> its reading. Other values are read each time: 1, 1.0 and True are one dict key."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: object) -> object:
        reading = self._read(value)
        if value is None or (type(value) is str and len(value) <= _SHORT):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[value] = reading
        return reading


class _Unremembered:
    """Value -> its reading, for lists and objects: records must not share them."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def __getitem__(self, value: object) -> object:
        return self._read(value)
