"""Windows is refused in one line, when a package is built and when it is started."""

from __future__ import annotations

import importlib
import runpy
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.project.places import PACKAGES, ROOT

INTERFACE = "hatchling.builders.hooks.plugin.interface"
REFUSAL = "runs on Linux and macOS; on Windows use WSL or Docker"


def hook_of(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The build hook of a package; hatchling itself is there only while something is built."""
    interface = ModuleType(INTERFACE)
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, INTERFACE, interface)
    return runpy.run_path(str(ROOT / name / "hatch_build.py"))["RefuseWindows"]()


@pytest.mark.parametrize("name", PACKAGES)
def test_windows_is_refused_at_the_build(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installing from a folder or from git builds, so pip, uv and Meltano show the line."""
    hook = hook_of(name, monkeypatch)
    hook.initialize("standard", {})
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(SystemExit, match=f"{name} {REFUSAL}"):
        hook.initialize("standard", {})


@pytest.mark.parametrize(("name", "package"), PACKAGES.items())
def test_windows_is_refused_at_the_start(
    name: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel that was built elsewhere is installed all the same: one line, and exit 1."""
    start = importlib.import_module(f"{package}.start")
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(SystemExit, match=f"{name} {REFUSAL}"):
        start.main()


@pytest.mark.parametrize("name", PACKAGES)
def test_the_readme_says_so(name: str) -> None:
    """Who looks for the systems finds them above everything else."""
    head = (ROOT / name / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]

    assert "Linux and macOS; Windows is refused" in " ".join(head.split())
