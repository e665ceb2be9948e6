"""Which streams a setting means: `streams`, and the stream of a rule or an event source."""

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

    Case does not matter: Snowflake and Oracle name tables in capitals. Meltano's test stream never
    is one.
    """
    expressions = [re.compile(translate(pattern), re.IGNORECASE) for pattern in patterns]

    def is_read(stream: str) -> bool:
        if stream == MELTANO_TEST_STREAM:
            return False
        return not expressions or any(one.match(stream) for one in expressions)

    return is_read


def is_for(name: str | None, stream: str) -> bool:
    """Whether a rule for the stream of this name, or for any, is for `stream`; in any case."""
    return name is None or name.casefold() == stream.casefold()
