"""The entry point: an import, or a command of the operator's.

It refuses Windows before anything is imported that is not there.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; on Windows say what to do instead, and exit with 1."""
    if sys.platform == "win32":
        sys.exit("tap-tiktok-ads runs on Linux and macOS; on Windows use WSL or Docker")
    name, arguments = "".join(sys.argv[1:2]), sys.argv[2:]
    if name and not name.startswith("-"):  # an import begins with an option
        from tap_tiktok_ads.operator.commands import COMMANDS  # noqa: PLC0415 - imports never need it

        if name in COMMANDS:
            COMMANDS[name].main(arguments, prog_name=f"tap-tiktok-ads {name}")
        known = ", ".join(sorted(COMMANDS))
        sys.stderr.write(f"there is no command {name}; there are {known}, each with --help\n")
        sys.exit(2)
    from tap_tiktok_ads.tap import TapTikTokAds  # noqa: PLC0415 - what Windows lacks is imported there

    TapTikTokAds.cli()
