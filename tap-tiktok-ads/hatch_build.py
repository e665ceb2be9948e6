"""Refuses to build on Windows, so that pip, uv and Meltano say so instead of installing."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RefuseWindows(BuildHookInterface):
    """Ends a build on a system that the package is neither made for nor tested on."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say what to do instead."""
        del version, build_data
        if sys.platform == "win32":
            sys.exit("tap-tiktok-ads runs on Linux and macOS; on Windows use WSL or Docker")
