"""Local TikToks that these tests share, each mended before it is lent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.completeness.lacking import OPTIONS
from tests.tap.local_settings import NOW, mend

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def _started() -> Iterator[dict[str, LocalTikTok]]:
    started: dict[str, LocalTikTok] = {}
    yield started
    for one in started.values():
        one.stop()


@pytest.fixture
def local(
    _started: dict[str, LocalTikTok],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> LocalTikTok:
    """Lend the local TikTok that the test names, without faults; it starts when first needed."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    name: str = request.param
    if name not in _started:
        _started[name] = LocalTikTok("--now", NOW, *OPTIONS[name])
    one = _started[name]
    one.clear_faults()
    one.clear_requests()
    one.admin("DELETE", "answers")
    mend(one)
    return one
