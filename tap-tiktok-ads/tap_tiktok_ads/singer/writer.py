"""Writes Singer messages to standard output, whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.singerlib.encoding.simple import SimpleSingerWriter
from singer_sdk.singerlib.messages import StateMessage

from tap_tiktok_ads.errors import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_sdk.singerlib.encoding.simple import Message

BUFFERED_BYTES: Final = 1 << 18


class Writer(MsgSpecWriter):
    """Writes messages whole: a signal that arrives in the middle of one waits for its end.

    Finished lines are gathered and written together; a message writes what was gathered before
    it, so the order stays.
    """

    def __init__(self) -> None:
        """No message is under way."""
        super().__init__()
        self.is_writing = False
        self.signum: int | None = None
        self._lines: list[bytes] = []
        self._size = 0
        self._escaping = SimpleSingerWriter()
        self.seal: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None

    def write_message(self, message: Message) -> None:
        """Write one message and flush; `seal` completes a STATE as it leaves."""
        if self.seal is not None and isinstance(message, StateMessage):
            message = StateMessage(value=self.seal(message.value))
        self.write_line(bytes(self.format_message(message)))
        self.flush()

    def write_line(self, line: bytes) -> None:
        """Take finished lines, with their line ends; they are written with the next flush."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= BUFFERED_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered.

        Raises:
            Interrupted: a signal arrived meanwhile.
        """
        self.is_writing = True
        try:
            left = memoryview(b"".join(self._lines))
            while left:  # with PYTHONUNBUFFERED a write that a signal interrupts is cut short
                left = left[sys.stdout.buffer.write(left) :]
            sys.stdout.buffer.flush()
            self._lines.clear()
            self._size = 0
        finally:
            self.is_writing = False
        signum, self.signum = self.signum, None
        if signum is not None:
            raise Interrupted(signum)

    def format_message(self, message: Message) -> bytearray:
        """Encode one message; half an emoji (a cut-off name) is written as its escape."""
        try:
            return super().format_message(message)
        except UnicodeEncodeError:
            return bytearray((self._escaping.format_message(message) + "\n").encode())
