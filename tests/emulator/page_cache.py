"""Rendered pages in an unlinked temporary file, so that a benchmark measures its client."""

from __future__ import annotations

import os
import tempfile
import threading
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

LARGEST_FILE = 8 * 1024**3


class Rendered(NamedTuple):
    """The JSON of an answer's `data`, and headers that go with it."""

    data: bytes
    headers: dict[str, str]


class _Stored(NamedTuple):
    offset: int
    length: int
    headers: dict[str, str]


class PageCache:
    """Keeps pages on disk, where the operating system's page cache serves them from memory.

    The key has to hold everything a page depends on, the version of the data included.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._stored: dict[Hashable, _Stored] = {}
        self._end = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], Rendered]) -> Rendered:
        """The page kept under `key`, rendered when there is none."""
        stored = self._stored.get(key)
        if stored is not None:
            data = os.pread(self._file.fileno(), stored.length, stored.offset)
            return Rendered(data, stored.headers)
        page = render()
        self._keep(key, page)
        return page

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _keep(self, key: Hashable, page: Rendered) -> None:
        with self._lock:
            if self._end + len(page.data) > LARGEST_FILE:
                return
            offset, self._end = self._end, self._end + len(page.data)
        os.pwrite(self._file.fileno(), page.data, offset)
        self._stored[key] = _Stored(offset, len(page.data), page.headers)
