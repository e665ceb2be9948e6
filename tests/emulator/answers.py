"""What one advertiser's answers lack on command: names they refuse, rows they hold back, ids."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Answer(NamedTuple):
    """How an advertiser's answers on a path differ from the data set's."""

    max_ads: int
    """Ids of a report from which only the newest so many are kept; 0: never cut."""
    unserved_rows: int = 0
    """Rows at the end of a list that are counted and on no page."""
    refused_metrics: frozenset[str] = frozenset()
    refused_fields: frozenset[str] = frozenset()
    optimization_event: str | None = None
    """What ad groups say that they are optimised for, instead of what the data set has."""

    def served(self, rows: int) -> int:
        """How many of so many counted rows are on some page."""
        return max(0, rows - self.unserved_rows)


class Answers:
    """The answers by advertiser and path; what is said of one wins over what is said of all."""

    def __init__(self, max_ads: int) -> None:
        self._usual = Answer(max_ads)
        self._changes: dict[tuple[str | None, str | None], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def change(self, advertiser_id: str | None, path: str | None, **changes: Any) -> None:
        """Change attributes of Answer for an advertiser and a path; null is everyone, every path.

        `path` is like `/campaign/get/`.
        """
        with self._lock:
            key = (advertiser_id, path)
            self._changes[key] = {**self._changes.get(key, {}), **changes}

    def clear(self) -> None:
        """Answer everyone as usual again."""
        with self._lock:
            self._changes.clear()

    def of(self, advertiser_id: str, path: str) -> Answer:
        """The answers to an advertiser on a path, usable as part of a cache's key."""
        if not self._changes:
            return self._usual
        changes: dict[str, Any] = {}
        for key in ((None, None), (None, path), (advertiser_id, None), (advertiser_id, path)):
            changes |= self._changes.get(key, {})
        return self._usual._replace(**changes)

    def refused_metrics(self, advertiser_ids: Iterable[str], path: str) -> frozenset[str]:
        """The metrics that any of the advertisers refuses."""
        return frozenset().union(*(self.of(i, path).refused_metrics for i in advertiser_ids))

    def refused_fields(self, advertiser_ids: Iterable[str], path: str) -> frozenset[str]:
        """The fields that any of the advertisers refuses."""
        return frozenset().union(*(self.of(i, path).refused_fields for i in advertiser_ids))
