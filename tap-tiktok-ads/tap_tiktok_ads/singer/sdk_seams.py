"""What leans on the Singer SDK's private members: bases of the tap and of its streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk import Stream, Tap

from tap_tiktok_ads.singer.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping


class SingerTap(Tap):
    """The SDK's tap, writing with the package's writer."""

    message_writer_class = Writer
    message_writer: Writer


class SingerStream(Stream):
    """The SDK's stream, which is handed what it needs of its tap."""

    def __init__(self, tap: SingerTap, schema: Mapping[str, Any]) -> None:
        """Take the writer of messages from the tap, and nothing else."""
        super().__init__(tap, schema=dict(schema))
        self.writer = tap.message_writer
        self._state_writer = tap.state_writer

    def write_state(self) -> None:
        """Write STATE as it is now."""
        self._state_writer.write_state(self.tap_state)
