"""Calls the operator's commands inside the test's process."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tap_tiktok_ads.operator.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Operate = Callable[..., Result]


@pytest.fixture
def operate(tmp_path: Path) -> Iterator[Operate]:
    """Return what runs a command with settings and arguments, and gives its output and exit code.

    What the SDK does to signal handlers is undone.
    """
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def call(name: str, settings: dict[str, Any], *arguments: str) -> Result:
        path = tmp_path / "config.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        return CliRunner().invoke(COMMANDS[name], ["--config", str(path), *arguments])

    yield call
    for number, handler in kept.items():
        signal.signal(number, handler)
