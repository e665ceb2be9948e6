"""The SDK's tap, which would leave out how many digits decimals have."""

from __future__ import annotations

from itertools import chain
from typing import Any

from singer_sdk import Tap
from singer_sdk.singerlib.catalog import Catalog

from tap_tiktok_ads.singer.decimals import complete_decimals


class DecimalTap(Tap):
    """The SDK's tap, whose catalogs and SCHEMAs say all of a decimal."""

    @property
    def catalog_dict(self) -> dict[str, Any]:
        """The catalog that discovery prints."""
        catalog = super().catalog_dict
        for entry in catalog["streams"]:
            complete_decimals(entry["schema"])
        return catalog

    def setup_mapper(self) -> None:
        """Make the SDK's maps, whose schemas are the SCHEMAs: of the streams that are selected.

        The SDK's own would refuse a map of all streams for the keys that others lack then.
        """
        super(Tap, self).setup_mapper()
        for entry in self.catalog.streams:
            selection = entry.metadata.resolve_selection()
            if selection[()]:
                self.mapper.register_raw_streams_from_catalog(Catalog({entry.tap_stream_id: entry}))
            else:
                as_it_is = self.mapper.default_mapper_type(
                    entry.tap_stream_id, entry.schema.to_dict(), entry.key_properties, None
                )
                self.mapper.stream_maps[entry.tap_stream_id] = [as_it_is]
        for one in chain.from_iterable(self.mapper.stream_maps.values()):
            complete_decimals(one.transformed_schema)
