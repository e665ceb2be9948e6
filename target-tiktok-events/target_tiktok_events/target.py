"""The Singer target: its settings and its command, and how the rooms are wired."""

from __future__ import annotations

import os
import time
from functools import cached_property, partial
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, cast

import click

from target_tiktok_events.config.declarations import REQUIRED, SETTINGS
from target_tiktok_events.config.files import GivenConfig, read_config
from target_tiktok_events.config.ignored_variables import check_variables
from target_tiktok_events.config.schema_comparison import SchemaComparison
from target_tiktok_events.config.settings import Settings, read_settings
from target_tiktok_events.config.values import read_values
from target_tiktok_events.config.warnings import ledger_warnings, setting_warnings
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.erasure import ERASE_OPTION, erase
from target_tiktok_events.errors import InputError, SettingError
from target_tiktok_events.guide import with_guide
from target_tiktok_events.mapping.stream_mappers import StreamMappers
from target_tiktok_events.memory import collect_seldom
from target_tiktok_events.replay import REPLAY_OPTION, Replay
from target_tiktok_events.run import Run
from target_tiktok_events.run_history import RunHistory
from target_tiktok_events.singer.intake import MessageIntake
from target_tiktok_events.singer.lines import LineReader
from target_tiktok_events.singer.plugin import EventTarget
from target_tiktok_events.singer.sink import OrderSink

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from singer_sdk.sinks import Sink
    from typing_extensions import Self

    from target_tiktok_events.singer.lines import Handlers

EXAMPLES: Final = """\
Further commands, each with --help: check, history.

\b
Examples:
  tap-postgres --config tap.json | target-tiktok-events --config config.json
  target-tiktok-events --config config.json --replay tiktok-events-dead-letters.jsonl
  target-tiktok-events --config config.json \\
    --erase-hash "$(printf %s erika@example.com | sha256sum | cut -c1-64)"
  meltano run tap-postgres target-tiktok-events
"""


