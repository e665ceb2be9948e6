"""Whether TikTok can match an event to a person at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Unmappable, ValueCounts
from target_tiktok_events.mapping.user import match_keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Order


class MatchKeyCheck:
    """Refuses offline events without email and phone, and counts web events without any match key.

    TikTok matches offline events by nothing else. A web event may still be joined with that of the
    pixel by its id; counted is `match_key_missing`.
    """

    def __init__(self, event_source: str, fields: FieldFinder[Order], counts: ValueCounts) -> None:
        self._is_offline = event_source == "offline"
        self._is_web = event_source == "web"
        self._counts = counts
        self._problem = (
            f"no match key: {fields.columns('email')} and {fields.columns('phone')} are empty or"
            " can't be used, and an offline event needs one of them"
        )

    def check(self, user: Mapping[str, Any]) -> None:
        """Judge the `user` object of an event.

        Raises:
            Unmappable: stage `map`; an offline event has neither email nor phone.
        """
        if self._is_offline and "email" not in user and "phone" not in user:
            raise Unmappable("map", self._problem)
        if self._is_web and not match_keys_of(user):
            self._counts.note("match_key_missing")
