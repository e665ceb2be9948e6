"""Messages of the input, each brought to where it belongs: sinks, the run, or nowhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from singer_sdk.exceptions import (
    MapExpressionError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)
from singer_sdk.mapper import CustomStreamMap, RemoveRecordTransform, SameRecordTransform

from target_tiktok_events.errors import InputError, SettingError, TargetError
from target_tiktok_events.mapping.events import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from singer_sdk.mapper import PluginMapper, StreamMap
    from singer_sdk.sinks import Sink

    from target_tiktok_events.singer.lines import Handlers
    from target_tiktok_events.singer.outlet import Outlet
    from target_tiktok_events.singer.sink import OrderSink

    _Take: TypeAlias = Callable[[Sequence[dict[str, Any]]], None]
    ReadOnly: TypeAlias = Callable[[str, "Collection[str] | None"], None]


class RecordBeforeSchema(InputError, RecordsWithoutSchemaException):
    """The tap sent a record of a stream whose SCHEMA had not come."""


class MessageIntake:
    """Takes messages in their order.

    Args:
        outlet: takes STATE, and the lines that are no messages.
        stream_maps: the SDK's, which a SCHEMA changes.
        sink_of: the sink of a stream, by its name after stream maps.
        sdk_handlers: the SDK's own, by type of message; they do SCHEMA and BATCH.
        read_only: told which columns of a stream's records are read; None for all of them.
    """

    def __init__(
        self,
        outlet: Outlet,
        stream_maps: PluginMapper,
        sink_of: Callable[[str], Sink],
        sdk_handlers: Handlers,
        read_only: ReadOnly = lambda _stream, _columns: None,
    ) -> None:
        self._outlet = outlet
        self._stream_maps = stream_maps
        self._sink_of = sink_of
        self._register = sdk_handlers["SCHEMA"]
        self._read_files = sdk_handlers["BATCH"]
        self._read_only = read_only
        self._takers: dict[str, _Take] = {}

    @property
    def handlers(self) -> Handlers:
        """What takes each type of message."""
        return {
            "SCHEMA": self.schema,
            "RECORD": self.records,
            "STATE": self.state,
            "BATCH": self.batch,
            "ACTIVATE_VERSION": self.activate_version,
        }

    def schema(self, message: dict[str, Any]) -> None:
        """Prepares the sinks of a stream.

        Raises:
            InputError: the schema is unusable.
            SettingError: the stream maps don't fit the schema.
        """
        self._takers.clear()  # of sinks that a new schema replaces
        stream = message["stream"]
        try:
            self._register(message)
        except StreamMapConfigError as error:  # it names columns of settings and schema
            reason = f"stream_maps can't be applied to stream {stream!r}: {error}"
            raise SettingError(reason) from None
        except MapExpressionError:
            reason = f"stream_maps: an expression for stream {stream!r} can't be evaluated"
            raise SettingError(reason) from None
        except TargetError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = "stream_maps or the schema" if self._is_custom(stream) else "the schema"
            reason = f"{what} of stream {stream!r} is unusable ({type(error).__name__})"
            raise InputError(reason) from None
        self._read_only(stream, self._columns_of(stream))

    def records(self, message: dict[str, Any]) -> None:
        """Gives records to their sinks; the SDK's way copies them and parses timestamps first.

        Raises:
            RecordBeforeSchema: if the stream is unknown.
        """
        stream = message["stream"]
        take = self._takers.get(stream)
        if take is None:
            take = self._takers[stream] = self._taker(stream)
        take(message["records"])

    def state(self, message: dict[str, Any]) -> None:
        """Gives a STATE to the run, which writes it when all before it has ended."""
        self._outlet.checkpoint(message["value"])

    def activate_version(self, message: dict[str, Any]) -> None:
        """Nothing to do: an event can't be taken back."""

    def batch(self, message: dict[str, Any]) -> None:
        """Takes the records of the files that a BATCH names.

        Raises:
            InputError: a file can't be read, or stream maps would have to be applied.
        """
        stream = message["stream"]
        for stream_map in self._maps_of(stream):
            if isinstance(stream_map, (CustomStreamMap, RemoveRecordTransform)):
                reason = "stream_maps don't apply to BATCH messages: switch one of them off"
                raise InputError(reason)
        try:
            self._read_files(message)
        except TargetError:
            raise
        except (OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
            reason = f"a BATCH file of stream {stream!r} can't be read ({type(error).__name__})"
            raise InputError(reason) from None

    def refuse_line(self, number: int, reason: str) -> None:
        """Takes a line that is no message for a record that can't become an event."""
        self._outlet.refuse(Refused("", f"line {number}", "map", reason))

    def _taker(self, stream: str) -> _Take:
        """What takes the records of a stream, until the next SCHEMA."""
        stream_maps = self._maps_of(stream)
        if len(stream_maps) == 1 and _changes_nothing(stream_maps[0]):
            return self._sink_behind(stream_maps[0]).take_all
        takers = [self._through(stream_map) for stream_map in stream_maps]

        def take(records: Sequence[dict[str, Any]]) -> None:
            for record in records:
                for each in takers:
                    each(record)

        return take

    def _through(self, stream_map: StreamMap) -> Callable[[dict[str, Any]], None]:
        sink = self._sink_behind(stream_map)
        return sink.take if _changes_nothing(stream_map) else partial(sink.take_mapped, stream_map)

    def _columns_of(self, stream: str) -> Collection[str] | None:
        """The columns that are read of a stream's records; None where a stream map may read any."""
        stream_maps = self._maps_of(stream)
        if len(stream_maps) == 1 and _changes_nothing(stream_maps[0]):
            return self._sink_behind(stream_maps[0]).columns
        return None

    def _sink_behind(self, stream_map: StreamMap) -> OrderSink:
        return cast("OrderSink", self._sink_of(stream_map.stream_alias))

    def _is_custom(self, stream: str) -> bool:
        maps = self._stream_maps.stream_maps.get(stream, [])
        return any(isinstance(one, CustomStreamMap) for one in maps)

    def _maps_of(self, stream: str) -> list[StreamMap]:
        maps = self._stream_maps.stream_maps.get(stream)
        if maps is None:
            message = (
                f"a record of stream {stream!r} came before the schema of the stream; "
                "nothing after it was read"
            )
            raise RecordBeforeSchema(message)
        return maps


def _changes_nothing(stream_map: StreamMap) -> bool:
    return type(stream_map) is SameRecordTransform and not stream_map.flattening_enabled
