"""Days that an explicit start_date leaves out, and the backfill that imports them.

A bookmark says how far an advertiser was imported. A start_date before the first day that was
imported changes nothing of that, and one behind the bookmark leaves a gap: both are said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY: Final = timedelta(days=1)
ADVERTISERS_NAMED: Final = 3


@dataclass
class _Days:
    """The days from `first` to `last` that some advertisers lack, in some streams."""

    first: date
    last: date
    advertisers: dict[str, None] = field(default_factory=dict)
    streams: dict[str, None] = field(default_factory=dict)

    def add(self, stream: str, advertiser_id: str, first: date, last: date) -> None:
        """Add what one advertiser lacks in one stream."""
        self.first, self.last = min(self.first, first), max(self.last, last)
        self.advertisers[advertiser_id] = None
        self.streams[stream] = None

    def __str__(self) -> str:
        """Say whose days they are, and how they are imported."""
        ids = list(self.advertisers)
        named = ", ".join(ids[:ADVERTISERS_NAMED])
        whose = f"{len(ids)} advertisers ({named} …)" if len(ids) > ADVERTISERS_NAMED else named
        return (
            f"{', '.join(self.streams)} of {whose}: {self.first} to {self.last} "
            "are not imported. To import them, run once with both dates: "
            f"TAP_TIKTOK_ADS_START_DATE={self.first} TAP_TIKTOK_ADS_END_DATE={self.last} "
            "meltano run tap-tiktok-ads YOUR-TARGET"
        )


class UnimportedDays:
    """Collects such days over all advertisers and streams of a run."""

    def __init__(self) -> None:
        """Nothing is left out."""
        self._before: _Days | None = None
        self._gap: _Days | None = None

    def before(self, stream: str, advertiser_id: str, start_date: date, first_day: date) -> None:
        """Note a start_date before the first day that was ever imported."""
        days = start_date, first_day - DAY
        self._before = self._before or _Days(*days)
        self._before.add(stream, advertiser_id, *days)

    def gap(self, stream: str, advertiser_id: str, bookmark: date, start_date: date) -> None:
        """Note a start_date that is not the day after the bookmark, but later."""
        days = bookmark + DAY, start_date - DAY
        self._gap = self._gap or _Days(*days)
        self._gap.add(stream, advertiser_id, *days)

    def lines(self) -> Iterator[str]:
        """Yield a line for each of the two, if there is something to say."""
        if self._before is not None:
            yield f"an earlier start_date alone changes nothing. {self._before}"
        if self._gap is not None:
            yield f"start_date leaves a gap behind the bookmark. {self._gap}"
