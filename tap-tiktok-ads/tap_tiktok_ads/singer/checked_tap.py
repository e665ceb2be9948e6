"""The SDK's tap, whose mistakes of the user (catalog, stream maps) are SettingErrors."""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from typing import Any

from singer_sdk.singerlib.catalog import Catalog

from tap_tiktok_ads.singer.decimal_tap import DecimalTap
from tap_tiktok_ads.singer.sdk_settings import map_complaint, maps_of_nothing


class CheckedTap(DecimalTap):
    """Says in one line what of the user's can't be used."""

    def __init__(self, *, catalog: Any = None, **options: Any) -> None:
        """Take the SDK's options; a catalog is looked at when the settings are known."""
        self._given = catalog
        super().__init__(**options)

    @cached_property
    def input_catalog(self) -> Catalog | None:
        """The catalog as it can be used; one that can't be is the user's mistake."""
        given = self._given
        return Catalog.from_dict(self.usable_catalog(given)) if isinstance(given, dict) else given

    def usable_catalog(self, catalog: dict[str, Any]) -> dict[str, Any]:
        """Return the catalog as the SDK is to read it.

        Raises:
            SettingError: it is no catalog.
        """
        return catalog

    def check_settings(self) -> None:
        """Check the tap's own settings.

        Raises:
            SettingError: one is missing or wrong.
        """

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Add the SDK's settings; Faker's only where there is Faker: else it does nothing."""
        super().append_builtin_config(config_jsonschema)
        if find_spec("faker") is None:
            config_jsonschema["properties"].pop("faker_config", None)

    def setup_mapper(self) -> None:
        """Build the stream maps; one that can't be built is the user's mistake."""
        _ = self.catalog  # what goes wrong here is not
        try:
            super().setup_mapper()
        except Exception as error:  # noqa: BLE001 - the SDK trips over settings in many ways
            raise map_complaint(error, self.config) from None
        for line in maps_of_nothing(self.config.get("stream_maps"), self.streams):
            self.logger.warning(line)
