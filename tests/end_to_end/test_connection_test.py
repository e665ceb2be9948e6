"""`meltano config test tap-tiktok-ads`, as Meltano's own pages tell people to try settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.demo.meltano import Meltano

LINE = "meltano config test tap-tiktok-ads"


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    """Good settings, that find the advertisers of the token."""
    with LocalTikTok("--scale", "small") as tiktok:
        yield {
            "TAP_TIKTOK_ADS_API_URL": tiktok.url,
            "TAP_TIKTOK_ADS_ACCESS_TOKEN": tiktok.token,
            "TAP_TIKTOK_ADS_ADVERTISER_IDS": ",".join(tiktok.advertiser_ids),
        }


def test_good_settings_pass(meltano: Meltano, variables: dict[str, str]) -> None:
    """Meltano reads one record and is content."""
    ended = meltano.shell(LINE, variables)

    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "Plugin configuration is valid" in ended.stdout


def test_a_refused_token_fails_with_what_to_do(meltano: Meltano, variables: dict[str, str]) -> None:
    """Meltano shows the tap's last line; that nothing was read is no record to it."""
    ended = meltano.shell(LINE, {**variables, "TAP_TIKTOK_ADS_ACCESS_TOKEN": "canary-1c2d"})

    assert ended.returncode == 1
    assert "What to do: check access_token" in ended.stderr
    assert "canary" not in ended.stderr
