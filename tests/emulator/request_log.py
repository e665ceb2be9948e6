"""What was asked for, so that tests can count requests, pages, retries and connections."""

from __future__ import annotations

import itertools
import re
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulator.delivery import Delivery, Manner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tests.emulator.wire import Request

KEPT = 100_000
SECRET_NAMES = frozenset({"access_token", "app_secret", "auth_code", "secret"})
REDACTED = "***"

_CODE = re.compile(rb'\s*\{\s*"code"\s*:\s*(\d+)')


class RequestLog:
    """The latest API requests, without any credential."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def add(
        self,
        request: Request,
        delivery: Delivery,
        *,
        at: datetime,
        connection: int,
        token_ok: bool,
    ) -> None:
        """Note a request and what it was answered."""
        query = redacted(request.query)
        with self._lock:
            self._entries.append(
                {
                    "n": next(self._numbers),
                    "at": at.isoformat(),
                    "method": request.method,
                    "path": request.path,
                    "query": query,
                    "advertiser_id": query.get("advertiser_id"),
                    "page": page_of(request),
                    "code": _code_of(delivery),
                    "status": _status_of(delivery),
                    "connection": connection,
                    "token_ok": token_ok,
                }
            )

    def entries(self, path: str | None, since: int) -> list[dict[str, Any]]:
        """The entries after number `since` whose path ends in `path`, oldest first."""
        with self._lock:
            kept = list(self._entries)
        return [e for e in kept if e["n"] > since and (not path or e["path"].endswith(path))]

    def clear(self) -> None:
        """Forget all; the numbers go on."""
        with self._lock:
            self._entries.clear()


def redacted(query: Mapping[str, str]) -> dict[str, str]:
    """The query with every credential replaced."""
    return {name: REDACTED if name in SECRET_NAMES else value for name, value in query.items()}


def page_of(request: Request) -> int | None:
    """The page a request asks for: 1 when it does not say, none when it is no number."""
    text = request.query.get("page", "1")
    return int(text) if text.isdigit() else None


def advertisers_of(request: Request) -> list[str]:
    """The advertiser ids a request names in `advertiser_ids` or `advertiser_id`."""
    single = request.query.get("advertiser_id")
    found = [] if single is None else [single]
    try:
        several = msgspec.json.decode(request.query.get("advertiser_ids", "[]"))
    except msgspec.DecodeError:
        return found
    return found + [str(i) for i in several] if isinstance(several, list) else found


def _code_of(delivery: Delivery) -> int | None:
    if delivery.manner in {Manner.RESET, Manner.SILENT}:
        return None
    found = _CODE.match(delivery.reply.body)
    return int(found.group(1)) if found else None


def _status_of(delivery: Delivery) -> int | None:
    return None if delivery.manner in {Manner.RESET, Manner.SILENT} else delivery.reply.status
