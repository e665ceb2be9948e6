"""The Singer tap: its settings and its command."""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, ClassVar

from singer_sdk.helpers.capabilities import PluginCapabilities, TapCapabilities

from target_tiktok_events.config.files import read_config
from target_tiktok_events.config.project_paths import ledger_in_project
from target_tiktok_events.config.values import read_values
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.errors import SettingError
from target_tiktok_events.event_log_tap.command import LineWriter, TapCommand, TapConfig
from target_tiktok_events.event_log_tap.declarations import SETTINGS
from target_tiktok_events.event_log_tap.reading import OutcomeReader
from target_tiktok_events.event_log_tap.stream import EventOutcomesStream, instant_of
from target_tiktok_events.singer.builtin_settings import complaints, repaired
from target_tiktok_events.singer.sdk_seams import EndsTapBySignal, environment_texts
from target_tiktok_events.singer.stdout import StandardOutput

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click
    from singer_sdk import Stream
    from singer_sdk.helpers.capabilities import CapabilitiesEnum


class TapTikTokEventLog(EndsTapBySignal):
    """Reads what became of each order, from the log of target-tiktok-events, for any warehouse."""

    name = "tap-tiktok-event-log"
    package_name = "adloop-target-tiktok-events"
    config_jsonschema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "properties": {name: dict(declared) for name, declared in SETTINGS.items()},
    }
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.BATCH,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.STRUCTURED_LOGGING,
        TapCapabilities.CATALOG,
        TapCapabilities.DISCOVER,
        TapCapabilities.STATE,
    ]

    def __init__(
        self,
        *,
        config: Mapping[str, Any] | None = None,
        parse_env_config: bool = False,
        validate_config: bool = True,
        **options: Any,
    ) -> None:
        self._interruption = Interruption()
        every = {**(config or {}), **(_environment() if parse_env_config else {})}
        given = {name: value for name, value in every.items() if value != ""}
        check = self._interruption.check
        super().__init__(
            config=_checked(given) if validate_config else given,
            validate_config=validate_config,
            message_writer=LineWriter(StandardOutput(check), check),
            **options,
        )

    @cached_property
    def reader(self) -> OutcomeReader:
        """Reads the log; nothing is opened before the first row is asked for.

        Raises:
            SettingError: ledger_url can't be used at all.
        """
        values = read_values(self.config, SETTINGS)
        return OutcomeReader(
            ledger_in_project(values["ledger_url"], os.environ),
            values["event_source_ids"] or (),
            self._interruption.pause_or_end,
        )

    def discover_streams(self) -> list[Stream]:
        """The one stream; the log is not asked."""
        return [EventOutcomesStream(self, lambda: self.reader)]

    def end_by_signal(self, number: int) -> None:
        """Ends the run behind the message that is just written."""
        self._interruption.by_signal(number)

    @classmethod
    def invoke(  # type: ignore[override] # the SDK's type of `config` is private
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: TapConfig | None = None,
        state: IO[str] | None = None,
        catalog: IO[str] | None = None,
    ) -> None:
        """Runs the tap."""
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(cls.logger.info)
        given = config or TapConfig(*_fields(read_config(())))
        tap = cls(
            config=given.values,
            parse_env_config=given.with_environment,
            state=_object_in(state, "--state"),
            catalog=_object_in(catalog, "--catalog"),
        )
        tap.reader.check()  # before the SDK, which would say in two lines what is wrong
        tap.sync_all()
        tap.reader.close()

    @classmethod
    def cb_config(  # type: ignore[override] # the SDK's type is private
        cls,
        ctx: click.Context,  # noqa: ARG003
        param: click.Option,  # noqa: ARG003
        value: tuple[str, ...],
    ) -> TapConfig:
        """Reads the configuration files."""
        return TapConfig(*_fields(read_config(value)))

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The SDK's command line, with one-line errors."""
        return TapCommand.like(super().get_singer_command(), cls.logger)


def _declared() -> dict[str, Any]:
    """The JSON schema of every setting, the SDK's included, by name."""
    TapTikTokEventLog.append_builtin_config(TapTikTokEventLog.config_jsonschema)
    found: dict[str, Any] = repaired(TapTikTokEventLog.config_jsonschema["properties"])
    return found


def _environment() -> dict[str, str]:
    return environment_texts(_declared(), "TAP_TIKTOK_EVENT_LOG_")


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in their kinds; what is not set is not there.

    Raises:
        SettingError: one complaint after the other, none of which repeats a value.
    """
    declared = _declared()
    values = {
        name: value for name, value in read_values(given, declared).items() if value is not None
    }
    found = complaints(values, {"type": "object", "properties": declared})
    if values.get("start_date") and instant_of(values["start_date"]) is None:
        found.append("start_date must be a date or an instant, such as 2026-01-31")
    if found:
        raise SettingError("; ".join(found))
    return values


def _fields(config: Any) -> tuple[dict[str, Any], bool]:
    return config.values, config.with_environment


def _object_in(file: IO[str] | None, option: str) -> dict[str, Any] | None:
    """The JSON object that a file of the command line holds."""
    if file is None:
        return None
    try:
        found = json.load(file)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        message = f"{option}: the file {file.name} can't be read as a JSON object"
        raise SettingError(message)
    return found
