"""Relative paths in settings: they lie in the Meltano project, wherever Meltano was started."""

from __future__ import annotations

import os
from pathlib import Path


def in_project(path: str) -> str:
    """Return a path as the process can open it; without Meltano it stays relative to the folder."""
    project = os.environ.get("MELTANO_PROJECT_ROOT")
    return str(Path(project, path)) if project else path
