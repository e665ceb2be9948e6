"""`POST /open_api/v1.3/event/track/`: one request from the token check to the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.events.ages import Ages, judge_ages
from tests.emulator.events.answers import Answer
from tests.emulator.events.batch import Batch, Mistake, check_events, read_envelope
from tests.emulator.events.partial import PartialScript, failing, partial_answer
from tests.emulator.events.poison import refusal
from tests.emulator.events.received import Received, ReceivedLog
from tests.emulator.events.refusals import RefusalError
from tests.emulator.events.store import Arrival, instant_text
from tests.emulator.wire import Reply

if TYPE_CHECKING:
    from datetime import datetime

    from tests.emulator.events.state import EventsState
    from tests.emulator.wire import Request

_TOO_LARGE = b"<html><head><title>413 Request Entity Too Large</title></head></html>\r\n"


class TrackEndpoint:
    """Accepts a batch as a whole or refuses it as a whole."""

    def __init__(self, state: EventsState) -> None:
        self._state = state

    def __call__(self, request: Request) -> Reply:
        """Answer one request; every outcome but a too large body has HTTP status 200."""
        state = self._state
        now = state.clock()
        entry = self._note(request, now)
        limit = state.options.max_body_bytes
        if limit and len(request.body) > limit:
            return Reply(_TOO_LARGE, 413, "text/html")
        request_id = state.request_id()
        try:
            answer = self._accept(request, Arrival(now, request_id))
        except RefusalError as refused:
            answer = Answer(refused.code, refused.message)
        with state.lock:
            state.store.counters.answers[str(answer.code)] += 1
            entry.code, entry.request_id = answer.code, request_id
        return state.reply(answer, request_id)

    def _note(self, request: Request, now: datetime) -> Received:
        state = self._state
        with state.lock:
            counters = state.store.counters
            counters.requests += 1
            counters.largest_body = max(counters.largest_body, len(request.body))
            log = state.store.received if state.options.keep == "full" else ReceivedLog()
            return log.add(request, instant_text(now))

    def _accept(self, request: Request, arrival: Arrival) -> Answer:
        state, options = self._state, self._state.options
        token = request.headers.get("access-token", "")
        with state.lock:
            state.tokens.use(token)
        batch = read_envelope(request.body, options)
        if not request.headers.get("content-type", "").startswith("application/json"):
            batch.mistakes.append(Mistake("content_type_header", None, "Content-Type"))
        with state.lock:
            state.tokens.require(token, batch.event_source_id)
            state.throttle.take(batch.event_source_id, arrival.at, options)
        # The costly part runs without the lock: several requests can be checked side by side.
        check_events(batch, options)
        ages = judge_ages(batch, arrival.at, options)
        with state.lock:
            return self._store(batch, arrival, ages)

    def _store(self, batch: Batch, arrival: Arrival, ages: Ages) -> Answer:
        state = self._state
        counters = state.store.counters
        counters.largest_batch = max(counters.largest_batch, len(batch.events))
        poison = state.refusals.claim(batch)
        if poison is not None:
            raise refusal(poison, batch, state.options)
        script = state.partials.claim(batch)
        left_out = ages.left_out
        if script is not None:
            left_out |= failing(script, batch)
        elif left_out:
            script = PartialScript(error_message="Event is too old or in the future")
        state.store.add(batch, arrival, Ages(ages.unmatched, left_out), state.options)
        if script is None:
            return Answer(0, "OK")
        return partial_answer(script, left_out)
