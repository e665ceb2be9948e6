"""Faults on command: which call fails, how often, and in what way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from tests.emulator.catalogue.codes import message_of
from tests.emulator.delivery import Delivery, Manner
from tests.emulator.envelope import RequestId, encode, failure
from tests.emulator.request_log import advertisers_of, page_of
from tests.emulator.wire import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HTML = "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One scripted fault; null matches every call. Field names are those of the admin path."""

    kind: Literal[
        "code", "status", "reset", "truncate", "hang", "html", "delay", "header", "body"
    ] = "code"
    path: str | None = None
    advertiser_id: str | None = None
    page: int | None = None
    query: dict[str, str] = {}
    skip: int = 0
    times: int = 1
    lasts: float = 0.0
    when: Literal["before", "after"] = "before"
    code: int = 50000
    message: str | None = None
    data: Any = None
    status: int | None = None
    seconds: float = 0.0
    headers: dict[str, str] = {}
    body: str = ""
    hits: int = 0
    ends: float | None = None

    def is_over(self, now: float) -> bool:
        """Whether it strikes no more: after `lasts` seconds from its first hit, or `times` hits."""
        if self.lasts:
            return self.ends is not None and now >= self.ends
        return bool(self.times) and self.hits >= self.times

    @property
    def runs_endpoint(self) -> bool:
        """Whether the endpoint does its work although the fault strikes."""
        return self.when == "after" or self.kind in {"delay", "header", "truncate"}


class Faults:
    """The scripted faults, in the order they were given; the first that matches strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Script one more."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Drop all."""
        with self._lock:
            self._faults.clear()

    def listed(self) -> Sequence[Fault]:
        """All faults with their hits, used up ones too."""
        with self._lock:
            return list(self._faults)

    def strike(self, request: Request, now: float) -> Fault | None:
        """The fault that strikes this request, counted as used; none when it passes.

        `now` is in seconds of the clock that rate limits count, so that moving the clock ends
        what lasts for minutes.
        """
        with self._lock:
            for fault in self._faults:
                if fault.is_over(now) or not _matches(fault, request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                if fault.ends is None:
                    fault.ends = now + fault.lasts
                return fault
        return None


def read_faults(file: Path | None) -> Faults:
    """The faults of a JSON file that holds a list of them; none without a file."""
    faults = Faults()
    if file is not None:
        for fault in msgspec.json.decode(file.read_bytes(), type=list[Fault]):
            faults.add(fault)
    return faults


def _matches(fault: Fault, request: Request) -> bool:
    if fault.path is not None and not request.path.endswith(fault.path):
        return False
    if fault.page is not None and fault.page != page_of(request):
        return False
    if any(request.query.get(name) != value for name, value in fault.query.items()):
        return False
    return fault.advertiser_id is None or fault.advertiser_id in advertisers_of(request)


def deliver(fault: Fault, reply: Reply, request_id: RequestId) -> Delivery:
    """What the client gets to see when `fault` strikes a call that was answered by `reply`."""
    if fault.kind == "reset":
        return Delivery(reply, Manner.RESET)
    if fault.kind == "truncate":
        return Delivery(reply, Manner.TRUNCATED)
    if fault.kind == "hang":
        return Delivery(reply, Manner.SILENT, fault.seconds)
    if fault.kind == "header":
        headers = {**reply.headers, **fault.headers}
        return Delivery(Reply(reply.body, reply.status, reply.content_type, headers))
    if fault.kind == "delay":
        return Delivery(reply)
    return Delivery(_replacement(fault, request_id))


def _replacement(fault: Fault, request_id: RequestId) -> Reply:
    if fault.kind == "html":
        status = fault.status or 502
        html = fault.body or HTML.format(status=status)
        return Reply(html.encode(), status, "text/html", fault.headers)
    if fault.kind == "status":
        return Reply(fault.body.encode(), fault.status or 500, "text/plain", fault.headers)
    if fault.kind == "body":
        return Reply(fault.body.encode(), fault.status or 200, headers=fault.headers)
    message = message_of(fault.code) if fault.message is None else fault.message
    data = b"{}" if fault.data is None else encode(fault.data)
    envelope = failure(fault.code, message, request_id(), data)
    headers = {**envelope.headers, **fault.headers}
    return Reply(envelope.body, fault.status or 200, headers=headers)
