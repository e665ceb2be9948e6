"""The operator's commands are found, and teach by example."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tap_tiktok_ads.operator.commands import COMMANDS
from tap_tiktok_ads.tap import TapTikTokAds


def test_the_help_of_an_import_names_the_commands() -> None:
    """Who knows Singer's flags only finds the others."""
    shown = CliRunner().invoke(TapTikTokAds.get_singer_command(), ["--help"]).stdout

    assert f"each with --help: {', '.join(sorted(COMMANDS))}." in " ".join(shown.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    """A line that can be typed as it is."""
    shown = CliRunner().invoke(COMMANDS[name], ["--help"]).stdout

    assert f"  tap-tiktok-ads {name} --" in shown
