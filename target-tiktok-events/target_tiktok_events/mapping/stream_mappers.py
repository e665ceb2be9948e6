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

    Args:
        options: settings of the mapping.
        now: Unix seconds.
        warn: is told once that a time has no zone.

    Raises:
        SettingError: as `Mapper`; settings are compiled once without a stream, so that a mistake
            shows before the first line.
    """

    counts: ValueCounts

    def __init__(
        self, options: MappingOptions, now: Callable[[], float], warn: Callable[[str], None]
    ) -> None:
        self.counts = ValueCounts()
        self._options = options
        self._now = now
        self._warn = warn
        self._knows_naive = False
        self.of(())

    def of(self, columns: Iterable[str]) -> Mapper | RoutedMapper:
        """The mapper of a stream with these columns."""
        known = Columns(columns)
        default = self._mapper(self._options, known)
        routes = self._options.of_stream(known).routes
        if not routes:
            return default
        mappers = [self._mapper(self._options.for_route(route), known) for route in routes]
        return RoutedMapper(routes, mappers, default)

    def _mapper(self, options: MappingOptions, columns: Columns) -> Mapper:
        return Mapper(options, self._now, columns, self.counts, self._note_naive)

    def _note_naive(self, column: str) -> None:
        if not self._knows_naive:
            self._knows_naive = True
            self._warn(
                f"{column} holds times without a zone: they are read as {self._options.timezone}, "
                "as the setting timezone says."
            )