class TargetTikTokEvents(EventTarget):
    """Sends orders to TikTok's Events API, each once, hashed; keeps what was refused."""

    name = "target-tiktok-events"
    package_name = "adloop-target-tiktok-events"
    default_sink_class = OrderSink
    config_jsonschema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "properties": {name: dict(declared) for name, declared in SETTINGS.items()},
        "required": list(REQUIRED),
    }

    def __init__(
        self,
        *,
        config: Mapping[str, Any] | None = None,
        parse_env_config: bool = False,
        validate_config: bool = True,
        **options: Any,
    ) -> None:
        self._interruption = Interruption()
        self._waits_for_input = False
        self._intake: MessageIntake | None = None
        self._lines = LineReader(self._refuse_line, self._abandon, self._set_waiting, self._begin)
        given = {**(config or {}), **(self.environment_texts() if parse_env_config else {})}
        super().__init__(
            config=self._checked(given) if validate_config else given,
            validate_config=validate_config,
            message_reader=self._lines,
            **options,
        )
        if validate_config:
            self._warn()

    @cached_property
    def settings(self) -> Settings:
        """The checked settings.

        Raises:
            SettingError: if the target was built without validation and they are unusable.
        """
        return read_settings(self.config)

    @cached_property
    def event_mappers(self) -> StreamMappers:
        """Make what turns records into events, stream by stream."""
        return StreamMappers(self.settings.mapping, time.time, self.logger.warning)

    @cached_property
    def comparison(self) -> SchemaComparison:
        """Compares the settings with the schemas of the input."""
        return SchemaComparison(self.settings.mapping)

    @cached_property
    def run(self) -> Run:
        """The run: begins when it is first asked for, by `invoke` before the first line."""
        return Run(self.settings, self._interruption, self.logger)

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings in their kinds, as the SDK takes them: what is not set is not there."""
        values = read_values(given, self.declared_settings())
        self.check_builtin_settings(values)
        read_settings(values)
        present = {name: value for name, value in values.items() if value is not None}
        return {name: value for name, value in given.items() if name not in values} | present

    def _warn(self) -> None:
        _ = self.event_mappers  # its paths are settings, too
        settings, age = self.settings, self.settings.mapping.max_event_age_days
        of_ledger = ledger_warnings(settings.ledger_url, settings.dedup_window_minutes, age)
        for sentence in [*setting_warnings(settings.mapping), *of_ledger]:
            self.logger.warning("%s", sentence)
        for name in sorted(set(self.config) - set(self.declared_settings())):
            self.logger.warning("The setting %s is unknown; is it misspelt?", name)

    # Input

    def _begin(self, sdk_handlers: Handlers) -> Handlers:
        """What takes the messages of an input, from its first line on."""
        self._intake = MessageIntake(
            self.run.outlet, self.mapper, self.get_sink, sdk_handlers, self._lines.read_only
        )
        return self._intake.handlers

    def get_sink_class(self, stream_name: str) -> type[Sink]:  # noqa: ARG002 - the SDK's signature
        """Every stream is one of orders, or is refused record by record."""
        made = partial(
            OrderSink,
            outlet=self.run.outlet,
            mappers=self.event_mappers,
            comparison=self.comparison,
        )
        return cast("type[Sink]", made)

    def _refuse_line(self, number: int, reason: str) -> None:
        if self._intake is not None:
            self._intake.refuse_line(number, reason)

    def _set_waiting(self, waiting: bool) -> None:  # noqa: FBT001 - called for every line
        self._waits_for_input = waiting
        if waiting:
            self._interruption.check()

    # Beginning and end

    def process_endofpipe(self) -> None:
        """Waits for every outcome after the last line."""
        super().process_endofpipe()
        self.run.finish(self.event_mappers.counts)

    def _abandon(self, error: BaseException) -> None:
        if "run" not in self.__dict__:
            return
        if isinstance(error, InputError):
            self.run.deliver_what_was_read()
        self.run.abandon(self.event_mappers.counts)

    def end_by_signal(self, number: int) -> None:
        """Ends the run where that is safe: at once while waiting for input, else soon."""
        self._interruption.by_signal(number)
        if self._waits_for_input:
            self._interruption.check()

    # Command line

    @classmethod
    def invoke(  # type: ignore[override] # noqa: PLR0913 - each kind of plugin has its own options
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: GivenConfig | None = None,
        file_input: IO[str] | None = None,
        replay: Path | None = None,
        erase_hash: tuple[str, ...] = (),
    ) -> None:
        """Runs the target on standard input, a file, or the dead letters of earlier runs."""
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(cls.logger.info)
        target = cls.from_command_line(config or read_config(()))
        target.do_what_is_asked(file_input, replay, erase_hash)

    def do_what_is_asked(
        self, file_input: IO[str] | None, replay: Path | None, digests: tuple[str, ...]
    ) -> None:
        """Erases, replays, or runs on the input, as the command line says."""
        if digests:
            erase(self.settings, digests, self.logger)
            return
        if replay is not None:
            with self._history("replay") as history:
                begun = history.watch
                Replay(self.settings, self._interruption, self.logger, begun).run(replay)
            return
        with self._history() as history:
            history.watch(self.run.summary)  # opens files and database before the first line
            collect_seldom()
            self.listen(file_input)

    @classmethod
    def from_command_line(cls, given: GivenConfig) -> Self:
        """A target with the settings of `cb_config`.

        Raises:
            SettingError: a setting or a variable can't be used.
        """
        settings, is_read = cls.declared_settings(), given.with_environment
        check_variables(os.environ, given.values, settings, with_environment=is_read)
        return cls(config=given.values, parse_env_config=is_read)

    def _history(self, mode: str | None = None) -> RunHistory:
        own = {name: self.config[name] for name in SETTINGS if name in self.config}
        return RunHistory(self.settings, own, self.logger, mode)

    @classmethod
    def cb_config(  # type: ignore[override] # the SDK's type is private
        cls,
        ctx: click.Context,  # noqa: ARG003
        param: click.Option,  # noqa: ARG003
        value: tuple[str, ...],
    ) -> GivenConfig:
        """Reads the configuration files; one that can't be read is one clear line."""
        try:
            return read_config(value)
        except SettingError as error:  # met while the command line is read, before `invoke`
            raise click.ClickException(with_guide(str(error), error.anchor)) from None

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The command line, with `--replay` and `--erase-hash`."""
        command = super().get_singer_command()
        command.params += [REPLAY_OPTION, ERASE_OPTION]
        command.epilog = EXAMPLES
        return command
