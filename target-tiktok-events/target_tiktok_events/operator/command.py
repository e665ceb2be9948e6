"""How a command of the operator's is called: its settings, its help, and how it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from target_tiktok_events.singer.plugin import OneLineCommand
from target_tiktok_events.target import TargetTikTokEvents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from target_tiktok_events.config.files import GivenConfig

ENVIRONMENT: Final = ("ENV",)
"""Where settings come from when no `--config` is given: variables, and `.env` beside the caller."""


class OperatorCommand(OneLineCommand):
    """A command whose help ends with examples as they are written, line by line."""

    def __init__(self, *args: Any, examples: str, **kwargs: Any) -> None:
        super().__init__(*args, logger=TargetTikTokEvents.logger, **kwargs)
        self._examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples."""
        del ctx
        formatter.write(f"\nExamples:\n{self._examples}")


def operator_command(
    name: str,
    function: Callable[..., int],
    options: Sequence[click.Parameter],
    *,
    examples: str,
) -> click.Command:
    """A command that calls `function` with a target and its options.

    The docstring of `function` is the help; what it returns is the exit code. Errors are one line,
    as those of a run.
    """

    def run(config: GivenConfig, **others: Any) -> None:
        sys.exit(function(TargetTikTokEvents.from_command_line(config), **others))

    return OperatorCommand(
        name=name,
        callback=run,
        params=[_config(), *options],
        help=function.__doc__,
        examples=examples,
    )


def _config() -> click.Option:
    def read(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> GivenConfig:
        assert isinstance(param, click.Option)  # noqa: S101 - for the type checker
        return TargetTikTokEvents.cb_config(ctx, param, value or ENVIRONMENT)

    return click.Option(
        ["--config"],
        multiple=True,
        callback=read,
        metavar="FILE",
        help="Settings as for a run: a JSON file, or ENV for TARGET_TIKTOK_EVENTS_… (the default).",
    )
