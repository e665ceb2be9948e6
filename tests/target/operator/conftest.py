"""Calls the operator's commands inside the test's process."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from target_tiktok_events.operator.commands import COMMANDS
from tests.target.target_process import PIXEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from tests.emulator.process import LocalTikTok

    Check = Callable[..., "Checked"]

CODE = "TEST12345"


class Checked:
    """What `check` printed: per check its result and what was found."""

    def __init__(self, result: Result) -> None:
        self.code = result.exit_code
        self.output = result.output
        _, *lines = result.stdout.splitlines() or [""]
        cells = [[one.strip() for one in line.split("  ") if one.strip()] for line in lines]
        self.lines = [(name, result, detail) for name, result, detail in cells]

    def result(self, check: str) -> str:
        """How a check ended."""
        return self._line(check)[1]

    def detail(self, check: str) -> str:
        """What a check found."""
        return self._line(check)[2]

    def _line(self, check: str) -> tuple[str, str, str]:
        (line,) = (one for one in self.lines if one[0] == check)
        return line


@pytest.fixture
def check(tiktok: LocalTikTok, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Return what runs `check` with settings of a target that works but for what is given.

    What the SDK does to signal handlers is undone.
    """
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **settings: Any) -> Checked:
        usual = {"event_source_id": PIXEL, "access_token": tiktok.token, "api_url": tiktok.url}
        path = tmp_path / "config.json"
        path.write_text(json.dumps({**usual, **settings}), encoding="utf-8")
        return Checked(CliRunner().invoke(COMMANDS["check"], ["--config", str(path), *arguments]))

    yield call
    for number, handler in kept.items():
        signal.signal(number, handler)
    tiktok.admin("POST", "clock", {"date_ahead": 0})
