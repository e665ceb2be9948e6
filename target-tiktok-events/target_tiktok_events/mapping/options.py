"""What the mapper needs of the settings, typed; `config` reads and checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from target_tiktok_events.mapping.rules import NameColumn, name_with_columns
from target_tiktok_events.mapping.sources import columns_of, in_turn, with_columns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from target_tiktok_events.mapping.columns import Change, Columns
    from target_tiktok_events.mapping.routes import Route
    from target_tiktok_events.mapping.rules import EventRule


class MappingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that decide how a record becomes an event, with the meaning of their table.

    `default_currency` is upper case and of ISO 4217, `default_country_code` upper case and
    known to libphonenumber. A text that is not set is None. `streams` is () for all of them,
    `unmatched` is `dead_letter`, `send` or `skip`. `preset_fields` are the keys of `field_mapping`
    that a preset brings; the columns they name need not be there. `routes` choose another event
    source for some records; `source` is the number of the one that events are made for.
    `send_since` is in Unix seconds.
    """

    event_source: str
    source: int = 0
    routes: tuple[Route, ...] = ()
    streams: tuple[str, ...]
    event_name: str | NameColumn
    event_mappings: tuple[EventRule, ...]
    unmatched: str
    field_mapping: Mapping[str, Any]
    preset_fields: frozenset[str] = frozenset()
    consent_column: str | None
    timezone: tzinfo
    send_since: int | None
    app_id: str | None
    site_url: str | None
    amount_unit: str
    default_currency: str | None
    default_country_code: str | None
    limited_data_use: bool
    max_event_age_days: int

    def of_stream(self, columns: Columns) -> MappingOptions:
        """The settings for a stream with these columns, under the names that it gives them.

        What a preset brings for other shapes of an order is left out: it could find nothing.
        """
        options = self.with_columns(lambda _setting, text: columns.resolved(text))
        if not columns.names:
            return options
        brought = {
            key: [source for source in in_turn(raw, key) if _is_there(source, columns)] or raw
            for key, raw in options.order_mapping.items()
            if key in self.preset_fields
        }
        return replace(
            options,
            field_mapping={**options.field_mapping, **brought},
            event_mappings=tuple(
                rule
                for rule in options.event_mappings
                if rule.is_own or all(map(columns.has, rule.when))
            ),
        )

    def with_columns(self, change: Change) -> MappingOptions:
        """The same settings with each column and path in them changed; those of line items stay."""
        consent = self.consent_column
        return replace(
            self,
            event_name=name_with_columns(self.event_name, "event_name", change),
            event_mappings=tuple(rule.with_columns(change) for rule in self.event_mappings),
            field_mapping={
                key: with_columns(source, f"field_mapping.{key}", change)
                for key, source in self.order_mapping.items()
            }
            | {key: each for key, each in self.field_mapping.items() if _is_of_items(key)},
            consent_column=consent and change("consent_column", consent),
            routes=tuple(route.with_columns(change) for route in self.routes),
        )

    def for_route(self, route: Route) -> MappingOptions:
        """The same settings for the event source of a route."""
        return replace(self, event_source=route.event_source, source=route.source)

    def is_own(self, key: str) -> bool:
        """Whether the user has written this entry of `field_mapping`."""
        return key not in self.preset_fields

    @property
    def order_mapping(self) -> dict[str, Any]:
        """The entries of `field_mapping` that are looked for in the record, not in a line item."""
        return {key: each for key, each in self.field_mapping.items() if not _is_of_items(key)}


def _is_there(source: Any, columns: Columns) -> bool:
    return all(map(columns.has, columns_of(source)))


def _is_of_items(key: str) -> bool:
    return key.startswith("line_items.")
