"""What the mapper needs of the settings, typed; `config` reads and checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from target_tiktok_events.mapping.rules import EventRule


class MappingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that decide how a record becomes an event, with the meaning of their table.

    `default_currency` is upper case and of TikTok's list, `default_country_code` upper case and
    known to libphonenumber. A text that is not set is None. `streams` is () for all of them,
    `unmatched` is `dead_letter`, `send` or `skip`.
    """

    event_source: str
    streams: tuple[str, ...]
    event_name: str
    event_mappings: tuple[EventRule, ...]
    unmatched: str
    field_mapping: Mapping[str, str]
    consent_column: str | None
    app_id: str | None
    default_currency: str | None
    default_country_code: str | None
    limited_data_use: bool
    max_event_age_days: int
