"""What leans on the Singer SDK's private members: bases of the tap and of its streams.

Each private member is named here with its reason, and nowhere else; `test_sdk_seams` says what
breaks when a new version of the SDK takes one away.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk import Stream

from tap_tiktok_ads.errors import Interrupted, SettingError
from tap_tiktok_ads.singer.checked_tap import CheckedTap
from tap_tiktok_ads.singer.parquet import write_files
from tap_tiktok_ads.singer.sdk_settings import (
    PARQUET,
    check_one_output,
    check_sdk_settings,
    record_complaint,
    storage_complaints,
)
from tap_tiktok_ads.singer.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from datetime import datetime
    from types import FrameType

    from singer_sdk.singerlib.messages import RecordMessage

    Context = Mapping[str, Any]


def let_lists_have_commas() -> None:
    """Drop the warning of lists as `a,b` in variables, which this tap promises to read.

    Private: the module whose logger it is.
    """
    logging.getLogger("singer_sdk.configuration._dict_config").addFilter(_is_other_warning)


def _is_other_warning(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Parsing array of the form")


class SingerTap(CheckedTap):
    """The SDK's tap, which says what is wrong with its settings and ends when told to."""

    message_writer_class = Writer
    message_writer: Writer
    _is_told_to_end = False

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the settings. Private: the SDK's own check prints the values that it refuses."""
        self.append_builtin_config(self.config_jsonschema)
        added: dict[str, Any] = {"properties": {}}
        super(CheckedTap, self).append_builtin_config(added)  # Faker too, installed or not
        try:
            check_sdk_settings(self.config, added)
            self.check_settings()
        except SettingError as error:
            if raise_errors:
                raise
            return [str(error)]
        return []

    def sync_samples(self, names: Iterable[str]) -> None:
        """Sync streams, but for no more than one record of each partition, and without STATE."""
        for name in names:
            stream = self.streams[name]
            if isinstance(stream, SingerStream):
                stream.is_sampled = True
            stream.sync()

    def write_selected_schemas(self) -> None:
        """Write the SCHEMA of each selected stream. Private: the SDK's own selects all of them."""
        for stream in self.streams.values():
            if stream.selected:
                stream._write_schema_message()  # noqa: SLF001

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        """End at once, never inside a message. Private: the SDK's own exits with 0."""
        del frame
        if self._is_told_to_end:
            return  # once is enough: STATE must be written now
        self._is_told_to_end = True
        if not self.message_writer.is_writing:
            raise Interrupted(signum)
        self.message_writer.signum = signum


