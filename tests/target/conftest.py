"""A local TikTok for the tests of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shared_tiktok() -> Iterator[LocalTikTok]:
    """One process for all tests; use `tiktok`, which empties it."""
    with LocalTikTok() as started:
        yield started


@pytest.fixture
def tiktok(shared_tiktok: LocalTikTok) -> LocalTikTok:
    """A local TikTok without events, faults or changed options."""
    shared_tiktok.clear_faults()
    shared_tiktok.clear_requests()
    shared_tiktok.admin("DELETE", "events")
    shared_tiktok.admin("POST", "events/options", _DEFAULTS)
    shared_tiktok.admin("POST", "events/tokens", {"grant": shared_tiktok.token})
    return shared_tiktok


_DEFAULTS = {"keep": "full", "path_style": "data", "code_type": "number", "success_data": "vary"}
