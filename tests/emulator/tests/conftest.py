"""One local TikTok for all tests that only read; the others start one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import TODAY, Asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def reading() -> Iterator[Asking]:
    """A client of a local TikTok that no test changes."""
    with LocalTikTok("--today", TODAY) as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def start() -> Iterator[Callable[..., Asking]]:
    """Starts a local TikTok with options, for this test alone."""
    started: list[LocalTikTok] = []

    def begin(*options: str) -> Asking:
        tiktok = LocalTikTok("--today", TODAY, *options)
        started.append(tiktok)
        return Asking(tiktok)

    yield begin
    for tiktok in started:
        tiktok.stop()
