"""A batch of events to its outcomes: encode, post, wait and retry, isolate what is refused."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from target_tiktok_events.errors import Stopped, TargetError, Unreachable
from target_tiktok_events.guide import with_guide
from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.common_fault import CommonFault
from target_tiktok_events.tiktok.isolation import Isolation
from target_tiktok_events.tiktok.outcomes import BatchResult
from target_tiktok_events.tiktok.patience import Retries, RetryPolicy, SharedPause
from target_tiktok_events.tiktok.verdicts import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.client import Envelope

INVALID_BATCH_SIZE: Final = 40061
NOT_HASHED: Final = 40062


class Destination(msgspec.Struct, frozen=True):
    """Where events go: one event source. Every event of a request shares it.

    TikTok's documentation, "Events API 2.0", top level of the request.
    """

    event_source: str
    event_source_id: str
    test_event_code: str | None = None

    def frame(self) -> tuple[bytes, bytes]:
        """The bytes of a request body before and after the comma-separated events."""
        head: dict[str, str] = {
            "event_source": self.event_source,
            "event_source_id": self.event_source_id,
        }
        if self.test_event_code:
            head["test_event_code"] = self.test_event_code
        return msgspec.json.encode(head)[:-1] + b',"data":[', b"]}"


class Sender:
    """Sends batches to one destination; safe to use from several threads.

    Args:
        post: sends one body and returns TikTok's answer, `Client.post`.
        destination: the event source.
        policy: how often and how long a request is tried again.
        logger: gets retries as warnings, without bodies.
        shared: the pause that all senders of a run keep; one of its own by default.
    """

    def __init__(
        self,
        post: Callable[[bytes], Envelope],
        destination: Destination,
        policy: RetryPolicy,
        logger: logging.Logger,
        shared: SharedPause | None = None,
    ) -> None:
        self._post = post
        self._before, self._after = destination.frame()
        self._policy = policy
        self._logger = logger
        self._shared = shared or SharedPause(policy)
        self._fault = CommonFault()

    def send(self, events: Sequence[Event]) -> BatchResult:
        """Sends events until each is sent, a duplicate or rejected; never raises TargetError."""
        isolation = Isolation(len(events), self._fault)
        in_doubt: set[int] = set()
        try:
            while (positions := isolation.next_request()) is not None:
                verdict = self._answer(events, positions, in_doubt)
                if not verdict.in_doubt:
                    in_doubt.difference_update(positions)
                isolation.take_answer(verdict)
        except TargetError as failure:
            return BatchResult(isolation.outcomes, failure, frozenset(in_doubt))
        return BatchResult(isolation.outcomes)

    def _answer(
        self, events: Sequence[Event], positions: Sequence[int], in_doubt: set[int]
    ) -> Verdict:
        """Posts one request until it has an answer that waiting won't change.

        Adds to `in_doubt` the positions of events that TikTok may have from an earlier attempt.

        Raises:
            Stopped: if TikTok refuses the token, the event source or the like.
            Unreachable: if a fault outlasts the last retry.
        """
        payloads = b",".join([events[position].payload for position in positions])
        body = b"".join((self._before, payloads, self._after))
        if self._shared.keep():
            message = "the run ended while TikTok had it wait"
            raise Unreachable(message)
        retries, said = Retries(self._policy, self._shared), ""
        while True:
            verdict = judge(self._post(body))
            if verdict.in_doubt:
                in_doubt.update(positions)
            recovery = self._settled_recovery(verdict, len(positions))
            if recovery is None:
                return verdict
            # A fault that stays as it was is said once; what is waited out for minutes, each time.
            is_news = str(verdict) != said or recovery is Recovery.RETRY_LONG
            level, said = logging.WARNING if is_news else logging.DEBUG, str(verdict)
            announce = partial(self._announce, len(positions), verdict, level)
            if not retries.wait(recovery, verdict.retry_after, announce):
                message = (
                    f"TikTok did not take {len(positions)} events before the last retry; "
                    f"nothing is lost, run again later: {verdict}"
                )
                raise Unreachable(message)

    def _announce(self, size: int, why: Verdict, level: int, seconds: float) -> None:
        self._logger.log(level, "Trying %d events again in %.0f s: %s", size, seconds, why)

    def _settled_recovery(self, verdict: Verdict, size: int) -> Recovery | None:
        """The recovery to wait for, or None if this answer stands."""
        if verdict.recovery is Recovery.STOP or (verdict.code == INVALID_BATCH_SIZE and size == 1):
            message = f"TikTok refused the request; nothing further is sent: {verdict}"
            raise Stopped(message)
        if verdict.code == NOT_HASHED:
            line = (
                "TikTok found personal data that is not hashed. This is a defect of the target, "
                f"please report it: {verdict}"
            )
            self._logger.error("%s", with_guide(line, "defect"))
        if verdict.recovery in {Recovery.RETRY, Recovery.RETRY_LONG}:
            return verdict.recovery
        if verdict.recovery is Recovery.PARTIAL and size == 1:
            return Recovery.RETRY  # one event can't be taken in part
        return None
