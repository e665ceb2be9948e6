"""One local TikTok: faults, latency, routing, request log."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.emulator.delivery import Delivery, Manner, wait_for_hang_up
from tests.emulator.envelope import NeverAnswered
from tests.emulator.faults import Fault, deliver
from tests.emulator.marketing import PREFIX, MarketingApi
from tests.emulator.wire import Endpoint, Reply, Request

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from tests.emulator.context import Context

ADMIN_PREFIX = "/__emulator__/"
EVENTS_PREFIX = f"{PREFIX}/event/"

_UNKNOWN = Reply(b"404 page not found", 404, "text/plain; charset=utf-8")
_EMPTY = Reply(b"")


class App:
    """Answers every request of the process."""

    def __init__(
        self,
        context: Context,
        marketing: MarketingApi,
        admin: Mapping[tuple[str, str], Endpoint],
        events: Mapping[tuple[str, str], Endpoint],
    ) -> None:
        self._context = context
        self._marketing = marketing
        self._admin = admin
        self._events = events

    def answer(self, request: Request, connection: socket.socket, number: int) -> Delivery:
        """What the connection with this number gets to see."""
        if request.path.startswith(ADMIN_PREFIX):
            return Delivery(self._admin.get((request.method, request.path), _unknown)(request))
        if self._context.options.latency:
            time.sleep(self._context.options.latency)
        delivery = self._dated(self._answer_api(request, connection))
        self._context.log.add(
            request,
            delivery,
            at=self._context.clock.now(),
            connection=number,
            token_ok=self._context.tokens.accepted(request.headers.get("access-token", "")),
        )
        if delivery.manner is Manner.SILENT:
            self._context.punishment.note_timeout(request)
        return delivery

    def _dated(self, delivery: Delivery) -> Delivery:
        """The delivery with the header `Date`, which every server sends."""
        reply = delivery.reply
        headers = {"Date": self._context.clock.http_date(), **reply.headers}
        return replace(delivery, reply=replace(reply, headers=headers))

    def _answer_api(self, request: Request, connection: socket.socket) -> Delivery:
        try:
            return self._strike_or_run(request, connection)
        except NeverAnswered:
            return Delivery(_EMPTY, Manner.SILENT)

    def _strike_or_run(self, request: Request, connection: socket.socket) -> Delivery:
        fault = self._context.faults.strike(request, self._context.clock.seconds())
        if fault is None:
            return Delivery(self._run(request))
        if fault.kind == "delay" and self._gave_up(request, connection, fault):
            return Delivery(_EMPTY, Manner.RESET)
        reply = self._run(request) if fault.runs_endpoint else _EMPTY
        return deliver(fault, reply, self._context.request_id)

    def _gave_up(self, request: Request, connection: socket.socket, fault: Fault) -> bool:
        if not wait_for_hang_up(connection, max(fault.seconds, 1e-3)):
            return False
        self._context.punishment.note_timeout(request)
        return True

    def _run(self, request: Request) -> Reply:
        events = self._events.get((request.method, request.path))
        if events is not None:
            return events(request)
        if not request.path.startswith(f"{PREFIX}/") or request.path.startswith(EVENTS_PREFIX):
            return _UNKNOWN
        reply = self._marketing.answer(request)
        self._context.after_page.served(request)
        return reply


def _unknown(request: Request) -> Reply:
    return Reply(f"no admin path {request.method} {request.path}".encode(), 404, "text/plain")
