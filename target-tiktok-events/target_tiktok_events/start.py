"""The entry point: refuses Windows before anything is imported that is not there."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; on Windows say what to do instead, and exit with 1."""
    if sys.platform == "win32":
        sys.exit("target-tiktok-events runs on Linux and macOS; on Windows use WSL or Docker")
    if sys.argv[1:2] == ["history"]:
        from target_tiktok_events.history_command import history  # noqa: PLC0415 - it needs no SDK

        history(sys.argv[2:], prog_name="target-tiktok-events history")
    from target_tiktok_events.target import TargetTikTokEvents  # noqa: PLC0415 - what Windows lacks is imported there

    TargetTikTokEvents.cli()
