"""Which streams may hold orders: the setting `streams`."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MELTANO_TEST_STREAM: Final = "meltano_test_stream"
"""What `meltano config test` sends to any loader: one made-up record, and TikTok has no undo."""


def stream_filter(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Says of a stream whether one of the names or globs is its name; without any all are.

    Meltano's test stream never is.
    """
    expressions = [re.compile(translate(pattern)) for pattern in patterns]

    def is_read(stream: str) -> bool:
        if stream == MELTANO_TEST_STREAM:
            return False
        return not expressions or any(one.match(stream) for one in expressions)

    return is_read
