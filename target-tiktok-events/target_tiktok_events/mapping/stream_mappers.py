"""The mapper of each stream: compiled from the settings and the SCHEMA, before its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.events import ValueCounts
from target_tiktok_events.mapping.mapper import Mapper
from target_tiktok_events.mapping.routed_mapper import RoutedMapper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_tiktok_events.mapping.options import MappingOptions


class StreamMappers:
    """Makes the mappers of streams; they count together.

    Raises:
        SettingError: as `Mapper`; settings are compiled once without a stream, so that a mistake
            shows before the first line.
    """

    counts: ValueCounts

    def __init__(self, options: MappingOptions, now: Callable[[], float]) -> None:
        self.counts = ValueCounts()
        self._options = options
        self._now = now
        self.of(())

    def of(self, columns: Iterable[str]) -> Mapper | RoutedMapper:
        """The mapper of a stream with these columns."""
        known = Columns(columns)
        default = Mapper(self._options, self._now, known, self.counts)
        routes = self._options.of_stream(known).routes
        if not routes:
            return default
        mappers = [
            Mapper(self._options.for_route(route), self._now, known, self.counts)
            for route in routes
        ]
        return RoutedMapper(routes, mappers, default)
