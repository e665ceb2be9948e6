"""The table at the end of a run: a line per stream and advertiser, or per stream."""

from __future__ import annotations

import logging
from collections import Counter
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_tiktok_ads.observe.outcomes import Outcome
    from tap_tiktok_ads.tiktok.client import RequestCount

ADVERTISERS_IN_TABLE: Final = 25
"""With more advertisers the table has one line per stream, and one per failure."""

_LINE: Final = "%-26s %-20s %9s %6s %9s %8s  %s"

logger = logging.getLogger(__name__)


class _Line(NamedTuple):
    """One line of the table."""

    stream: str
    advertiser: str
    rows: int
    days: int
    requests: int
    retries: int
    status: str


def log_table(outcomes: Sequence[Outcome], total: RequestCount, failures: int) -> None:
    """Log the table, one record per line, so that every log format shows it.

    `total` counts all requests, also those for many advertisers or streams at once. A structured
    format gets the numbers as they are.
    """
    advertisers = {one.advertiser_id for one in outcomes}
    is_short = len(advertisers) <= ADVERTISERS_IN_TABLE
    logger.info(_LINE, *_Line._fields)
    for line in _by_advertiser(outcomes) if is_short else _by_stream(outcomes):
        logger.info(_LINE, *line, extra={"stream_name": line.stream, **line._asdict()})
    logger.info(
        "%d rows, %d requests, %d retries, %d failed, %d incomplete",
        sum(one.share.rows for one in outcomes),
        total.requests,
        total.retries,
        failures,
        sum(one.status == "incomplete" for one in outcomes),
    )


def _by_advertiser(outcomes: Sequence[Outcome]) -> Iterator[_Line]:
    for one in sorted(outcomes, key=attrgetter("stream", "advertiser_id")):
        counts = one.share.rows, one.share.days, one.made.requests, one.made.retries
        yield _Line(one.stream, one.advertiser_id, *counts, one.status)


def _by_stream(outcomes: Sequence[Outcome]) -> Iterator[_Line]:
    for stream, lines in groupby(_by_advertiser(outcomes), attrgetter("stream")):
        parts = list(lines)
        words = Counter(line.status for line in parts if line.status != "complete")
        yield _Line(
            stream,
            f"{len(parts)} advertisers",
            sum(line.rows for line in parts),
            sum(line.days for line in parts),
            sum(line.requests for line in parts),
            sum(line.retries for line in parts),
            ", ".join(f"{words[one]} {one}" for one in sorted(words)) or "complete",
        )
