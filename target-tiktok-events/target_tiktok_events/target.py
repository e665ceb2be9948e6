"""The Singer target: settings, messages, and how a run begins and ends."""

from __future__ import annotations

import os
import time
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

import click
from singer_sdk import Target
from singer_sdk.exceptions import (
    MapExpressionError,
    RecordsWithoutSchemaException,
    StreamMapConfigError,
)
from singer_sdk.mapper import CustomStreamMap, SameRecordTransform
from singer_sdk.plugin_base import SingerCommand, _ConfigInput

from target_tiktok_events.cli import run_guarded
from target_tiktok_events.config.declarations import REQUIRED, SETTINGS
from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.config.values import environment_complaint
from target_tiktok_events.config.warnings import setting_warnings
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.errors import InputError, SettingError
from target_tiktok_events.mapping.events import Refused
from target_tiktok_events.mapping.mapper import Mapper
from target_tiktok_events.replay import Replay
from target_tiktok_events.run import Run
from target_tiktok_events.singer.lines import LineReader
from target_tiktok_events.singer.sink import OrderSink

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from singer_sdk.mapper import StreamMap

    from target_tiktok_events.config.settings import Settings

_INPUT_ERRORS = (RecordsWithoutSchemaException, StreamMapConfigError, MapExpressionError)


class _Command(SingerCommand):
    """The SDK's command, whose errors are one line."""

    def invoke(self, ctx: click.Context) -> Any:
        return run_guarded(lambda: super(_Command, self).invoke(ctx), self.logger, _INPUT_ERRORS)


