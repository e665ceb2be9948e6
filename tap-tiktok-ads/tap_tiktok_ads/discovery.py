"""Which streams a tap has: all for discovery, and for a run those that it may read."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.command import CommandTap
from tap_tiktok_ads.reports.ready_made import is_ready_made
from tap_tiktok_ads.singer.catalog import StreamFacts, readable_catalog, unknown_streams
from tap_tiktok_ads.streams import STREAM_TYPES, name_of, stream_types

if TYPE_CHECKING:
    from singer_sdk import Stream

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.streams.base import TikTokStream


class DiscoveringTap(CommandTap):
    """A tap that knows its streams by their types, and makes those that are wanted."""

    is_discovery = False
    """Whether the catalog is to hold all streams, those too that a run would leave aside."""

    @property
    def catalog_dict(self) -> dict[str, Any]:
        """The catalog that discovery prints."""
        if self.is_discovery or self.input_catalog is not None:
            return super().catalog_dict
        whole = type(self)(config=dict(self.config), validate_config=False, setup_mapper=False)
        whole.is_discovery = True
        return whole.catalog_dict

    @cached_property
    @abstractmethod
    def run(self) -> Run:
        """What the streams of a run share."""

    def discover_streams(self) -> list[Stream]:
        """Return the streams; TikTok is not asked.

        The many reports that are read on request only are made when they are: a run without them
        would spend more time on their schemas than on everything else before its first request.
        """
        return [one(self, self.run) for one in self.stream_types_in_order if self._is_wanted(one)]

    def _is_wanted(self, stream_type: type[TikTokStream]) -> bool:
        name = name_of(stream_type)
        if self.is_discovery or not is_ready_made(name):
            return True
        entry = self.input_catalog.get_stream(name) if self.input_catalog else None
        return entry is not None and bool(entry.metadata.root.selected)

    @cached_property
    def stream_types_in_order(self) -> tuple[type[TikTokStream], ...]:
        """The types of all streams, in the order of reading."""
        return stream_types(self.config)

    def usable_catalog(self, catalog: dict[str, Any]) -> dict[str, Any]:
        """Complete the catalog, and warn of what it holds in vain.

        Raises:
            SettingError: it is no catalog.
        """
        types = self.stream_types_in_order
        streams = {name_of(one): StreamFacts(one.key, _replication_key(one)) for one in types}
        for name in unknown_streams(catalog, streams):
            self.logger.warning("--catalog: there is no stream %s, it is passed over", name)
        self._name_reports_without_stream(catalog)
        return readable_catalog(catalog, streams)

    def _name_reports_without_stream(self, catalog: dict[str, Any]) -> None:
        """Warn of reports that were set after the catalog was saved."""
        given = {entry["tap_stream_id"] for entry in catalog["streams"]}
        own = [one for one in self.stream_types_in_order if one not in STREAM_TYPES]
        if lacking := [name for name in map(name_of, own) if name not in given]:
            self.logger.warning(
                "reports: --catalog has no stream %s: not imported; run --discover again",
                ", ".join(lacking),
            )


def _replication_key(stream: type[TikTokStream]) -> str | None:
    found = stream.replication_key  # the SDK's property where a stream declares none
    return found if isinstance(found, str) else None
