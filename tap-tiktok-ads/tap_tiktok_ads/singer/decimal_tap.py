"""The SDK's tap, which would leave out how many digits decimals have."""

from __future__ import annotations

from itertools import chain
from typing import Any

from singer_sdk import Tap

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
        """Make the SDK's maps, whose schemas are the SCHEMAs."""
        super().setup_mapper()
        for one in chain.from_iterable(self.mapper.stream_maps.values()):
            complete_decimals(one.transformed_schema)