class TargetTikTokEvents(Target):
    """Sends orders to TikTok's Events API, each once, hashed; keeps what was refused."""

    name = "target-tiktok-events"
    package_name = "adloop-target-tiktok-events"
    default_sink_class = OrderSink
    config_jsonschema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "properties": {name: dict(declared) for name, declared in SETTINGS.items()},
        "required": list(REQUIRED),
    }

    def __init__(self, **options: Any) -> None:
        self._interruption = Interruption()
        self._waits_for_input = False
        self._settings: Settings | None = None
        self._takers: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {}
        reader = LineReader(self._refuse_line, self._abandon, self._set_waiting)
        options["message_reader"] = reader  # stands in for the SDK's, by the methods it has
        super().__init__(**options)

    @property
    def settings(self) -> Settings:
        """The checked settings.

        Raises:
            SettingError: if the target was built without validation and they are unusable.
        """
        if self._settings is None:
            self._settings = read_settings(self.config)
        return self._settings

    @cached_property
    def event_mapper(self) -> Mapper:
        """Turns records into events."""
        return Mapper(self.settings.mapping, time.time)

    @cached_property
    def run(self) -> Run:
        """The run: begins when it is first asked for, by `invoke` before the first line."""
        return Run(self.settings, self._interruption, self.logger)

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Replaces the SDK's check, whose complaints repeat the value, be it the token."""
        self.append_builtin_config(self.config_jsonschema)
        try:
            _ = self.settings, self.event_mapper
        except SettingError as error:
            if raise_errors:
                raise
            return [str(error)]
        for sentence in setting_warnings(self.settings.mapping):
            self.logger.warning("%s", sentence)
        for name in sorted(set(self.config) - set(self.config_jsonschema["properties"])):
            self.logger.warning("The setting %s is unknown; is it misspelt?", name)
        return []

    # Messages

    def _process_schema_message(self, message_dict: dict[str, Any]) -> None:
        self._takers.clear()  # of sinks that a new schema replaces
        try:
            super()._process_schema_message(message_dict)
        except (AttributeError, KeyError, TypeError) as error:
            message = f"the schema of stream {message_dict['stream']!r} is unusable"
            raise InputError(f"{message} ({type(error).__name__})") from None

    def _process_record_message(self, message_dict: dict[str, Any]) -> None:
        """Gives a record to its sink; the SDK's way copies it and parses its timestamps first."""
        stream, record = message_dict["stream"], message_dict["record"]
        take = self._takers.get(stream)
        if take is not None:
            take(record, {})
            return
        maps = self._maps_of(stream)
        for stream_map in maps:
            sink = cast("OrderSink", self._sinks_active[stream_map.stream_alias])
            if type(stream_map) is SameRecordTransform and not stream_map.flattening_enabled:
                if len(maps) == 1:
                    self._takers[stream] = sink.process_record
                sink.process_record(record, {})
            else:
                sink.process_mapped(record, stream_map)

    def _process_state_message(self, message_dict: dict[str, Any]) -> None:
        """Gives a STATE to the run, which writes it when all before it has ended."""
        self.run.outlet.checkpoint(message_dict["value"])

    def _process_activate_version_message(self, message_dict: dict[str, Any]) -> None:
        """Nothing to do: an event can't be taken back."""

    def _process_batch_message(self, message_dict: dict[str, Any]) -> None:
        maps = self._maps_of(message_dict["stream"])
        if any(isinstance(stream_map, CustomStreamMap) for stream_map in maps):
            message = "stream_maps don't apply to BATCH messages: switch one of them off"
            raise InputError(message)
        try:
            super()._process_batch_message(message_dict)
        except (OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
            if isinstance(error, SettingError):
                raise
            message = f"a BATCH file of stream {message_dict['stream']!r} can't be read"
            raise InputError(f"{message} ({type(error).__name__})") from None

    def _maps_of(self, stream: str) -> list[StreamMap]:
        maps = self.mapper.stream_maps.get(stream)
        if maps is None:
            message = (
                f"a record of stream {stream!r} came before the schema of the stream; "
                "nothing after it was read"
            )
            raise RecordsWithoutSchemaException(message)
        return maps

    def _refuse_line(self, number: int, reason: str) -> None:
        self.run.outlet.refuse(Refused("", f"line {number}", "map", reason))

    # Beginning and end

    def process_endofpipe(self) -> None:
        """Waits for every outcome after the last line."""
        super().process_endofpipe()
        self.run.finish(self.event_mapper.counts)

    def _abandon(self, _error: BaseException) -> None:
        if "run" in self.__dict__:
            self.run.abandon(self.event_mapper.counts)

    def _set_waiting(self, waiting: bool) -> None:  # noqa: FBT001 - called for every line
        self._waits_for_input = waiting
        if waiting:
            self._interruption.check()

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Ends the run where that is safe: at once while waiting for input, else soon."""
        self._interruption.by_signal(signum)
        if self._waits_for_input:
            self._interruption.check()

    # Command line

    @classmethod
    def invoke(  # type: ignore[override] # as in the SDK, each kind of plugin has options of its own
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        file_input: IO[str] | None = None,
        replay: Path | None = None,
    ) -> None:
        """Runs the target on standard input, a file, or the dead letters of earlier runs."""
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(cls.logger.info)
        given = config or _ConfigInput()
        complaint = environment_complaint(os.environ, cls._env_var_prefix)
        if given.parse_env and complaint:
            raise SettingError(complaint)
        target = cls(config=given.config, parse_env_config=given.parse_env)
        if replay is not None:
            Replay(target.settings, target._interruption, cls.logger).run(replay)
            return
        _ = target.run  # opens files and database before the first line
        target.listen(file_input)

    @classmethod
    def cb_config(
        cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]
    ) -> _ConfigInput:
        """Reads the configuration files; a file that can't be read is one clear line."""
        try:
            return super().cb_config(ctx, param, value)
        except (OSError, ValueError, TypeError) as error:
            message = f"a --config file can't be read as a JSON object ({type(error).__name__})"
            raise click.ClickException(message) from None

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The SDK's command line, with one-line errors."""
        command = super().get_singer_command()
        return _Command(
            name=command.name,
            callback=command.callback,
            params=[
                *command.params,
                click.Option(
                    ["--replay"],
                    type=click.Path(exists=True, dir_okay=False, path_type=Path),
                    help="Send the dead letters of this file again and mark them in it.",
                ),
            ],
            help=command.help,
            context_settings=command.context_settings,
            logger=cls.logger,
        )
