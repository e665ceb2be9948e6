"""Lines of the input, as many at once as are there; none is kept back to wait for the next."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_AT_ONCE: Final = 65_536
"""What a pipe holds. Some thirty orders, few enough to stay in a processor's cache."""


def lines_at_once(
    source: IO[Any], set_waiting: Callable[[bool], None]
) -> Iterator[tuple[int, list[bytes]]]:
    """Gives the lines that came together, without their ends, and the number of their first.

    Args:
        source: bytes or text; only what is there is read, or else what comes first.
        set_waiting: called with True before input is waited for, with False when it is there.
    """
    binary = getattr(source, "buffer", source)
    read: Callable[[int], bytes | str] = getattr(binary, "read1", None) or binary.read
    number = 1
    begun: list[bytes] = []
    while True:
        set_waiting(True)
        data = read(_AT_ONCE)
        set_waiting(False)
        if not data:
            break
        first, *others = _bytes(data).split(b"\n")
        begun.append(first)
        if others:
            lines = [b"".join(begun), *others[:-1]]
            begun = others[-1:]
            yield number, lines
            number += len(lines)
    last = b"".join(begun)
    if last:
        yield number, [last]


def _bytes(data: bytes | str) -> bytes:
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
