"""Which event source a record goes to: what the setting `event_sources` says, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from target_tiktok_events.mapping.columns import Change
    from target_tiktok_events.mapping.rules import EventRule


class Route(msgspec.Struct, frozen=True):
    """Records for which a rule holds, of which only `stream` and `when` are set, go to a source.

    `source` is its number among the event sources of the run, `event_source` its kind.
    """

    rule: EventRule
    source: int
    event_source: str

    def with_columns(self, change: Change) -> Route:
        """The same route with each column and path in it changed."""
        return replace(self, rule=self.rule.with_columns(change))
