"""The mapping's options under some settings; the others have the defaults of the declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.config.mapping_settings import mapping_options
from target_tiktok_events.config.values import read_values

if TYPE_CHECKING:
    from target_tiktok_events.mapping.options import MappingOptions


def options_for(**settings: Any) -> MappingOptions:
    """What the mapper gets when a user writes these settings."""
    return mapping_options(read_values(settings, SETTINGS))
