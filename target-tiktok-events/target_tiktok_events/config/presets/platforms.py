"""The shop platforms that have a preset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from target_tiktok_events.config.presets.preset import Preset
from target_tiktok_events.config.presets.shopify import SHOPIFY
from target_tiktok_events.config.presets.woocommerce import WOOCOMMERCE

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESETS: Final[Mapping[str | None, Preset]] = {
    None: Preset(streams=(), field_mapping={}, event_mappings=()),
    "shopify": SHOPIFY,
    "woocommerce": WOOCOMMERCE,
}
"""Value of the setting `preset` -> what it brings; without one, nothing."""
