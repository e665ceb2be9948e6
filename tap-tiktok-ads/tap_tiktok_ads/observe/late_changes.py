"""How late days change, told at the end of a run that has a change store."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.changes.by_age import Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_tiktok_ads.observe.summary import Share

FINEST_FIRST: Final = (
    "daily_metrics",
    "ad_group_daily_metrics",
    "campaign_daily_metrics",
    "advertiser_daily_metrics",
)
"""All say the same money, so that one of them is told; `import_status` has each."""

logger = logging.getLogger(__name__)


def log_late_changes(
    shares: Mapping[tuple[str, str], Share], currencies: Mapping[str, str | None]
) -> None:
    """Log, per age of a day and currency, what changed since it was emitted before.

    `currencies` has that of each advertiser: money of several is never added.
    """
    for stream in FINEST_FIRST:
        found = [
            (share.changes_by_age, currencies.get(advertiser_id))
            for (name, advertiser_id), share in sorted(shares.items())
            if name == stream and share.changes_by_age
        ]
        if found:
            for line in _lines(stream, _together(found)):
                logger.info("%s", line)
            return


def _together(
    found: Iterable[tuple[Mapping[int, Changes], str | None]],
) -> dict[tuple[int, str], Changes]:
    sums: dict[tuple[int, str], Changes] = {}
    for by_age, currency in found:
        for age, changes in by_age.items():
            sums.setdefault((age, currency or ""), Changes()).add(changes)
    return sums


def _lines(stream: str, sums: Mapping[tuple[int, str], Changes]) -> Iterator[str]:
    oldest = max((age for (age, _), one in sums.items() if one.rows_changed), default=None)
    compared = max(age for age, _ in sums)
    if oldest is None:
        yield f"{stream}: no row changed on days emitted before, up to {compared} days old"
        return
    for (age, currency), one in sorted(sums.items()):
        if one.rows_changed:
            yield (
                f"{stream}, {age} days old: {one.rows_changed:,} of {one.rows:,} rows changed"
                + ("" if one.spend is None else f", spend {one.spend:+} {currency}".rstrip())
                + ("" if one.conversions is None else f", conversions {one.conversions:+}")
            )
    yield (
        f"{stream}: the oldest day that changed is {oldest} days old, of days up to {compared} "
        "days old: reimport_lookback_window should reach it"
    )
