"""Which streams of a run know one another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tap_tiktok_ads.streams.entities import EntityStream
from tap_tiktok_ads.streams.partitioned import PartitionedStream
from tap_tiktok_ads.streams.pixels import PixelEventStatsStream, PixelsStream

if TYPE_CHECKING:
    from collections.abc import Iterable


def let_streams_follow(streams: Iterable[object]) -> None:
    """Tell each stream which is synced after it, so that it can begin to fetch.

    Streams of objects get to know one another: children follow their parents' changes. So does
    that of the pixels' events: pixels that were listed are not listed again.
    """
    chosen = [one for one in streams if isinstance(one, PartitionedStream) and one.selected]
    for one, following in pairwise(chosen):
        one.following = following
    entities = {one.name: one for one in chosen if isinstance(one, EntityStream)}
    for entity in entities.values():
        entity.relatives = entities
    pixels = next((one for one in chosen if isinstance(one, PixelsStream)), None)
    for one in chosen:
        if isinstance(one, PixelEventStatsStream):
            one.pixels = pixels
