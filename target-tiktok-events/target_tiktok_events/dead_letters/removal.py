"""Takes letters out of the file: those that are old, and those of a person who asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from target_tiktok_events.dead_letters.file_lock import rewrite
from target_tiktok_events.dead_letters.letter import utc_text
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.ids import DIGEST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

_DAY: Final = 86_400
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class _Dated(msgspec.Struct):
    """What is read of a line."""

    time: str


def remove_older(path: Path, days: int, now: float) -> int:
    """Removes letters that are older than so many days; returns how many.

    A line that can't be read stays: nobody knows how old it is.

    Raises:
        StorageError: the file can't be read or replaced.
    """
    oldest = utc_text(now - days * _DAY)
    return _remove(path, lambda line: _time_of(line) < oldest)


def remove_person(path: Path, digests: Collection[str]) -> int:
    """Removes letters that hold one of the SHA-256 digests; returns how many.

    Args:
        path: the file.
        digests: 64 hexadecimal digits each, lower case, see `is_digest`.

    Raises:
        StorageError: the file can't be read or replaced.
    """
    whole = [digest.encode() for digest in digests]
    of_keys = [f"=sha256:{digest[:DIGEST_DIGITS]}".encode() for digest in digests]

    def is_theirs(line: bytes) -> bool:
        lower = line.lower()
        return any(digest in lower for digest in (*whole, *of_keys))

    return _remove(path, is_theirs)


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 as it stands in events."""
    return _DIGEST.fullmatch(text) is not None


def _remove(path: Path, is_meant: Callable[[bytes], bool]) -> int:
    removed = 0

    def kept(lines: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal removed
        removed = 0
        for line in lines:
            if is_meant(line):
                removed += 1
            else:
                yield line

    if not path.is_file():  # there is none yet, or it is a device
        return 0
    try:
        with path.open("rb") as file:
            if not any(map(is_meant, file)):
                return 0
        rewrite(path, kept)
    except OSError as error:
        message = (
            f"no letter can be removed from {path} ({error.strerror}): check the rights on the "
            "file and its directory, and the free disk space"
        )
        raise StorageError(message) from None
    return removed


def _time_of(line: bytes) -> str:
    try:
        return msgspec.json.decode(line, type=_Dated).time
    except msgspec.DecodeError:
        return "~"  # after every time
