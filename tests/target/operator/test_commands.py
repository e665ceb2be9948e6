"""The operator's commands are found, and teach by example."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from target_tiktok_events.operator.commands import COMMANDS
from target_tiktok_events.target import TargetTikTokEvents


def test_the_help_of_a_run_names_the_commands_and_has_examples() -> None:
    """Who knows Singer's flags only finds the others, and sees how --replay is used."""
    shown = CliRunner().invoke(TargetTikTokEvents.get_singer_command(), ["--help"]).stdout

    assert f"each with --help: {', '.join(sorted(COMMANDS))}." in " ".join(shown.split())
    for option in ("--replay tiktok", '--erase-hash "$(printf'):
        assert any(option in line for line in shown.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_examples(name: str) -> None:
    """Lines that can be typed as they are, with Meltano too."""
    shown = CliRunner().invoke(COMMANDS[name], ["--help"]).stdout

    assert f"  target-tiktok-events {name} --" in shown
    assert f"  meltano invoke target-tiktok-events:{name}" in shown
