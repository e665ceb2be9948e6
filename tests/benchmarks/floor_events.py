"""The floor: orjson, hashlib, requests and a loop; what no sender in Python can do without.

`python floor_events.py http://127.0.0.1:1234 settings.json < orders.singer`, in an environment
with requests and orjson; with `flat` behind it for orders that are rows of a table. One process,
one thread: parse, six SHA-256, build, dump, post batches of 1,000. No validation, no phone numbers,
no ledger, no dead letters, no STATE, no retry.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson  # type: ignore[import-not-found,unused-ignore] # in the floor's environment only
import requests

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/open_api/v1.3/event/track/"
BATCH = 1_000


def hashed(text: str) -> str:
    """SHA-256 of trimmed text in lower case."""
    return sha256(text.strip().lower().encode()).hexdigest()


def event_of(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order whose columns are all there and all right."""
    items = order["line_items"]
    return {
        "event": "CompletePayment",
        "event_id": order["event_id"],
        "event_time": int(datetime.fromisoformat(order["created_at"][:19] + "+00:00").timestamp()),
        "user": {
            "email": [hashed(order["email"])],
            "phone": [hashed(order["phone"])],
            "external_id": [hashed(order["external_id"])],
            "first_name": hashed(order["first_name"]),
            "last_name": hashed(order["last_name"]),
            "zip_code": hashed(order["zip"]),
            "ttclid": order["ttclid"],
            "ttp": order["ttp"],
            "ip": order["ip"],
            "user_agent": order["user_agent"],
            "locale": order["locale"],
            "city": order["city"].lower(),
            "state": order["state"].lower(),
            "country": order["country"].lower(),
        },
        "page": {"url": order["landing_page_url"], "referrer": order["referrer"]},
        "properties": {
            "value": order["total"],
            "currency": order["currency"],
            "order_id": order["order_id"],
            "shop_id": order["shop_id"],
            "content_type": order["content_type"],
            "contents": [
                {
                    "content_id": item["product_id"],
                    "content_name": item["name"],
                    "content_category": item["category"],
                    "brand": item["brand"],
                    "price": item["price"],
                    "quantity": item["quantity"],
                }
                for item in items
            ],
            "content_ids": [item["product_id"] for item in items],
            "num_items": sum(item["quantity"] for item in items),
        },
        "limited_data_use": order["limited_data_use"],
    }


def event_of_row(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order that is a row of a table."""
    return {
        "event": "CompletePayment",
        "event_id": order["order_id"],
        "event_time": int(datetime.fromisoformat(order["created_at"][:19] + "+00:00").timestamp()),
        "user": {
            "email": [hashed(order["email"])],
            "phone": [hashed(order["phone"])],
            "external_id": [hashed(order["customer_id"])],
            "first_name": hashed(order["first_name"]),
            "last_name": hashed(order["last_name"]),
            "zip_code": hashed(order["zip"]),
            "ttclid": order["ttclid"],
            "ip": order["ip"],
            "user_agent": order["user_agent"],
            "city": order["city"].lower(),
            "state": order["state"].lower(),
            "country": order["country_code"].lower(),
        },
        "page": {"url": order["landing_page_url"], "referrer": order["referrer"]},
        "properties": {
            "value": order["total"],
            "currency": order["currency"],
            "order_id": order["order_id"],
        },
    }


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
    builder = event_of_row if sys.argv[3:] == ["flat"] else event_of
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), builder)
