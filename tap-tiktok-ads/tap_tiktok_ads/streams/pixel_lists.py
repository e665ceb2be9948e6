"""Which pixels each advertiser has, for what is asked of each pixel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.errors import Retryable, RunFailed, Throttled, TikTokError, Unavailable
from tap_tiktok_ads.fetch.pixel_queries import pixel_list_query
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_tiktok_ads.fetch.reading import Reading
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tiktok.rows import Row


class ListedPixels(NamedTuple):
    """Pixel id → pixel code, as listed; `is_whole` when the list served all that it counted."""

    codes: Mapping[str, str | None]
    is_whole: bool


class PixelLists:
    """The pixels of all advertisers, listed together and once. Thread-safe.

    `seen` are those that a stream of pixels has read in this run already: then nothing is asked.
    """

    def __init__(
        self, run: Run, stream: str, seen: tuple[str, Mapping[str, ListedPixels]] | None
    ) -> None:
        """Ask nothing yet. `seen` names its stream, whose failures are taken over."""
        self._run = run
        self._stream = stream
        self._seen = seen
        self._found: dict[str, ListedPixels | TikTokError] = {}
        self._asking = threading.Lock()

    def of(self, advertiser_id: str) -> ListedPixels:
        """Return the pixels of an advertiser.

        Raises:
            TikTokError: they can't be listed, or nothing more can be asked of TikTok.
        """
        if self._seen is None:
            found = self._listed_of(advertiser_id)
        else:
            found = self._seen_of(advertiser_id, *self._seen)
        if isinstance(found, TikTokError):
            raise found
        return found

    def _seen_of(
        self, advertiser_id: str, stream: str, seen: Mapping[str, ListedPixels]
    ) -> ListedPixels | TikTokError:
        if advertiser_id in seen:
            return seen[advertiser_id]
        summary = self._run.summary
        own, of_all = summary.error_of(stream, advertiser_id), summary.error_of(stream, None)
        return own or of_all or Retryable(f"{stream} were not read")

    def _listed_of(self, advertiser_id: str) -> ListedPixels | TikTokError:
        with self._asking:
            if not self._found:
                self._list_all()
            return self._found.get(advertiser_id) or Retryable("its pixels were not listed")

    def _list_all(self) -> None:
        run = self._run
        ids = [one.advertiser_id for one in run.advertisers]
        groups = [[] if one in run.lost else [pixel_list_query(one)] for one in ids]
        reading = run.read(self._stream, groups, RowFormat(decode_rows, pixel_id_of))
        try:
            for group, advertiser_id in enumerate(ids):
                self._found[advertiser_id] = _listed(reading, group)
        finally:
            reading.close()


def codes_of(rows: Iterable[Row]) -> dict[str, str | None]:
    """Return code by id of the pixels that have statistics: what was unbound has none."""
    return {pixel_id_of(row): row.get("pixel_code") for row in rows if not _is_unbound(row)}


def _is_unbound(row: Row) -> bool:
    owned = row.get("asset_ownership")
    return isinstance(owned, dict) and owned.get("asset_relation_status") == "UNBOUND"


def pixel_id_of(row: Row) -> str:
    """Return what tells a pixel of an advertiser from all others."""
    return str(row.get("pixel_id"))


def _listed(reading: Reading, group: int) -> ListedPixels | TikTokError:
    codes: dict[str, str | None] = {}
    is_whole = True
    try:
        for planned, chunks in reading.windows(group):
            for rows in chunks:
                codes.update(codes_of(rows))
            is_whole &= planned.incomplete() is None
    except (RunFailed, Throttled, Unavailable):
        raise
    except TikTokError as error:
        return error
    return ListedPixels(codes, is_whole)
