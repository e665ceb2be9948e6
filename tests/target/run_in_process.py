"""A run in this process against the local TikTok, over real HTTP, with waits that cost no time."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.run import Run
from target_tiktok_events.tiktok.patience import RetryPolicy
from tests.target.made_events import made_events
from tests.target.target_process import PIXEL

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.emulator.process import LocalTikTok


class _NoPauses(Interruption):
    """Ends no wait early, because none takes time."""

    def pause(self, seconds: float) -> bool:  # noqa: ARG002 - the signature it replaces
        return False


class PausingClock:
    """A clock that only the pauses between two attempts move."""

    def __init__(self) -> None:
        self.now = 0.0

    def policy(self, _pause: object) -> RetryPolicy:
        """The patience of an ordinary run, by this clock."""
        return RetryPolicy(self._pause, lambda: self.now)

    def _pause(self, seconds: float) -> bool:
        self.now += seconds
        return False


class InProcess:
    """A run whose input is made events.

    Args:
        tiktok: where the events go.
        directory: holds ledger and dead letters.
        capsys: has what the run prints.
        settings: others than the defaults.
    """

    def __init__(
        self,
        tiktok: LocalTikTok,
        directory: Path,
        capsys: pytest.CaptureFixture[str],
        **settings: Any,
    ) -> None:
        self._capsys = capsys
        self._dead_letters = directory / "dead.jsonl"
        config = {
            "event_source_id": PIXEL,
            "access_token": tiktok.token,
            "api_url": tiktok.url,
            "ledger_url": f"sqlite:///{directory}/ledger.db",
            "dead_letter_path": str(self._dead_letters),
            **settings,
        }
        self.run = Run(read_settings(config), _NoPauses(), logging.getLogger("in-process"))

    def deliver(self, events: int, state_every: int) -> None:
        """Admits events 0, 1, … with STATEs that say how many came before, and ends well."""
        for number, event in enumerate(made_events(events), 1):
            self.run.outlet.admit(event)
            if number % state_every == 0:
                self.run.outlet.checkpoint(str(number).encode())
        self.run.finish({})

    def letters(self) -> list[dict[str, Any]]:
        """The lines of the dead-letter file."""
        return [json.loads(line) for line in self._dead_letters.read_text().splitlines()]

    def states(self) -> list[int]:
        """The STATEs that it wrote since this was asked last."""
        return [int(line) for line in self._capsys.readouterr().out.splitlines()]
