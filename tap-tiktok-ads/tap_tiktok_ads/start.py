"""The entry point: refuses Windows before anything is imported that is not there."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; on Windows say what to do instead, and exit with 1."""
    if sys.platform == "win32":
        sys.exit("tap-tiktok-ads runs on Linux and macOS; on Windows use WSL or Docker")
    if sys.argv[1:2] == ["history"]:
        from tap_tiktok_ads.history_command import history  # noqa: PLC0415 - it needs no SDK

        history(sys.argv[2:])
    from tap_tiktok_ads.tap import TapTikTokAds  # noqa: PLC0415 - what Windows lacks is imported there

    TapTikTokAds.cli()
