"""A local TikTok that the tests of the tap share, and settings that fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.fake_time import FakeTime
from tests.tap.in_process import Ran, run_in_process
from tests.tap.local_settings import NOW, mend, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def _shared_tiktok() -> Iterator[LocalTikTok]:
    with LocalTikTok("--now", NOW, "--scale", "small") as tiktok:
        yield tiktok


@pytest.fixture
def tiktok(_shared_tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> LocalTikTok:
    """Lend the shared local TikTok, whole: two advertisers, 45 days, no faults.

    The tap's clock stands still at the same instant. Tests that change objects or clock start
    a local TikTok of their own.
    """
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    _shared_tiktok.clear_faults()
    _shared_tiktok.clear_requests()
    return _shared_tiktok


@pytest.fixture(scope="session")
def _whole(_shared_tiktok: LocalTikTok) -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        ran = run_in_process(settings_for(_shared_tiktok))
    assert ran.exit_code == 0
    return ran


@pytest.fixture
def whole(_whole: Ran, tiktok: LocalTikTok) -> Ran:
    """Return what a run without any fault imports, to compare with."""
    tiktok.clear_requests()
    return _whole


@pytest.fixture
def unreadable(tiktok: LocalTikTok) -> Iterator[LocalTikTok]:
    """Lend it to a test that makes advertisers or names unreadable, and mend them afterwards."""
    yield tiktok
    mend(tiktok)
    tiktok.admin("DELETE", "answers")


@pytest.fixture
def time() -> FakeTime:
    """Return time that passes only when somebody sleeps."""
    return FakeTime()


@pytest.fixture
def settings(tiktok: LocalTikTok) -> dict[str, Any]:
    """Settings that import everything since START_DATE."""
    return settings_for(tiktok)
