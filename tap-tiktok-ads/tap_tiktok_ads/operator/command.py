"""How a command of the operator's is called: its settings, its help, and how it ends."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import IO, TYPE_CHECKING, Any, Final

import click

from tap_tiktok_ads.command import Command
from tap_tiktok_ads.singer.files import read_json
from tap_tiktok_ads.tap import TapTikTokAds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GOOD: Final = 0
UNUSABLE: Final = 1
PARTLY: Final = 2

OF_MELTANO: Final = "singer_state"
"""Where Meltano's own state holds the Singer state."""

ENVIRONMENT: Final = ("ENV",)
"""Where settings come from when no `--config` is given: variables, and `.env` beside the caller."""


class OperatorCommand(Command):
    """A command whose help ends with examples as they are written, line by line."""

    examples: str = ""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        del ctx
        formatter.write(f"\nExamples:\n{self.examples}")


def operator_command(
    name: str,
    function: Callable[..., int],
    options: Sequence[click.Parameter] = (),
    *,
    examples: str,
) -> click.Command:
    """Return a command that calls `function` with a tap and its options.

    The docstring of `function` is the help; what it returns is the exit code. Errors are one line,
    as those of the tap.
    """

    def run(config: Any, state: Any = None, catalog: Any = None, **others: Any) -> None:
        tap = TapTikTokAds.from_command_line(config, state=state, catalog=catalog)
        try:
            code = function(tap, **others)
        finally:
            tap.run.close()
        sys.exit(code)

    found = OperatorCommand(
        name=name,
        callback=run,
        params=[_config(), *options],
        help=function.__doc__,
        logger=TapTikTokAds.logger,
    )
    found.examples = examples
    return found


def _config() -> click.Option:
    def read(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Any:
        assert isinstance(param, click.Option)  # noqa: S101 - for the type checker
        return TapTikTokAds.cb_config(ctx, param, value or ENVIRONMENT)

    return click.Option(
        ["--config"],
        multiple=True,
        callback=read,
        metavar="FILE",
        help="Settings as for an import: a JSON file, or ENV for TAP_TIKTOK_ADS_… (the default).",
    )


def state_option() -> click.Option:
    """Return the option `--state`; what `meltano state get` prints will do, too."""

    def read(ctx: click.Context, param: click.Parameter, value: IO[str] | None) -> IO[str] | None:
        del ctx, param
        found = read_json(value, "--state")
        return None if found is None else StringIO(json.dumps(found.get(OF_MELTANO, found)))

    told = "From where an import goes on: a Singer state, or what `meltano state get` prints."
    return click.Option(["--state"], type=click.File(), callback=read, help=told)


def catalog_option() -> click.Option:
    """Return the option `--catalog`, as the tap has it."""
    return click.Option(["--catalog"], type=click.File(), help="Which streams are selected.")
