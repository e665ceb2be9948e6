"""The command line: its options and files, and whether it imports, tries or only tells."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from typing import IO, TYPE_CHECKING, Any, Final

import click
from singer_sdk import Tap
from singer_sdk.plugin_base import SingerCommand
from singer_sdk.tap_base import CliTestOptionValue

from tap_tiktok_ads.cli import EndsInTime, run_guarded
from tap_tiktok_ads.config.environment import check_environment
from tap_tiktok_ads.config.ignored_variables import check_variables
from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.memory import leave_modules_uncollected, return_what_is_freed
from tap_tiktok_ads.singer.files import check_state, read_json
from tap_tiktok_ads.singer.sdk_seams import SingerTap, let_lists_have_commas

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

TEST: Final = "tap_tiktok_ads.test"
"""Where click's context keeps what `--test` was given."""

EPILOG: Final = """\
Further commands, each with --help: advertisers, check, history, login, plan.

\b
Examples:
  tap-tiktok-ads --config config.json --discover > catalog.json
  tap-tiktok-ads --config config.json --catalog catalog.json --state state.json > import.singer
  tap-tiktok-ads --config config.json --test
  meltano run tap-tiktok-ads target-postgres
"""


class Command(SingerCommand):
    """The SDK's command, whose errors are one line."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the command line; `--discover` runs while it is read."""
        context: click.Context = self._guarded(lambda: self._context(*args, **kwargs))
        return context

    def invoke(self, ctx: click.Context) -> Any:
        """Run; see `cli` for the exit codes."""
        return self._guarded(lambda: super(Command, self).invoke(ctx))

    def _guarded(self, command: Callable[[], Any]) -> Any:
        with EndsInTime(self.logger):
            return run_guarded(command, self.logger)

    def _context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.BadParameter as error:
            if error.param is None or error.param.name not in {"state", "catalog"}:
                raise
            raise SettingError(f"--{error.param.name}: {error.message}") from None


class CommandTap(SingerTap):
    """A tap with a command line."""

    @abstractmethod
    def sync_to_end(self) -> int:
        """Import everything and report it; return the exit code."""

    @abstractmethod
    def try_to_end(self) -> int:
        """Read a little of everything that is selected; return the exit code."""

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Any:
        """Read the configuration files; one that can't be read is one clear line."""
        let_lists_have_commas()
        try:
            read = super().cb_config(ctx, param, value)
        except OSError as error:
            raise SettingError(f"--config: {error}") from None
        except (ValueError, TypeError):
            raise SettingError("a file of --config holds no JSON object") from None
        if read.parse_env:
            cls.append_builtin_config(cls.config_jsonschema)
            check_environment(cls.config_jsonschema)
        read.config = {name: one for name, one in read.config.items() if one is not None}
        return read

    @classmethod
    def cb_test(cls, ctx: click.Context, param: click.Option, value: str) -> None:
        """Keep what `--test` was given: the catalog says what is tried, and may not be read yet."""
        del param
        ctx.meta[TEST] = value

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """Return the SDK's command, ending with one clear line on errors."""
        its = super().get_singer_command()
        return Command(
            name=its.name,
            callback=its.callback,
            context_settings=its.context_settings,
            params=its.params,
            help=its.help,
            epilog=EPILOG,
            logger=cls.logger,
        )

    @classmethod
    def invoke(  # type: ignore[override]
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: Any,
        state: IO[str] | None = None,
        catalog: IO[str] | None = None,
    ) -> None:
        """Run the tap; see `cli` for the exit codes."""
        super(Tap, cls).invoke(about=about, about_format=about_format)
        cls.print_version(print_fn=cls.logger.info)
        return_what_is_freed()
        leave_modules_uncollected()
        tap = cls.from_command_line(config, state=state, catalog=catalog)
        sys.exit(tap.do_what_is_asked())

    @classmethod
    def from_command_line(
        cls, config: Any, *, state: IO[str] | None = None, catalog: IO[str] | None = None
    ) -> Self:
        """Return a tap of what `cb_config` read, and of files.

        Raises:
            SettingError: a setting, a variable or a file can't be used.
        """
        cls.append_builtin_config(cls.config_jsonschema)
        settings = cls.config_jsonschema["properties"]
        check_variables(os.environ, config.config, settings, with_environment=config.parse_env)
        return cls(
            config=config.config,
            state=check_state(read_json(state, "--state")),
            catalog=read_json(catalog, "--catalog"),
            parse_env_config=config.parse_env,
        )

    def do_what_is_asked(self) -> int:
        """Import, try or write the schemas, as the command line says; return the exit code."""
        test = click.get_current_context().meta.get(TEST, CliTestOptionValue.Disabled.value)
        if test == CliTestOptionValue.Disabled.value:
            return self.sync_to_end()
        if test == CliTestOptionValue.Schema.value:
            self.write_selected_schemas()
            return 0
        return self.try_to_end()
