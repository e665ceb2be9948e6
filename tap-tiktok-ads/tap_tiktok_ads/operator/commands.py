"""The operator's commands by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.operator import advertisers, check, history, login, plan

if TYPE_CHECKING:
    import click

COMMANDS: Final[dict[str, click.Command]] = {
    str(one.name): one
    for one in (advertisers.COMMAND, check.COMMAND, login.COMMAND, plan.COMMAND, history.COMMAND)
}
