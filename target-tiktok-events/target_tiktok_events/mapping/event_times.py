"""When an event happened: read in the zone of its column, and judged by its age."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Unmappable
from target_tiktok_events.mapping.times import UTC, moment_of, seconds_of
from target_tiktok_events.mapping.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_tiktok_events.mapping.drafts import Draft
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order

_DAY = 86_400
_LARGEST_LEAD = 600
"""Seconds an event may lie in the future: clocks of shop and warehouse differ a little."""
_IN_UTC = re.compile(r".*_(?:gmt|utc)['\"\]]*", re.IGNORECASE | re.DOTALL)
"""The name of a column, or a path to it."""


class EventTimes:
    """Reads the times of events, and refuses those that TikTok would not match any more.

    Args:
        options: the zone of times without one, how old an event may be, since when orders count.
        now: Unix seconds.
        note_naive: is told the column of a time that was read in the zone of the settings.
    """

    def __init__(
        self,
        options: MappingOptions,
        now: Callable[[], float],
        note_naive: Callable[[str], None],
    ) -> None:
        self._now = now
        self._zone = options.timezone
        self._max_days = options.max_event_age_days
        self._since = options.send_since
        self._note_naive = note_naive

    def is_left_out(
        self, order: Order, fields: FieldFinder[Order], record: Mapping[str, Any]
    ) -> bool:
        """Whether `send_since` leaves the order out; never one whose time can't be read."""
        if self._since is None:
            return False
        seconds = self.seconds_of(order, fields, record)
        return seconds is not None and seconds < self._since

    def time_of(self, draft: Draft) -> int:
        """The time of an order in Unix seconds.

        Raises:
            Unmappable: stage `map` without a time that can be read; stage `age` for one too long
                ago or in the future.
        """
        fields = draft.plan.fields
        seconds = self.seconds_of(draft.order, fields, draft.record)
        if seconds is None:
            if is_blank(draft.order.created_at):
                raise Unmappable("map", f"no time: {fields.columns('created_at')} is empty")
            raise Unmappable("map", "is no time: ISO 8601 text or Unix time", "created_at")
        now = self._now()
        if seconds < now - self._max_days * _DAY:
            problem = f"is more than {self._max_days} days ago (max_event_age_days)"
            raise Unmappable("age", problem, "created_at")
        if seconds > now + _LARGEST_LEAD:
            raise Unmappable("age", "is more than 10 minutes ahead of now", "created_at")
        return seconds

    def seconds_of(
        self, order: Order, fields: FieldFinder[Order], record: Mapping[str, Any]
    ) -> int | None:
        """Unix seconds of an order, whatever its age; None without a time that can be read.

        A time without an offset is one in the zone of the settings; in a column whose name ends in
        `_gmt` or `_utc` it is UTC, as in WooCommerce's `date_created_gmt`.
        """
        moment = moment_of(order.created_at)
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo is not None:
            return seconds_of(moment, UTC)
        column = fields.column_of("created_at", record)
        if _IN_UTC.fullmatch(column):
            return seconds_of(moment, UTC)
        self._note_naive(column)
        return seconds_of(moment, self._zone)
