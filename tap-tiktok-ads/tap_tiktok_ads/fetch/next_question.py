"""What is asked for next: in order, within bounds, and past a quota that is used up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.fetch.quota import NoQuota

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.asking_order import AskingOrder, Slot
    from tap_tiktok_ads.fetch.quota import Quota
    from tap_tiktok_ads.fetch.room_ahead import RoomAhead

    Choice = tuple[Slot, float]

GROUPS_AT_ONCE: Final = 8
"""So many advertisers are asked for at once at most: three use up an app's highest quota."""


class NextQuestion:
    """Chooses from an order. Not safe for threads: whoever shares it holds a lock."""

    def __init__(self, order: AskingOrder, room: RoomAhead, quota: Quota | None) -> None:
        """Nothing was taken yet; without a quota nobody has to wait."""
        self.group_read = 0
        self._order = order
        self._room = room
        self._quota = quota or NoQuota()
        self._furthest: Slot | None = None

    def choose(self) -> Choice | None:
        """Return what to ask for next, and in how many seconds; None while there is no room.

        That is the first slot in order, unless its group has to wait: then one of the group that
        has most to ask for, so that no group is left alone with its quota at the end.
        """
        heads = self._order.next_to_ask(GROUPS_AT_ONCE)
        if not heads or not self._has_near_room(heads[0]):
            return None
        seconds = self._quota.seconds_until_free(heads[0].query)
        if not seconds or not self._room.has_far_room():
            return heads[0], seconds
        waits = [(self._quota.seconds_until_free(head.query), head) for head in heads]
        free = [head for seconds, head in waits if not seconds]
        if free:
            return max(free, key=lambda head: self._order.waiting_in(head.group)), 0.0
        seconds, slot = min(waits)
        return slot, seconds

    def take(self, slot: Slot) -> None:
        """Note that a slot is asked for from now on."""
        first = self._order.next_to_ask(1)[0]
        slot.is_far = slot.group != first.group
        self._order.take(slot)
        self._room.taken(slot)
        if not slot.is_far and (self._furthest is None or slot > self._furthest):
            self._furthest = slot

    def _has_near_room(self, slot: Slot) -> bool:
        if slot.group == self.group_read and slot is self._order.next_to_hand_out(slot.group):
            return True  # the reader waits for it, or will
        fills_gap = self._furthest is not None and slot < self._furthest
        return self._room.has_near_room(fills_gap=fills_gap)
