"""The mapper of a stream whose records go to several event sources."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.conditions import test_of
from target_tiktok_events.mapping.paths import compile_matches
from target_tiktok_events.mapping.stream_names import is_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.mapping.mapper import Mapper
    from target_tiktok_events.mapping.routes import Route
    from target_tiktok_events.mapping.rules import EventRule

    _Test = Callable[[Mapping[str, Any]], bool]


class RoutedMapper:
    """Maps each record for the event source of the first route that matches it.

    Args:
        routes: in their order, with the columns of the stream.
        mappers: one for each route, in the same order.
        default: for records that no route matches.

    `reads` and `columns` are as in `Mapper`.

    Raises:
        SettingError: a path of a route can't be read.
    """

    def __init__(self, routes: Sequence[Route], mappers: Sequence[Mapper], default: Mapper) -> None:
        self.reads = default.reads
        self.columns = _union([default.columns, *(mapper.columns for mapper in mappers)])
        self._default = default
        self._routes = tuple(
            (route.rule.stream, _condition(route.rule), mapper)
            for route, mapper in zip(routes, mappers, strict=True)
        )

    def map(
        self, stream: str, record: Mapping[str, Any], key_properties: Sequence[str]
    ) -> tuple[Event | Refused | LeftOut, ...]:
        """As `Mapper.map`."""
        return self._mapper_of(stream, record).map(stream, record, key_properties)

    def map_all(
        self, stream: str, records: Sequence[Mapping[str, Any]], key_properties: Sequence[str]
    ) -> list[Event | Refused | LeftOut]:
        """As `Mapper.map_all`."""
        results: list[Event | Refused | LeftOut] = []
        for mapper, group in groupby(records, lambda record: self._mapper_of(stream, record)):
            results += mapper.map_all(stream, list(group), key_properties)
        return results

    def left_out(self, stream: str, rule: str, record: Mapping[str, Any]) -> LeftOut:
        """As `Mapper.left_out`."""
        return self._mapper_of(stream, record).left_out(stream, rule, record)

    def _mapper_of(self, stream: str, record: Mapping[str, Any]) -> Mapper:
        for of, holds, mapper in self._routes:
            if is_for(of, stream) and holds(record):
                return mapper
        return self._default


def _condition(rule: EventRule) -> _Test:
    tests = [
        (compile_matches(column, f"{rule.name}.when.{column}"), test_of(condition))
        for column, condition in rule.when.items()
    ]
    return lambda record: all(meets(find(record)) for find, meets in tests)


def _union(columns: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    known = [each for each in columns if each is not None]
    return frozenset().union(*known) if len(known) == len(columns) else None
