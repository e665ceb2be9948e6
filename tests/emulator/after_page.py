"""Changes that happen right after a certain page was served: the moving set of offset paging."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.request_log import advertisers_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.wire import Request


@dataclass(frozen=True, slots=True)
class _Pending:
    path: str
    page: int
    advertiser_id: str | None
    change: Callable[[], object]


class AfterPage:
    """Changes waiting for a page; each happens once, before the page's bytes leave."""

    def __init__(self) -> None:
        self._pending: list[_Pending] = []
        self._lock = threading.Lock()

    def schedule(
        self, path: str, page: int, advertiser_id: str | None, change: Callable[[], object]
    ) -> None:
        """Run `change` once the page of the path (compared at its end) was rendered.

        With an advertiser only requests that name it count, and those that name nobody.
        """
        with self._lock:
            self._pending.append(_Pending(path, page, advertiser_id, change))

    def served(self, request: Request) -> None:
        """Run what waited for this request."""
        if not self._pending:
            return
        with self._lock:
            due = [p for p in self._pending if _meets(p, request)]
            self._pending = [p for p in self._pending if p not in due]
        for pending in due:
            pending.change()


def _meets(pending: _Pending, request: Request) -> bool:
    if not request.path.endswith(pending.path) or page_of(request) != pending.page:
        return False
    named = advertisers_of(request)  # none in the list of a token's advertisers
    return pending.advertiser_id is None or not named or pending.advertiser_id in named
