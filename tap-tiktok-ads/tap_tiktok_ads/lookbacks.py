"""How many days before its bookmark each advertiser is read again, when its ad groups decide.

TikTok credits a conversion to the day of its click or view for as long as a window of the ad group
says (its fields in TikTok's page "Get ad groups"): days further back do not change any more.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import RunFailed, Throttled, TikTokError, Unavailable
from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.reading import Reading
    from tap_tiktok_ads.tiktok.rows import Row

    Read = Callable[[Sequence[Sequence[Query]], RowFormat], Reading]

SHORTEST: Final = 1
LONGEST: Final = 28
WINDOWS: Final = (
    "click_attribution_window",
    "view_attribution_window",
    "engaged_view_attribution_window",
)
DAYS: Final[Mapping[Any, int]] = {
    None: 0,
    "OFF": 0,
    "ONE_DAY": 1,
    "SEVEN_DAYS": 7,
    "FOURTEEN_DAYS": 14,
}
"""Windows by TikTok's names; any other counts as the longest, so that no conversion is missed."""

logger = logging.getLogger(__name__)


def longest_window(ad_groups: Iterable[Mapping[str, Any]]) -> int:
    """Return the days of the longest window of some ad groups, SHORTEST to LONGEST."""
    windows = {ad_group.get(name) for ad_group in ad_groups for name in WINDOWS}
    return max((DAYS.get(one, LONGEST) for one in windows), default=0) or SHORTEST


class Lookbacks:
    """The lookback of each advertiser; all are asked for together, once. Thread-safe."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._days: dict[str, int] = {}
        self._asking = threading.Lock()

    def of(self, advertiser_id: str, others: Sequence[str], read: Read) -> int:
        """Return the days for an advertiser.

        An advertiser whose ad groups can't be listed gets LONGEST, with a warning.

        Args:
            advertiser_id: the advertiser.
            others: all that are read, asked about at the same time.
            read: begins to fetch groups of queries.
        """
        with self._asking:
            if advertiser_id not in self._days:
                self._days.update(_ask(others, read))
            if advertiser_id not in self._days:
                self._days[advertiser_id] = _not_known(advertiser_id, "TikTok did not answer")
            return self._days[advertiser_id]


def _ask(advertiser_ids: Sequence[str], read: Read) -> dict[str, int]:
    fields = RequestedNames("fields", ["adgroup_id", *WINDOWS])
    names = {one: fields.of(one) for one in advertiser_ids}
    queries = [
        listing_queries("/adgroup/get/", one, names[one], include_deleted=False)
        for one in advertiser_ids
    ]
    reading = read(queries, RowFormat(decode_rows, _id_of))
    found: dict[str, int] = {}
    try:
        for group, advertiser_id in enumerate(advertiser_ids):
            found[advertiser_id] = _of_one(reading, group, advertiser_id, names[advertiser_id])
    except (RunFailed, Throttled, Unavailable):
        pass  # whatever is asked next says so; until then the rest is read as far back as it goes
    finally:
        reading.close()
    return found


def _of_one(reading: Reading, group: int, advertiser_id: str, asked: RequestedNames) -> int:
    days, is_whole = SHORTEST, True
    try:
        for planned, chunks in reading.windows(group):
            for ad_groups in chunks:
                days = max(days, longest_window(ad_groups))
            is_whole &= planned.incomplete() is None
    except (RunFailed, Throttled, Unavailable):
        raise
    except TikTokError as error:
        return _not_known(advertiser_id, error)
    if not is_whole:
        return _not_known(advertiser_id, "TikTok did not list all of them")
    if not set(WINDOWS) <= set(asked.names):
        return _not_known(advertiser_id, "TikTok refuses a field that holds one")
    logger.info(
        "advertiser %s: the longest attribution window of its ad groups is %d days, so many are "
        "imported again",
        advertiser_id,
        days,
    )
    return days


def _not_known(advertiser_id: str, why: object) -> int:
    logger.warning(
        "advertiser %s: %d days are imported again, because its ad groups' attribution windows "
        "can't be known: %s",
        advertiser_id,
        LONGEST,
        why,
    )
    return LONGEST


def _id_of(row: Row) -> str:
    return str(row.get("adgroup_id"))
