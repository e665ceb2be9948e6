"""A client with a clock of its own, asking a scripted server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.tiktok.client import Client, RequestCount
from tap_tiktok_ads.tiktok.limiter import RateLimiter
from tap_tiktok_ads.tiktok.rows import decode_rows
from tests.tap.scripted_server import ScriptedServer, envelope

if TYPE_CHECKING:
    from tests.tap.fake_time import FakeTime

TOKEN = "canary-token"  # noqa: S105 - opens nothing

OK = envelope(data={"list": [{"n": 1}]})


def client_for(url: str, time: FakeTime, **options: Any) -> Client:
    values: dict[str, Any] = {
        "api_url": url,
        "access_token": TOKEN,
        "limiter": RateLimiter(1e6, clock=time.clock, sleep=time.sleep),
        "timeout": 5.0,
        "sleep": time.sleep,
        "rng": lambda: 1.0,
    }
    return Client(**{**values, **options})


def ask(
    server: ScriptedServer, time: FakeTime, count: RequestCount | None = None, **options: Any
) -> Any:
    """Ask for ads and return the decoded rows."""
    client = client_for(server.url, time, **options)
    try:
        data = client.get("/ad/get/", {"page": "1"}, "7", count).data
        return data and {"list": decode_rows(data.rows or ())}
    finally:
        client.close()
