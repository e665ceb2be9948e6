"""One batch through ledger and TikTok: claim, send, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from target_tiktok_events.errors import Stopped, TargetError, Unreachable
from target_tiktok_events.ledger.claims import key_of
from target_tiktok_events.tiktok.outcomes import FOUND, UNCERTAIN, BatchResult, Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.ledger.claims import Claim, Key
    from target_tiktok_events.ledger.ledger import Ledger
    from target_tiktok_events.mapping.events import Event

_BUSY_SECONDS: Final = 0.25


class ClaimedSender:
    """Brings batches to their outcomes; safe to use from several threads.

    Args:
        send: sends events, `Sender.send`.
        ledger: keeps every event from being sent twice.
        interruption: ends waits early; is set when a batch failed, so that the others end
            their waiting, too.
        even_uncertain: sends also what an earlier run may have delivered, though TikTok would
            no longer recognise it; else such an event is rejected.
        stops_alone: there are other event sources, which go on when TikTok refuses this one.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Event]], BatchResult],
        ledger: Ledger,
        interruption: Interruption,
        *,
        even_uncertain: bool = False,
        stops_alone: bool = False,
    ) -> None:
        self._stops_alone = stops_alone
        self._even_uncertain = even_uncertain
        self._send = send
        self._ledger = ledger
        self._interruption = interruption
        self._failure: TargetError | None = None

    def send(self, events: Sequence[Event]) -> BatchResult:
        """Sends what nobody sent before; events of one key after each other.

        An outcome in the result is final: a delivery stands in the ledger already.
        """
        outcomes: list[Outcome | None] = [None] * len(events)
        if self._failure is not None:  # what refused one batch would refuse this one
            return BatchResult(outcomes, self._failure)
        failure = self._bring_to_end(events, outcomes)
        if failure is not None:
            self._failure = failure
            if not (self._stops_alone and isinstance(failure, Stopped)):
                self._interruption.by_failure()
        return BatchResult(outcomes, failure)

    def _bring_to_end(
        self, events: Sequence[Event], outcomes: list[Outcome | None]
    ) -> TargetError | None:
        """Fills in the outcomes; gives what kept it from filling in all."""
        open_positions = list(range(len(events)))
        try:
            while open_positions:
                failure = self._send_first_of_each_key(events, outcomes, open_positions)
                if failure is not None:
                    return failure
                open_positions = [i for i in open_positions if outcomes[i] is None]
        except TargetError as failure:
            return failure
        return None

    def _send_first_of_each_key(
        self, events: Sequence[Event], outcomes: list[Outcome | None], positions: Sequence[int]
    ) -> TargetError | None:
        """Claims the first open event of each key, and sends what is ours."""
        first: dict[Key, int] = {}
        for position in positions:
            first.setdefault(key_of(events[position]), position)
        claim = self._ledger.claim(first, even_uncertain=self._even_uncertain)
        for key in claim.found:
            outcomes[first[key]] = FOUND
        for key in claim.uncertain:
            outcomes[first[key]] = UNCERTAIN
        ours = {key: position for key, position in first.items() if key in claim.ours}
        if ours:
            return self._send_claimed(events, outcomes, ours, claim)
        if len(claim.busy) == len(first) and self._interruption.pause(_BUSY_SECONDS):
            return Unreachable("the run ended while another target was sending the same events")
        return None

    def _send_claimed(
        self,
        events: Sequence[Event],
        outcomes: list[Outcome | None],
        positions: Mapping[Key, int],
        claim: Claim,
    ) -> TargetError | None:
        """Sends claimed events; what was delivered is confirmed, the other claims end.

        What TikTok may have all the same stays noted.
        """
        result = self._send([events[position] for position in positions.values()])
        delivered: dict[Key, str] = {}
        in_doubt: list[Key] = []
        not_delivered: list[Key] = []
        for number, (key, outcome) in enumerate(zip(positions, result.outcomes, strict=True)):
            if outcome is not None and outcome.ending is not Ending.REJECTED:
                delivered[key] = outcome.request_id
            elif number in result.in_doubt:
                in_doubt.append(key)
            else:
                not_delivered.append(key)
        self._ledger.confirm(delivered)
        self._ledger.release(claim, not_delivered)
        self._ledger.leave_noted(claim, in_doubt)
        for position, outcome in zip(positions.values(), result.outcomes, strict=True):
            outcomes[position] = outcome
        return result.failure
