"""The entry point: a run, or a command of the operator's.

It refuses Windows before anything is imported that is not there.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; on Windows say what to do instead, and exit with 1."""
    if sys.platform == "win32":
        sys.exit("target-tiktok-events runs on Linux and macOS; on Windows use WSL or Docker")
    name, arguments = "".join(sys.argv[1:2]), sys.argv[2:]
    if name and not name.startswith("-"):  # a run begins with an option
        from target_tiktok_events.operator.commands import COMMANDS  # noqa: PLC0415 - runs never need it

        if name in COMMANDS:
            COMMANDS[name].main(arguments, prog_name=f"target-tiktok-events {name}")
        known = ", ".join(sorted(COMMANDS))
        sys.stderr.write(f"there is no command {name}; there are {known}, each with --help\n")
        sys.exit(2)
    from target_tiktok_events.target import TargetTikTokEvents  # noqa: PLC0415 - what Windows lacks is imported there

    TargetTikTokEvents.cli()
