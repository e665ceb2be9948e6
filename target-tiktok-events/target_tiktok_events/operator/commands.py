"""The operator's commands by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from target_tiktok_events.operator import check, history

if TYPE_CHECKING:
    import click

COMMANDS: Final[dict[str, click.Command]] = {
    str(one.name): one for one in (check.COMMAND, history.COMMAND)
}
