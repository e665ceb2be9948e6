"""The tap's command line: one clear line and an exit code, messages that a signal does not cut.

Exit codes: 0; 1 a setting is unusable or the log can't be read; 70 a defect; 130, 143 signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.encoding import SimpleSingerWriter

from target_tiktok_events.cli import run_guarded
from target_tiktok_events.config.files import GivenConfig
from target_tiktok_events.errors import NothingRead, StorageError
from target_tiktok_events.singer.plugin import OneLineCommand

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    import click
    from singer_sdk.singerlib.messages import Message
    from typing_extensions import Self

    from target_tiktok_events.singer.stdout import StandardOutput


class TapConfig(GivenConfig, frozen=True):
    """The settings as the command line gives them, under the names that the SDK asks for."""

    @property
    def config(self) -> dict[str, Any]:
        """What the files say together."""
        return self.values

    @property
    def parse_env(self) -> bool:
        """Whether the environment has its say after them."""
        return self.with_environment


class LineWriter(SimpleSingerWriter):
    """Writes messages whole, and ends between two of them.

    Args:
        output: writes lines.
        check: raises Terminated if a signal asked for the end.
    """

    def __init__(self, output: StandardOutput, check: Callable[[], None]) -> None:
        super().__init__()
        self._output = output
        self._check = check

    def write_message(self, message: Message) -> None:
        """Writes a message at once, as the SDK does.

        Raises:
            StorageError: nobody reads any more.
            Terminated: a signal asked for the end.
        """
        self._check()
        self._output.write_line(self.format_message(message).encode())


class TapCommand(OneLineCommand):
    """The SDK's command; what its options do at once is guarded, too."""

    @classmethod
    def like(cls, command: click.Command, logger: logging.Logger) -> Self:
        """The same command, guarded."""
        return cls(
            name=command.name,
            callback=command.callback,
            params=command.params,
            help=command.help,
            context_settings=command.context_settings,
            logger=logger,
        )

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Reads the command line; `--discover` and `--test` do their work here."""
        made: click.Context = run_guarded(
            lambda: _as_tap(lambda: super(TapCommand, self).make_context(*args, **options)),
            self.logger,
        )
        return made

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        return run_guarded(
            lambda: _as_tap(lambda: super(OneLineCommand, self).invoke(ctx)), self.logger
        )


def _as_tap(command: Callable[[], Any]) -> Any:
    """Runs a command; for a tap what can't be read or written means exit code 1."""
    try:
        return command()
    except StorageError as error:
        raise NothingRead(str(error)) from None
