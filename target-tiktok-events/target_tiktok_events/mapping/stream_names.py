"""Which streams may hold orders: the setting `streams`."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def stream_filter(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Says of a stream whether one of the names or globs is its name; all are without any."""
    expressions = [re.compile(translate(pattern)) for pattern in patterns]

    def is_read(stream: str) -> bool:
        return not expressions or any(one.match(stream) for one in expressions)

    return is_read
