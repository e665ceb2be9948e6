"""What a rule can ask for besides columns: the click id of a landing page, and mapped fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.mapping.fields import order_finder
from target_tiktok_events.mapping.orders import ORDER_FIELDS, PAGE_FIELDS
from target_tiktok_events.mapping.values import text_of
from target_tiktok_events.personal.normalise import verbatim
from target_tiktok_events.personal.pages import click_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_tiktok_events.mapping.columns import Columns
    from target_tiktok_events.mapping.paths import Getter

_CLICK_ID: Final = "ttclid"


class DerivedValues:
    """Finds what a condition names that need not be a column of the stream.

    That is `ttclid`, which is also looked for in the landing page, and any other field of an order
    where the stream has no column of its name: `email` in a shop that maps it.

    Args:
        field_mapping: the setting.
        columns: those of the stream; without any only click ids are derived.

    `reads` are the columns and paths that the getters read.
    """

    def __init__(self, field_mapping: Mapping[str, Any], columns: Columns) -> None:
        # Which fields TikTok takes for the event source doesn't matter to a rule: web has most.
        self._fields = order_finder("web", field_mapping, columns)
        self._columns = columns
        self.reads: set[str] = set()

    def getter(self, name: str, own: Getter) -> Getter:
        """What a condition on `name` reads, where `own` is the column or path of that name."""
        name = name.casefold()
        if name == _CLICK_ID:
            self.reads |= self._fields.all_columns((_CLICK_ID, *PAGE_FIELDS))
            return self._click_id(own)
        if name in ORDER_FIELDS and self._columns.names and not self._columns.has(name):
            self.reads |= self._fields.all_columns((name,))
            return lambda record: self._fields.value_of(name, record)
        return own

    def _click_id(self, own: Getter) -> Callable[[Mapping[str, Any]], str | None]:
        value_of = self._fields.value_of

        def find(record: Mapping[str, Any]) -> str | None:
            for value in (own(record), value_of(_CLICK_ID, record)):
                if (text := text_of(value)) and isinstance(usable := verbatim(text), str):
                    return usable
            for name in PAGE_FIELDS:
                page = value_of(name, record)
                found = click_id_of(page) if isinstance(page, str) else None
                if found and isinstance(usable := verbatim(found), str):
                    return usable
            return None

        return find


def sources_instead(name: str, field_mapping: Mapping[str, Any]) -> list[frozenset[str]]:
    """What a stream may have instead of a column that a condition names; [] if nothing else.

    Of each member all columns and paths must be there.
    """
    name = name.casefold()
    fields = (_CLICK_ID, *PAGE_FIELDS) if name == _CLICK_ID else (name,)
    if name not in ORDER_FIELDS:
        return []
    finder = order_finder("web", field_mapping)
    return [reads for field in fields for reads in finder.choices(field)]
