"""Settings that fit a local TikTok, and changes to what it lets the tap read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok

NOW = "2026-03-10T12:00:00Z"
TODAY = "2026-03-10"
START_DATE = "2026-02-20"


def settings_for(tiktok: LocalTikTok, **changes: Any) -> dict[str, Any]:
    """Settings that import all advertisers since START_DATE; None takes a setting away."""
    settings = {
        "access_token": tiktok.token,
        "app_id": tiktok.app_id,
        "app_secret": tiktok.app_secret,
        "api_url": tiktok.url,
        "start_date": START_DATE,
        "max_requests_per_second": 1000,
    }
    return {name: v for name, v in {**settings, **changes}.items() if v is not None}


def refuse(tiktok: LocalTikTok, advertiser_id: str, mode: str, path: str | None = None) -> None:
    """Make an advertiser `deleted`, `forbidden` or `scope_missing`, or `ok` again."""
    change = {"advertiser_id": advertiser_id, "mode": mode, "path": path}
    tiktok.admin("POST", "advertisers", change)


def mend(tiktok: LocalTikTok) -> None:
    """Let every advertiser be read again, on every path."""
    for advertiser_id in tiktok.advertiser_ids:
        refuse(tiktok, advertiser_id, "ok")