class SingerStream(Stream):
    """The SDK's stream, without its bookkeeping of bookmarks.

    `writer` takes messages and finished lines. Subclasses yield records, or whatever else their
    `write_record` knows how to write; `extracted` is the instant that messages carry.
    """

    extracted: datetime
    is_sampled = False
    """Whether one record of each partition is enough: nothing is batched, no STATE written."""

    def __init__(self, tap: SingerTap, schema: Mapping[str, Any]) -> None:
        """Take from the tap what writes messages and STATE, and nothing else."""
        super().__init__(tap, schema=dict(schema))
        self.writer = tap.message_writer
        self._states = tap.state_writer

    @property
    def partitions(self) -> list[dict[str, Any]] | None:
        """None: the SDK would take the partitions of an old STATE for the ones to read."""
        return None

    def write_state(self) -> None:
        """Write STATE as it is now, unless it was written so already."""
        if self.is_sampled:
            return
        _ = self.stream_state  # a stream without bookmarks is in STATE too
        self._states.write_state(self.tap_state)

    def write_record(self, record: Any) -> int:
        """Write one record by way of the SDK; return 0 when stream maps left it out, else 1.

        Raises:
            SettingError: a stream map fails on it.
        """
        messages = self._messages(record)
        for message in messages:
            message.time_extracted = self.extracted
            self.writer.write_message(message)
        return min(1, len(messages))

    def has_emitted(self, record: Any, partition: Mapping[str, Any], rows: int) -> None:
        """Note that so many rows went out with what `get_records` yielded: stream maps filter."""

    def _messages(self, record: dict[str, Any]) -> list[RecordMessage]:
        """Apply selection and maps. Private: the SDK offers it only with an instant of its own."""
        try:
            return list(self._generate_record_messages(record))
        except Exception as error:
            if not self.config.get("stream_maps"):
                raise
            raise record_complaint(error, self.name) from None

    def _mapped(self, record: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what becomes of a record that goes into a batch: the SDK would leave it as it is.

        Its SCHEMA speaks of selected, mapped and flattened columns all the same.
        """
        return [dict(message.record) for message in self._messages(record)]

    def _sync_records(
        self, context: Context | None = None, *, write_messages: bool = True
    ) -> Generator[Any, Any, Any]:
        """Write, or only yield, what `get_records` yields, partition by partition.

        Private: the SDK's own loop moves bookmarks with every record, walks through all
        partitions of STATE for each of them, and knows no finished lines.
        """
        count = 0
        with self.get_record_counter() as counter, self.get_sync_timer() as timer:
            for partition in [context] if context else self.partitions or [{}]:
                counter.with_context(partition)
                timer.with_context(partition)
                records: Iterable[Any] = self.get_records(partition or None)
                for record in records:
                    self._check_max_record_limit(count)  # private, and all there is for --test
                    self.post_process(record, partition)
                    mapped = [] if write_messages else self._mapped(record)
                    rows = self.write_record(record) if write_messages else len(mapped)
                    counter.increment(rows)
                    self.has_emitted(record, partition, rows)
                    count += 1
                    yield from [record] if write_messages else mapped
                    if self.is_sampled:
                        break
        if write_messages:
            self.write_state()

    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        """Write STATE at the end of the stream: there are no markers to finalize."""
        del state
        self._activate_version()
        self.all_is_written()
        self.write_state()

    def all_is_written(self) -> None:
        """Take note that every record yielded so far has left the tap."""

    @cached_property
    def is_batched(self) -> bool:
        """Whether records leave the tap in files, later than they are yielded."""
        return self.get_batch_config(self.config) is not None

    def _write_batch_message(self, encoding: Any, manifest: list[str]) -> None:
        """Tell of a file, and of the version of its records, which the SDK does not.

        Private: the SDK writes STATE after it, and offers nothing between.
        """
        for message in self._generate_batch_messages(encoding, manifest):
            message.version = self._stream_version
            self.writer.write_message(message)
        self.state_manager.is_flushed = False
        self.all_is_written()

    def _write_activate_version_message(self, full_table_version: int) -> None:
        """Write nothing yet. Private: the SDK would let loaders drop rows before any has come."""

    def _activate_version(self) -> None:
        """Let loaders drop the rows of earlier versions, unless rows of this one are missing."""
        if self._stream_version is None:
            return
        if self.is_whole:
            super()._write_activate_version_message(self._stream_version)
        else:
            self.logger.warning("%s is not whole: rows of earlier versions stay", self.name)

    @property
    def is_whole(self) -> bool:
        """Whether what was read is all there is; known at the end of the stream."""
        return True

    def get_batch_config(self, config: Mapping[str, Any]) -> Any:
        """Return how batches are written, or None; an unknown name in it is the user's mistake."""
        if self.is_sampled:
            return None
        try:
            return super().get_batch_config(config)
        except TypeError:
            raise SettingError("batch_config holds a name that the SDK does not know") from None

    def get_batches(self, batch_config: Any, context: Context | None = None) -> Iterable[Any]:
        """Yield batches; a storage that takes no files is the user's mistake.

        Parquet is not left to the SDK: it guesses types instead of reading the SCHEMA.
        """
        check_one_output(self.name, len(self.stream_maps))
        with storage_complaints():
            if batch_config.encoding.format != PARQUET:
                yield from super().get_batches(batch_config, context)
                return
            records = self._sync_records(context, write_messages=False)
            schema = self.stream_maps[0].transformed_schema
            for manifest in write_files(records, schema, batch_config, self.name):
                yield batch_config.encoding, manifest
