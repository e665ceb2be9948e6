"""One stream of records: mapped, and handed to the run."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError, StreamMapConfigError
from singer_sdk.sinks import Sink

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import columns_of_schema
from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.ids import RecordKeys
from target_tiktok_events.singer.sdk_seams import mistake_in_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk import Target
    from singer_sdk.mapper import StreamMap

    from target_tiktok_events.mapping.stream_mappers import StreamMappers
    from target_tiktok_events.singer.outlet import Comparison, Outlet


class OrderSink(Sink):
    """Turns the records of one stream into events, dead letters or counts.

    It never holds records back: batches belong to the run, because one request may hold events
    of several streams.

    Args:
        target: the SDK's side of the plugin: its logger and its settings.
        stream_name: what the stream is called after stream maps.
        schema: of the stream; records are not validated against it.
        key_properties: columns that name a record in reports.
        outlet: takes what becomes of each record.
        mappers: make what turns the stream's records into events.
        comparison: compares the settings with the schema when the first record comes.
    """

    def __init__(  # noqa: PLR0913 - the first four are the SDK's
        self,
        target: Target,
        stream_name: str,
        schema: dict[str, Any],
        key_properties: Sequence[str] | None,
        *,
        outlet: Outlet,
        mappers: StreamMappers,
        comparison: Comparison,
    ) -> None:
        super().__init__(target, stream_name, schema, key_properties)
        self._begun = False
        self._records = 0
        self._outlet = outlet
        self._comparison = comparison
        comparison.learn(stream_name, columns_of_schema(schema))
        mapper = mappers.of(schema.get("properties") or ())
        self._is_read = mapper.reads(stream_name)
        self._map_all, self._left_out = mapper.map_all, mapper.left_out
        self._columns = mapper.columns
        self._record_keys = RecordKeys(frozenset())

    @property
    def columns(self) -> frozenset[str] | None:
        """The columns that are read of the stream's records; None for all of them.

        None at all of a stream that is left out: it is counted only.
        """
        if not self._is_read:
            return frozenset()
        return None if self._columns is None else self._columns.union(self.key_properties)

    def get_validator(self) -> None:
        """No validator: the mapper judges each value that is read, and the others don't matter."""

    def take(self, record: dict[str, Any]) -> None:
        """Brings one record to its end, or on its way there; raises as `take_all`."""
        self.take_all([record])

    def take_all(self, records: Sequence[dict[str, Any]]) -> None:
        """Brings records that came together to their end, or on their way there, in their order.

        Raises:
            SettingError: at the first record, if the settings don't fit the schema.
        """
        if not self._begun:
            self._begin()
        self._records += len(records)
        results = self._results_of(records)
        for result in results:
            if isinstance(result, Event):
                self._outlet.admit(result)
            elif isinstance(result, Refused):
                self._outlet.refuse(result)
            else:
                self._outlet.leave_out(result)
        if len(results) > len(records):
            self._outlet.count_further(len(results) - len(records))

    def _begin(self) -> None:
        self._begun = True
        if not self._is_read:
            self.logger.info("Stream %s is left out by the setting streams.", self.stream_name)
        self._comparison.check(self.stream_name)

    def take_mapped(self, stream_map: StreamMap, record: dict[str, Any]) -> None:
        """Brings one record to its end after the SDK's stream map; what it filters is counted.

        Raises:
            SettingError: as `take`, or the map can't be applied to any record of the stream.
        """
        if not self._begun:
            self._begin()
        try:
            mapped = stream_map.transform(copy.copy(record))
        except Exception as error:  # noqa: BLE001 - the SDK's text would repeat the record
            self._raise_if_settings(error, stream_map)
            self._records += 1
            reason = f"stream_maps can't be applied to the record ({type(error).__name__})"
            self._outlet.refuse(self._refusal(record, reason))
            return
        if mapped is None:
            self._records += 1
            self._outlet.leave_out(self._filtered(record))
        else:
            self.take(mapped)

    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:  # noqa: ARG002 - the SDK's signature
        """The SDK's name of `take`."""
        self.take(record)

    def process_batch(self, context: dict[str, Any]) -> None:
        """Takes the records of one file of a BATCH message.

        Raises:
            ValueError: a line of the file is no JSON object: its order would be lost.
        """
        for record in context.get("records", ()):
            if not isinstance(record, dict):
                message = "a line is no JSON object"
                raise ValueError(message)  # noqa: TRY004 - as for a line that is no JSON
            self.take(record)

    def clean_up(self) -> None:
        """Reports the stream's record count in the SDK's metrics, once."""
        self.record_counter_metric.increment(self._records)
        super().clean_up()

    def _raise_if_settings(self, error: Exception, stream_map: StreamMap) -> None:
        mistake = None
        if isinstance(error, MapExpressionError):
            mistake = mistake_in_expression(error, stream_map.raw_schema["properties"])
        elif isinstance(error, StreamMapConfigError):
            mistake = "it holds something that is no expression"
        if mistake is not None:
            message = f"stream_maps can't be applied to stream {self.stream_name!r}: {mistake}"
            raise SettingError(message) from None

    def _refusal(self, record: object, reason: str) -> Refused:
        """The refusal of a record that the mapper does not see; `reason` holds no value."""
        key = ""
        if isinstance(record, dict):
            key = self._record_keys.key_of(record, self.key_properties, None)
        return Refused(self.stream_name, key, "map", reason)

    def _filtered(self, record: dict[str, Any]) -> LeftOut:
        """A record that a stream map filters, read by the names of its columns before the map."""
        try:
            return self._left_out(self.stream_name, "stream_maps", record)
        except Exception:  # noqa: BLE001 - one odd record must not end the run
            return LeftOut(self.stream_name, "stream_maps")

    def _results_of(self, records: Sequence[dict[str, Any]]) -> list[Event | Refused | LeftOut]:
        try:
            return self._map_all(self.stream_name, records, self.key_properties)
        except Exception as error:  # noqa: BLE001 - one odd record must not end the run
            if len(records) > 1:
                return [result for record in records for result in self._results_of([record])]
            reason = f"the record can't be mapped ({type(error).__name__})"
            return [self._refusal(records[0], reason)]
