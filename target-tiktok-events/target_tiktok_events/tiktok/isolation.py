"""From a refused batch to the events at fault, with few requests and without trusting messages.

TikTok takes or refuses a request as a whole. A message may name the event at fault, but no
documentation fixes how, and a partial success (code 20001) may list positions or nothing. So
the answer only steers which requests come next, under two rules that hold for every answer:

- an event counts as sent when a request that held it was answered with code 0;
- an event is rejected when a request that held it *alone* was refused.

When nothing is accepted and refusals are alike, the fault is looked for in the request instead:
see `common_fault`.

Sending an event again is safe: TikTok drops an event id it has seen within 48 hours.
One event at fault costs 2 further requests when the message names it, else at most
1 + 2 * log2(events).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from target_tiktok_events.errors import Stopped
from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.common_fault import CommonFault, cause_of, few_of
from target_tiktok_events.tiktok.outcomes import Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from target_tiktok_events.tiktok.common_fault import Cause
    from target_tiktok_events.tiktok.verdicts import Verdict

_ALIKE_UNDOCUMENTED: Final = 2


class _Part(msgspec.Struct, frozen=True):
    """Positions that still need an answer.

    `refusal` says that they would be refused. `rest` was refused together with them by the
    answer `refused_with_rest`: if they are taken alone, the fault is known to be in the rest.
    `is_named` if they are the one event that this answer named.
    """

    positions: Sequence[int]
    refusal: Verdict | None = None
    rest: Sequence[int] = ()
    refused_with_rest: Verdict | None = None
    is_named: bool = False
    repeated: bool = False


class Isolation:
    """Finds the outcome of every event of one batch: says what to send next, and takes the answer.

    `outcomes` is index-aligned with the batch and filled step by step, so that what is certain
    survives when sending fails.

    Args:
        size: how many events the batch has.
        fault: what the batches of the event source share; one of its own by default.
    """

    def __init__(self, size: int, fault: CommonFault | None = None) -> None:
        self.outcomes: list[Outcome | None] = [None] * size
        self._parts = [_Part(range(size))] if size else []
        self._index_is_trusted = True
        self._accepted = False
        self._fault = fault or CommonFault()
        self._has_probed = False
        self._refusals: list[tuple[int, Verdict]] = []

    def next_request(self) -> Sequence[int] | None:
        """The positions to send in one request; None when every event has an outcome.

        Raises:
            Stopped: if every event is refused alike; the refusals are taken back then.
        """
        while self._parts:
            if not self._has_probed and self._fault.is_suspected():
                self._probe()
            part = self._parts[-1]
            if part.refusal is None or len(part.positions) == 1:
                return part.positions
            self._parts.pop()
            self._narrow_down(part.positions, part.refusal)
        if not self._accepted and self._undocumented():
            self._stop(self._refusals[-1][1])
        return None

    def take_answer(self, verdict: Verdict) -> None:
        """Takes the answer, which waiting won't change, to the positions of `next_request`.

        Raises:
            Stopped: as `next_request`.
        """
        part = self._parts.pop()
        if part.rest:
            was_taken = verdict.recovery is Recovery.ACCEPTED
            self._parts.append(_Part(part.rest, part.refused_with_rest if was_taken else None))
            if part.is_named and was_taken:
                self._index_is_trusted = False
        self._next_step(part, verdict)

    def _next_step(self, part: _Part, verdict: Verdict) -> None:
        positions = part.positions
        if verdict.recovery is Recovery.ACCEPTED:
            self._accepted = True
            self._fault.accept()
            self._end(positions, Ending.SENT, verdict)
        elif verdict.recovery is Recovery.DUPLICATE and len(positions) == 1:
            self._duplicate(part, verdict)
        elif len(positions) == 1:
            self._refuse(positions[0], verdict)
        elif verdict.recovery is Recovery.PARTIAL:
            self._send_again(positions, verdict)
        elif verdict.recovery in {Recovery.ISOLATE, Recovery.ISOLATE_OR_STOP}:
            self._narrow_down(positions, verdict)
        else:  # DUPLICATE and SHRINK say nothing about single events
            self._push_halves(positions)

    def _end(self, positions: Sequence[int], ending: Ending, verdict: Verdict) -> None:
        outcome = Outcome(ending, verdict.request_id)
        for position in positions:
            self.outcomes[position] = outcome

    def _duplicate(self, part: _Part, verdict: Verdict) -> None:
        """One event is a duplicate when TikTok says so twice; the first may mean the request."""
        if part.repeated:
            self._fault.accept()  # TikTok has it: it was accepted once
            self._end(part.positions, Ending.DUPLICATE, verdict)
        else:
            self._parts.append(_Part(part.positions, repeated=True))

    def _send_again(self, positions: Sequence[int], verdict: Verdict) -> None:
        """After a partial success: the named events alone, the others together."""
        named = [positions[i] for i in verdict.positions if i < len(positions)]
        if not named:
            self._push_halves(positions)
            return
        others = [position for position in positions if position not in set(named)]
        self._parts.extend(_Part([position]) for position in reversed(named))
        if others:
            self._parts.append(_Part(others))

    def _narrow_down(self, positions: Sequence[int], verdict: Verdict) -> None:
        index = verdict.index if self._index_is_trusted else None
        if index is None or index >= len(positions):
            self._halve(positions, verdict)
            return
        suspect = positions[index]
        others = [position for position in positions if position != suspect]
        self._parts.append(_Part([suspect], rest=others, refused_with_rest=verdict, is_named=True))

    def _halve(self, positions: Sequence[int], verdict: Verdict) -> None:
        """The first half goes; if it is taken, the fault is known to be in the second."""
        middle = len(positions) // 2
        self._parts.append(
            _Part(positions[:middle], rest=positions[middle:], refused_with_rest=verdict)
        )

    def _push_halves(self, positions: Sequence[int]) -> None:
        middle = len(positions) // 2
        self._parts.append(_Part(positions[middle:]))
        self._parts.append(_Part(positions[:middle]))

    def _refuse(self, position: int, verdict: Verdict) -> None:
        self.outcomes[position] = Outcome(
            Ending.REJECTED, verdict.request_id, verdict.code, verdict.reason
        )
        self._refusals.append((position, verdict))
        were_alike = self._fault.refuse(_cause(verdict))
        if were_alike or (not self._accepted and self._undocumented() >= _ALIKE_UNDOCUMENTED):
            self._stop(verdict)

    def _probe(self) -> None:
        """Puts a few of what is left in front of the rest, each alone, the last ones first."""
        self._has_probed = True
        left = [i for part in self._parts for i in (*part.positions, *part.rest)]
        few = few_of(left)
        others = [position for position in left if position not in set(few)]
        self._parts = [_Part(others)] if others else []
        self._parts.extend(_Part([position]) for position in few)

    def _undocumented(self) -> int:
        return sum(v.recovery is Recovery.ISOLATE_OR_STOP for _, v in self._refusals)

    def _stop(self, verdict: Verdict) -> None:
        """Ends the run: what refuses every event alike is no fault of the events."""
        for position, _ in self._refusals:
            self.outcomes[position] = None
        message = f"TikTok refuses every event alike, so none is given up: {verdict}"
        raise Stopped(message)


def _cause(verdict: Verdict) -> Cause:
    return cause_of(verdict.code, verdict.reason)
