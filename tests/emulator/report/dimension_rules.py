"""Which dimensions go together, and with which data level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.catalogue.attributes import ADVERTISER
from tests.emulator.catalogue.dimensions import (
    AUDIENCE_BREAKDOWNS,
    BASIC_BREAKDOWNS,
    DIMENSIONS,
    ID_DIMENSIONS,
    PAIRS,
    TIME_DIMENSIONS,
    WITHOUT_TIME,
)
from tests.emulator.envelope import parameter_error
from tests.emulator.parameters import Parameters, missing, not_acceptable

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFLICT = "Conflict occurs. The input params including metrics and dimensions have no relation."


class Dimensions(NamedTuple):
    """The dimensions of a report by class; `names` in the order they were asked for."""

    names: tuple[str, ...]
    id: str | None
    time: str | None
    breakdowns: tuple[str, ...]

    @property
    def allow_totals(self) -> bool:
        """Whether totals can be had: one ID dimension, with days or alone."""
        return self.id is not None and self.time != "stat_time_hour" and not self.breakdowns


def read_dimensions(
    parameters: Parameters, report_type: str, level: str, *, lifetime: bool
) -> Dimensions:
    """The dimensions of a request.

    Raises:
        ApiError: 40002 for an unknown one, one of another data level, or a combination that
            TikTok does not serve.
    """
    names = parameters.texts("dimensions")
    if not names:
        raise missing("dimensions")
    for index, name in enumerate(names):
        if name not in DIMENSIONS:
            raise not_acceptable(f"dimensions.{index}", DIMENSIONS)
        if ID_DIMENSIONS.get(name, level) != level:
            raise parameter_error(f"dimension {name} does not match data_level {level}")
    ids = [name for name in names if name in ID_DIMENSIONS]
    times = [name for name in names if name in TIME_DIMENSIONS]
    breakdowns = [name for name in names if name not in ids and name not in times]
    if len(set(names)) < len(names) or len(ids) > 1 or len(times) > 1:
        raise parameter_error(CONFLICT)
    dimensions = Dimensions(
        tuple(names), ids[0] if ids else None, times[0] if times else None, tuple(breakdowns)
    )
    if not _go_together(dimensions, report_type, level, lifetime=lifetime):
        raise parameter_error(CONFLICT)
    return dimensions


def _go_together(dimensions: Dimensions, report_type: str, level: str, *, lifetime: bool) -> bool:
    breakdowns, time = dimensions.breakdowns, dimensions.time
    if lifetime and (time or breakdowns or report_type != "BASIC"):
        return False
    if len(breakdowns) > 1 and set(breakdowns) not in PAIRS:
        return False
    if report_type == "BASIC":
        return _fit(breakdowns, BASIC_BREAKDOWNS) and not (
            "ad_type" in breakdowns and level == ADVERTISER
        )
    if not breakdowns or not _fit(breakdowns, AUDIENCE_BREAKDOWNS):
        return False
    if time == "stat_time_hour" or (time and WITHOUT_TIME.intersection(breakdowns)):
        return False
    return dimensions.id is not None or level == ADVERTISER


def _fit(breakdowns: Sequence[str], allowed: Sequence[str]) -> bool:
    return all(name in allowed for name in breakdowns)
