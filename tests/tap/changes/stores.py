"""A change store in a file, as runs one after the other use it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tap_tiktok_ads.changes.comparison import Comparison, Row
from tap_tiktok_ads.changes.store import ChangeStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tap_tiktok_ads.changes.mark import Mark

STREAM, ADVERTISER, DAY = "daily_metrics", "7001", "2026-03-01"


class StoreRun:
    """One run on a store; `marks` are those that STATE got, the last one is `mark`."""

    def __init__(self, url: str, began_with: Mark | None) -> None:
        self.marks: list[Mark] = []
        self.store = ChangeStore(url, began_with, self.marks.append)
        self.why = self.store.begin()
        self.store.expect(STREAM, "as always")

    @property
    def mark(self) -> Mark:
        return self.marks[-1]

    def emitted(self, rows: Mapping[str, str], day: str = DAY, *, settles: bool = True) -> set[str]:
        """The keys of the rows that go out, of some with these contents."""
        comparison = Comparison(self.store, STREAM, ADVERTISER)
        comparison.begin(day, day)
        places = comparison.changed(Row(day, key, rows[key].encode()) for key in rows)
        if settles:
            comparison.settle()
        return {list(rows)[place] for place in places}


def url_of(folder: Path) -> str:
    """A store in a file of its own."""
    return f"sqlite:///{folder / 'changes.db'}"


@contextmanager
def store_run(url: str, began_with: Mark | None = None) -> Iterator[StoreRun]:
    """A run from its beginning to its end."""
    run = StoreRun(url, began_with)
    try:
        yield run
    finally:
        run.store.close()
