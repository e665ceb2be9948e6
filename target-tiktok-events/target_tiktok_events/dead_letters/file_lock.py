"""A file that several processes append to, and that any of them may replace by a changed copy.

Whoever writes holds the lock on the file that has the name at that moment: a process that waited
while another replaced the file finds its lock on a file without a name, and begins anew.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_OWNER_ONLY: Final = 0o600
_PATIENCE_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.1
_MOST_TRIES: Final = 100


def open_appending(path: Path) -> int:
    """A descriptor of the file, made with mode 0600 if there is none.

    Raises:
        OSError: the file can't be opened.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    return os.open(path, flags, _OWNER_ONLY)


@contextlib.contextmanager
def locked(descriptor: int, pause: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Holds the lock of an open file, against other processes and other descriptors.

    Some network file systems know no locks; there the file is used without.

    Raises:
        BlockingIOError: another process held it for a minute.
    """
    waited = 0.0
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if waited >= _PATIENCE_SECONDS:
                raise
            pause(_POLL_SECONDS)
            waited += _POLL_SECONDS
        except OSError:
            break
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def has_name(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one that has the name now."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def rewrite(
    path: Path,
    change: Callable[[Iterator[bytes]], Iterable[bytes]],
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Replaces the file by its changed lines, in one step; no line that is added meanwhile is lost.

    Args:
        path: the file.
        change: the new lines, given the old ones; may be asked more than once.
        pause: waits for seconds while another process writes.

    Raises:
        OSError: the file can't be read, or its directory can't be written.
    """
    path = path.resolve()  # a link to the file stays one
    for _ in range(_MOST_TRIES):
        with path.open("rb") as old, locked(old.fileno(), pause):
            if has_name(old.fileno(), path):
                _replace(path, change(iter(old)))
                return
    raise BlockingIOError(errno.EAGAIN, "other processes replace it all the time")


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    fresh = path.with_name(path.name + ".new")  # one at a time: the lock is held
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.writelines(lines)
            new.flush()
            os.fsync(new.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
