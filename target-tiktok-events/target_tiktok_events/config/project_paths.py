"""Relative paths in settings: they lie in the Meltano project, wherever Meltano was started."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROJECT: Final = "MELTANO_PROJECT_ROOT"
_NO_FILES: Final = (":memory:", "file:")


def in_project(path: str, environment: Mapping[str, str]) -> str:
    """A path as the process can open it; without Meltano it stays relative to the folder."""
    project = environment.get(_PROJECT)
    return str(Path(project, path)) if project else path


def ledger_in_project(url: str, environment: Mapping[str, str]) -> str:
    """The URL of the ledger, the path of a SQLite file in it as of `in_project`."""
    driver, slashes, path = url.partition(":///")
    if not slashes or not path or driver.partition("+")[0] != "sqlite":
        return url
    if path.startswith(_NO_FILES):
        return url
    return f"{driver}:///{in_project(path, environment)}"
