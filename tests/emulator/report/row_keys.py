"""Which rows a report has, before any number is computed."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.catalogue.dimensions import values_of
from tests.emulator.dataset.facts import is_active
from tests.emulator.dataset.local_days import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from tests.emulator.report.groups import Group

_MASK = (1 << 64) - 1


class RowKey(NamedTuple):
    """One row: a group, perhaps a day and an hour's position in it, perhaps a breakdown's part."""

    group: Group
    day: date | None
    hour: int | None
    part: int


class Part(NamedTuple):
    """One combination of breakdown values with its weight."""

    values: tuple[str, ...]
    weight: int


def parts_of(breakdowns: Sequence[str]) -> list[Part]:
    """Every combination of the breakdowns' values; one empty part without breakdowns."""
    tables = [values_of(name).items() for name in breakdowns]
    found = []
    for combination in product(*tables):
        weight = 1
        for _, share in combination:
            weight *= share
        found.append(Part(tuple(value for value, _ in combination), weight))
    return found


class Frame(NamedTuple):
    """What the rows of a report span."""

    groups: Sequence[Group]
    days: Sequence[date]
    parts: Sequence[Part]
    now: datetime


def row_keys(time_dimension: str | None, frame: Frame, zero_rows: str) -> list[RowKey]:
    """The rows in no particular order, which is the same at each call."""
    keys: list[RowKey] = []
    for group in frame.groups:
        for day, hour in _times(time_dimension, group, frame, zero_rows):
            keys += [RowKey(group, day, hour, part) for part in range(len(frame.parts))]
    # TikTok promises no order, so nobody may rely on days coming one after the other.
    keys.sort(key=_scattered)
    return keys


def _times(
    dimension: str | None, group: Group, frame: Frame, zero_rows: str
) -> Iterator[tuple[date | None, int | None]]:
    if dimension is None:
        some = zero_rows == "force" or (zero_rows == "some" and group.id % 2)
        if some or any(_active(group, day, frame.now) for day in frame.days):
            yield None, None
        return
    for day in frame.days:
        begun = _hours_with_rows(group, day, frame.now, zero_rows)
        if dimension == "stat_time_hour":
            yield from ((day, hour) for hour in range(begun))
        elif begun:
            yield day, None


def _hours_with_rows(group: Group, day: date, now: datetime, zero_rows: str) -> int:
    """How many hours of a day have rows: none that would be all zero, unless forced."""
    local = local_day(group.advertiser.account.zone, day)
    if zero_rows == "force":
        return local.begun(now)
    ends = [ad.ended(now) or now for ad in group.ads if is_active(ad, day, now, local)]
    return local.begun(min(now, max(ends))) if ends else 0


def _active(group: Group, day: date, now: datetime) -> bool:
    local = local_day(group.advertiser.account.zone, day)
    return any(is_active(ad, day, now, local) for ad in group.ads)


def _scattered(key: RowKey) -> int:
    ordinal = key.day.toordinal() if key.day else 0
    number = key.group.id * 31 + ordinal * 25 + (key.hour or 0) + key.part * 7_919
    return (number * 0x9E3779B97F4A7C15 & _MASK) >> 8
