"""The inspection paths: what was received, and the scripts and switches tests set."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulator.events.ages import Ages
from tests.emulator.events.batch import Batch
from tests.emulator.events.options import changed
from tests.emulator.events.partial import PartialScript
from tests.emulator.events.poison import RefusalScript
from tests.emulator.events.store import Arrival, EventStore, Flagged, Kept
from tests.emulator.wire import Endpoint, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.emulator.events.state import EventsState

_PATH = "/__emulator__/events"
_LISTS = ("stored", "duplicates", "test", "flags")


class TokenChange(msgspec.Struct, forbid_unknown_fields=True):
    """Grant a token (null: for every event source), or revoke one after some more requests."""

    grant: str | None = None
    event_source_ids: list[str] | None = None
    revoke: str | None = None
    after_requests: int = 0


class PixelEvents(msgspec.Struct, forbid_unknown_fields=True):
    """Events that the browser's pixel sent, as events of the API, some minutes ago."""

    event_source_id: str
    events: list[dict[str, Any]]
    minutes_ago: float = 0


class Inspection:
    """Answers the inspection paths; a body that does not fit is HTTP 400 `{"error": …}`."""

    def __init__(self, state: EventsState) -> None:
        self._state = state

    def routes(self) -> dict[tuple[str, str], Endpoint]:
        """Return the endpoint of every inspection path."""
        handlers: dict[tuple[str, str], Callable[[Request], object]] = {
            ("GET", _PATH): self._events,
            ("DELETE", _PATH): self._clear,
            ("GET", f"{_PATH}/summary"): self._summary,
            ("GET", f"{_PATH}/requests"): self._requests,
            ("POST", f"{_PATH}/tokens"): self._tokens,
            ("POST", f"{_PATH}/pixel"): self._pixel,
            ("GET", f"{_PATH}/options"): self._show_options,
            ("POST", f"{_PATH}/options"): self._change_options,
            ("POST", f"{_PATH}/partial"): self._partial,
            ("POST", f"{_PATH}/refuse"): self._refuse,
        }
        return {route: self._endpoint(handler) for route, handler in handlers.items()}

    def _endpoint(self, handler: Callable[[Request], object]) -> Endpoint:
        def answer(request: Request) -> Reply:
            try:
                with self._state.lock:
                    return Reply(msgspec.json.encode(handler(request)))
            except (msgspec.MsgspecError, ValueError) as error:
                return Reply(msgspec.json.encode({"error": str(error)}), status=400)

        return answer

    def _requests(self, request: Request) -> object:
        return _piece(self._state.store.received.entries(), request)

    def _events(self, request: Request) -> object:
        wanted = request.query.get("list", "stored")
        if wanted not in _LISTS:
            message = f"list is one of {', '.join(_LISTS)}"
            raise ValueError(message)
        items: list[Kept] | list[Flagged] = getattr(self._state.store, wanted)
        source_id = request.query.get("event_source_id")
        chosen = [item for item in items if source_id in {None, "", item.event_source_id}]
        return _piece(chosen, request)

    def _clear(self, _request: Request) -> object:
        self._state.store = EventStore()
        self._state.partials.clear()
        self._state.refusals.clear()
        return {}

    def _summary(self, _request: Request) -> object:
        return self._state.store.counters.summary()

    def _tokens(self, request: Request) -> object:
        change = msgspec.json.decode(request.body, type=TokenChange)
        if change.grant is None and change.revoke is None:
            message = "one of grant and revoke is needed"
            raise ValueError(message)
        if change.grant is not None:
            self._state.tokens.grant(change.grant, change.event_source_ids)
        if change.revoke is not None:
            self._state.tokens.revoke(change.revoke, change.after_requests)
        return {}

    def _pixel(self, request: Request) -> object:
        given = msgspec.json.decode(request.body, type=PixelEvents)
        for event in given.events:
            if not isinstance(event.get("event"), str):
                message = "each pixel event needs its name in 'event'"
                raise ValueError(message)  # noqa: TRY004 - a bad body, whatever its fault
        batch = Batch("web", given.event_source_id, None, given.events, [])
        at = self._state.clock() - timedelta(minutes=given.minutes_ago)
        arrival = Arrival(at, self._state.request_id(), "browser")
        self._state.store.add(batch, arrival, Ages(), self._state.options)
        return {}

    def _show_options(self, _request: Request) -> object:
        return dataclasses.asdict(self._state.options)

    def _change_options(self, request: Request) -> object:
        changes = msgspec.json.decode(request.body, type=dict[str, object])
        self._state.options = changed(self._state.options, changes)
        return self._show_options(request)

    def _partial(self, request: Request) -> object:
        self._state.partials.add(msgspec.json.decode(request.body, type=PartialScript))
        return {}

    def _refuse(self, request: Request) -> object:
        self._state.refusals.add(msgspec.json.decode(request.body, type=RefusalScript))
        return {}


def _piece(items: Sequence[object], request: Request) -> object:
    start = int(request.query.get("offset", "0"))
    end = start + int(request.query.get("limit", str(len(items))))
    return {"total": len(items), "items": items[start:end]}
