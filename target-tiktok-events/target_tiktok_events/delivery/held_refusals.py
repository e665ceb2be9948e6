"""Refusals that may be no fault of the events: kept from the dead letters until that is clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from target_tiktok_events.errors import Stopped
from target_tiktok_events.tiktok.common_fault import are_alike, cause_of
from target_tiktok_events.tiktok.outcomes import UNCERTAIN, Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_tiktok_events.mapping.events import Event


class HeldRefusal(msgspec.Struct, frozen=True):
    """A refused event; STATE stays before `number`."""

    number: int
    event: Event
    outcome: Outcome


class HeldRefusals:
    """The refusals of a run while TikTok has taken none of its events.

    As soon as it takes one, refusals are the events' own fault; if all that were refused until
    the end of the input are alike, they are nobody's dead letters.
    """

    def __init__(self) -> None:
        self._held: list[HeldRefusal] = []
        self._accepted = False

    @property
    def first(self) -> int | None:
        """STATE stays before the event of this number; None if nothing is held."""
        return min((each.number for each in self._held), default=None)

    def hold(self, refusal: HeldRefusal) -> bool:
        """Takes the refusal of an event; False if it is final, or no refusal of TikTok's."""
        outcome = refusal.outcome
        is_tiktoks = outcome.ending is Ending.REJECTED and outcome is not UNCERTAIN
        if self._accepted or not is_tiktoks:
            return False
        self._held.append(refusal)
        return True

    def released_by(self, outcomes: Iterable[Outcome | None]) -> list[HeldRefusal]:
        """Those that are final because TikTok has taken one of the events of a batch."""
        if self._accepted or not any(map(_is_accepted, outcomes)):
            return []
        self._accepted = True
        released, self._held = self._held, []
        return released

    def end(self) -> list[HeldRefusal]:
        """Those that are final because the input has ended and they are few, or not alike.

        Raises:
            Stopped: if enough events were refused alike, and none was taken.
        """
        outcomes = [each.outcome for each in self._held]
        if are_alike(cause_of(each.code, each.reason) for each in outcomes):
            last = outcomes[-1]
            message = (
                f"TikTok refused all {len(outcomes)} events, so none is given up: "
                f"request {last.request_id}: code {last.code} {last.reason}"
            )
            raise Stopped(message)
        released, self._held = self._held, []
        return released


def _is_accepted(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.ending in {Ending.SENT, Ending.DUPLICATE}
