"""The entry point: refuses Windows before anything is imported that is not there."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; on Windows say what to do instead, and exit with 1."""
    if sys.platform == "win32":
        sys.exit("tap-tiktok-event-log runs on Linux and macOS; on Windows use WSL or Docker")
    from target_tiktok_events.event_log_tap.tap import TapTikTokEventLog  # noqa: PLC0415 - what Windows lacks is imported there

    TapTikTokEventLog.cli()
