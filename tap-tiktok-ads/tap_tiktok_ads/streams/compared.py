"""Streams whose rows are compared with what was emitted before, where there is a change store."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_tiktok_ads.changes.comparison import Comparison, Row
from tap_tiktok_ads.changes.kept import NO_DAY
from tap_tiktok_ads.records.lines import contents_of
from tap_tiktok_ads.streams.base import TikTokStream

if TYPE_CHECKING:
    from datetime import date

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.changes.store import ChangeStore
    from tap_tiktok_ads.fetch.windows import Window

    Record = dict[str, Any]

_OF_THE_SDK: Final = (
    "stream_maps",
    "stream_map_config",
    "faker_config",
    "flattening_enabled",
    "flattening_max_depth",
    "flattening_max_key_length",
    "flattening_separator",
)
"""The settings that change what becomes of a record."""

_encode = msgspec.json.Encoder(order="deterministic").encode


class ComparedStream(TikTokStream):
    """A stream that emits what changed; everything without a change store.

    `comparison` is that of the advertiser who is read.
    """

    comparison: Comparison | None = None

    @cached_property
    def change_store(self) -> ChangeStore | None:
        """The store, which knows what the rows of this stream look like; None without one."""
        store = None if self.is_sampled else self.run.change_store
        if store is None:
            return None
        if why := store.begin():
            self.logger.info("change_store_url: all rows are emitted: %s", why)
        if not store.expect(self.name, self._fingerprint):
            self.logger.info(
                "change_store_url: all rows of %s are emitted: its columns or maps changed",
                self.name,
            )
        return store

    def compare(self, whose: str, *, emits_all: bool) -> None:
        """Begin to compare the rows of an advertiser; `begin_window` if they have days.

        A version that is to be activated needs all its rows: loaders drop those of others.
        """
        if self.change_store is None:
            return
        self.comparison = Comparison(
            self.change_store,
            self.name,
            whose,
            emits_all=emits_all or self.has_versions,
            is_held=self.is_batched,
        )
        self.comparison.begin()

    def begin_window(self, window: Window | None) -> None:
        """Load what is known of the days of a window."""
        if self.comparison is not None and window is not None:
            self.comparison.begin(window.start.isoformat(), window.end.isoformat())

    def settle_window(
        self, advertiser: Advertiser, today: date, keep_from: str, *, is_whole: bool
    ) -> None:
        """Keep what was emitted of a window, and tell the summary how late its days changed."""
        if self.comparison is None:
            return
        settled = self.comparison.settle(today, is_whole=is_whole, keep_from=keep_from)
        self.run.summary.share(self.name, advertiser.advertiser_id).add_changes(settled)

    def settle(self, *, is_whole: bool = True) -> None:
        """Keep what was emitted of an advertiser and is not kept yet."""
        if self.comparison is not None:
            self.comparison.settle(is_whole=is_whole)
            self.comparison = None

    def is_changed(self, record: Record, day: str = NO_DAY) -> bool:
        """Say whether a record is to be emitted; it has to be, then."""
        if self.comparison is None:
            return True
        key = "\0".join(str(record[name]) for name in self.key)
        (content,) = contents_of([record])
        return bool(self.comparison.changed([Row(day, key, content)]))

    def all_is_written(self) -> None:
        """Let the store say what the files of batches hold now."""
        super().all_is_written()
        if self.is_batched and self.change_store is not None:
            self.change_store.release(self.name)

    @cached_property
    def _fingerprint(self) -> str:
        """What tells rows of other columns, or maps, from these."""
        schemas = [_without_descriptions(one.transformed_schema) for one in self.stream_maps]
        settings = [self.config.get(name) for name in _OF_THE_SDK]
        looks = [sorted(self.in_records), list(self.key), schemas, settings]
        return blake2b(_encode(looks), digest_size=16).hexdigest()


def _without_descriptions(schema: Any) -> Any:
    """Return a schema without its prose: a better wording changes no row."""
    if isinstance(schema, dict):
        return {
            name: _without_descriptions(value)
            for name, value in schema.items()
            if not (name == "description" and isinstance(value, str))
        }
    return [_without_descriptions(one) for one in schema] if isinstance(schema, list) else schema
