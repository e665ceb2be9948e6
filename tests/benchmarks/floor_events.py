"""The floor: orjson, hashlib, requests and a loop; what no sender in Python can do without.

`python -m tests.benchmarks.floor_events http://127.0.0.1:1234 settings.json < orders.singer`, in an
environment with requests and orjson; behind it the kind of orders, if another. One process,
one thread: parse, six SHA-256, build, dump, post batches of 1,000. No validation, no phone numbers,
no ledger, no dead letters, no STATE, no retry.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson  # type: ignore[import-not-found,unused-ignore] # in the floor's environment only
import requests

from tests.benchmarks.floor_orders import EVENT_OF

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/open_api/v1.3/event/track/"
BATCH = 1_000


class Poster:
    """Posts events in batches, one after another.

    Raises:
        SystemExit: TikTok answered anything but code 0.
    """

    def __init__(self, base_url: str, settings: dict[str, str]) -> None:
        self._url = base_url + PATH
        self._session = requests.Session()
        self._session.headers.update(
            {"Access-Token": settings["access_token"], "Content-Type": "application/json"}
        )
        head = {"event_source": "web", "event_source_id": settings["event_source_id"]}
        self._head = orjson.dumps(head)[:-1] + b',"data":['
        self._events: list[bytes] = []

    def add(self, event: bytes) -> None:
        """Take an event; post when the batch is full."""
        self._events.append(event)
        if len(self._events) == BATCH:
            self.post()

    def post(self) -> None:
        """Post what there is."""
        if not self._events:
            return
        body = self._head + b",".join(self._events) + b"]}"
        answer = orjson.loads(self._session.post(self._url, data=body, timeout=60).content)
        if answer["code"] != 0:
            sys.exit(f"code {answer['code']}")
        self._events = []


def main(base_url: str, settings: dict[str, str], build: Callable[[Any], Any]) -> None:
    """Send the orders on standard input."""
    poster = Poster(base_url, settings)
    for line in sys.stdin.buffer:
        message = orjson.loads(line)
        if message["type"] == "RECORD":
            poster.add(orjson.dumps(build(message["record"])))
    poster.post()


if __name__ == "__main__":
    kind = sys.argv[3] if sys.argv[3:] else ""
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), EVENT_OF[kind])
