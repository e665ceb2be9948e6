"""A sender in the same process: what the tests of the Events API talk through."""

from __future__ import annotations

import argparse
import copy
import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from tests.emulator.events.api import TRACK_PATH, EventsApi
from tests.emulator.events.tokens import DEFAULT_TOKEN
from tests.emulator.wire import Reply, Request

PIXEL = "CLOCAL0PIXEL0CODE001"
OTHER_PIXEL = "CLOCAL0PIXEL0CODE002"
EVENT_SET = "7012345678901234567"
START = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def digest(text: str) -> str:
    """SHA-256 as TikTok wants it."""
    return hashlib.sha256(text.encode()).hexdigest()


def order(event_id: str = "order-1", **changes: Any) -> dict[str, Any]:
    """Return a paid web order that TikTok has nothing to say against, with top-level changes."""
    event: dict[str, Any] = {
        "event": "CompletePayment",
        "event_time": int(START.timestamp()) - 3_600,
        "event_id": event_id,
        "user": {"email": [digest("a@shop.example")], "ttclid": "E.C.P.example"},
        "page": {"url": "https://shop.example/thanks?order=1"},
        "properties": {
            "value": 46.0,
            "currency": "USD",
            "order_id": event_id,
            "content_type": "product",
            "contents": [{"content_id": "1077218", "price": 8, "quantity": 2}],
        },
    }
    return copy.deepcopy({**event, **changes})


_JSON = "application/json"


class Sender:
    """An Events API with a clock that tests move, and the requests a sender makes of it."""

    def __init__(self, *options: str) -> None:
        self.now = START
        self.seconds = 0.0
        self._ids = 0
        self.api = EventsApi(lambda: self.now, self._request_id, lambda: self.seconds)
        parser = argparse.ArgumentParser()
        EventsApi.add_options(parser)
        self.api.configure(parser.parse_args(options))
        self._routes = {**self.api.routes(), **self.api.admin_routes()}

    def advance(self, **duration: float) -> None:
        """Move the clock by a `timedelta` of these arguments."""
        self.now += timedelta(**duration)

    def call(
        self, body: bytes, token: str | None = DEFAULT_TOKEN, content_type: str = _JSON
    ) -> Reply:
        """Post raw bytes to event/track."""
        headers = {"content-type": content_type}
        if token is not None:
            headers["access-token"] = token
        return self._routes["POST", TRACK_PATH](Request("POST", TRACK_PATH, {}, headers, body))

    def send(
        self,
        body: object,
        token: str | None = DEFAULT_TOKEN,
        content_type: str = _JSON,
    ) -> dict[str, Any]:
        """Post a JSON body to event/track; the envelope of the answer."""
        return self._decode(self.call(msgspec.json.encode(body), token, content_type))

    def post(self, *events: object, token: str | None = DEFAULT_TOKEN, **envelope: object) -> Any:
        """Post events of a web pixel (or what `envelope` says); the envelope of the answer."""
        body = {"event_source": "web", "event_source_id": PIXEL, "data": events, **envelope}
        return self.send(body, token)

    def admin(self, method: str, name: str = "", body: object = None, **query: str) -> Any:
        """Call an inspection path; its answer.

        Raises:
            ValueError: It answered HTTP 400; the text is its error.
        """
        path = f"/__emulator__/events/{name}".rstrip("/")
        data = b"" if body is None else msgspec.json.encode(body)
        reply = self._routes[method, path](Request(method, path, query, {}, data))
        answer = msgspec.json.decode(reply.body)
        if reply.status != 200:
            raise ValueError(answer["error"])
        return answer

    def kept(self, name: str = "stored", **query: str) -> list[Any]:
        """Return one of the lists `stored`, `duplicates`, `test`, `flags`."""
        items: list[Any] = self.admin("GET", list=name, **query)["items"]
        return items

    @property
    def summary(self) -> dict[str, Any]:
        """The counts of everything received."""
        found: dict[str, Any] = self.admin("GET", "summary")
        return found

    @property
    def flags(self) -> dict[str, int]:
        """Flag kind -> count."""
        found: dict[str, int] = self.summary["flags"]
        return found

    def _request_id(self) -> str:
        self._ids += 1
        return f"{self.now:%Y%m%d%H%M%S}{self._ids:020d}"

    @staticmethod
    def _decode(reply: Reply) -> dict[str, Any]:
        assert reply.status == 200
        assert reply.content_type == _JSON
        envelope: dict[str, Any] = msgspec.json.decode(reply.body)
        return envelope
