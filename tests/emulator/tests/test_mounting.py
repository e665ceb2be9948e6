"""The Events API as part of the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

TRACK = "/open_api/v1.3/event/track/"


def _track(asking: Asking, token: str) -> dict[str, Any]:
    answer = asking.session.post(
        f"{asking.tiktok.url}{TRACK}", json={}, headers={"Access-Token": token}
    )
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("path", ["event/track", "event/nothing/", "event/"])
def test_paths_it_does_not_know_are_a_plain_404(reading: Asking, path: str) -> None:
    """Without the last slash there is no envelope."""
    answer = reading.session.post(f"{reading.tiktok.url}/open_api/v1.3/{path}", json={})
    assert (answer.status_code, answer.text) == (404, "404 page not found")


def test_faults_and_latency_apply_to_it(start: Callable[..., Asking]) -> None:
    """A scripted code replaces its answer."""
    asking = start()
    asking.tiktok.fault(path="/event/track/", code=40132)
    assert _track(asking, "local-token")["code"] == 40132
    assert _track(asking, "local-token")["code"] != 40132


def test_tokens_are_the_same_for_both(start: Callable[..., Asking]) -> None:
    """--token and the admin path apply to events too."""
    asking = start("--token", "one")
    codes = [_track(asking, token)["code"] for token in ("one", "local-token")]
    assert 40105 not in codes[:1]
    assert codes[1] == 40105
    asking.tiktok.admin("POST", "tokens", {"revoke": "one", "grant": "two"})
    codes = [_track(asking, token)["code"] for token in ("one", "two")]
    assert codes[0] == 40105
    assert codes[1] != 40105


def test_its_switches_and_inspection_are_there(start: Callable[..., Asking]) -> None:
    """Its options are on the command line, its admin paths under /__emulator__/events."""
    asking = start("--events-keep", "keys")
    assert asking.tiktok.admin("GET", "events/options")["keep"] == "keys"
    assert asking.tiktok.admin("GET", "events")["total"] == 0
