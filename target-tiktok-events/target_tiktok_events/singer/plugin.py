"""The SDK's target as this one uses it: built-in settings, command line, signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk.exceptions import StreamMapConfigError
from singer_sdk.helpers.capabilities import PluginCapabilities
from singer_sdk.plugin_base import SingerCommand

from target_tiktok_events.cli import run_guarded
from target_tiktok_events.errors import SettingError
from target_tiktok_events.singer.builtin_settings import WORKING, complaints, repaired
from target_tiktok_events.singer.sdk_seams import EndsBySignal, environment_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click
    from singer_sdk.helpers.capabilities import CapabilitiesEnum


class OneLineCommand(SingerCommand):
    """The SDK's command, whose errors are one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; see `cli` for how it ends."""
        return run_guarded(lambda: super(OneLineCommand, self).invoke(ctx), self.logger)


class EventTarget(EndsBySignal):
    """A target whose built-in settings work, and whose command says on one line what is wrong."""

    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.BATCH,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Adds those of the SDK's settings that do something here."""
        offered: dict[str, Any] = {"properties": {}}
        super().append_builtin_config(offered)
        for name in WORKING:
            if name in offered["properties"]:
                schema = repaired(offered["properties"][name])
                config_jsonschema["properties"].setdefault(name, schema)

    @classmethod
    def declared_settings(cls) -> dict[str, Any]:
        """The JSON schema of every setting, the SDK's included, by name."""
        cls.append_builtin_config(cls.config_jsonschema)
        properties: dict[str, Any] = cls.config_jsonschema["properties"]
        return properties

    @classmethod
    def environment_texts(cls) -> dict[str, str]:
        """The settings of the environment, such as TARGET_X_STREAM_MAPS, as they were written."""
        prefix = f"{cls.name.upper().replace('-', '_')}_"
        return environment_texts(cls.declared_settings(), prefix)

    @classmethod
    def check_builtin_settings(cls, values: Mapping[str, Any]) -> None:
        """Applies the SDK's rules for settings, its own and the plugin's.

        Raises:
            SettingError: one complaint after the other, none of which repeats a value.
        """
        cls.declared_settings()
        found = complaints(values, cls.config_jsonschema)
        if found:
            raise SettingError("; ".join(found))

    def setup_mapper(self) -> None:
        """Prepares the stream maps.

        Raises:
            SettingError: `stream_maps` has an option that does not exist.
        """
        try:
            super().setup_mapper()
        except StreamMapConfigError:
            message = "stream_maps has a stream or an option whose name begins with __"
            raise SettingError(message) from None

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The SDK's command line, with one-line errors."""
        command = super().get_singer_command()
        return OneLineCommand(
            name=command.name,
            callback=command.callback,
            params=command.params,
            help=command.help,
            context_settings=command.context_settings,
            logger=cls.logger,
        )
