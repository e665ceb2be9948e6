"""The tap's settings with their types, and what must hold between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.config.declarations import SETTINGS
from tap_tiktok_ads.config.readings import read_value
from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set, checked; see `declarations` for the meaning."""

    access_token: str
    app_id: str | None
    app_secret: str | None
    advertiser_ids: tuple[str, ...]
    exclude_advertiser_ids: tuple[str, ...]
    start_date: date | None
    end_date: date | None
    reimport_lookback_window: int | str
    include_deleted: bool
    metrics: tuple[str, ...]
    reports: tuple[Mapping[str, Any], ...]
    max_failed_advertisers: int
    max_concurrent_requests: int
    max_requests_per_second: float
    request_timeout: float
    api_url: str
    history_path: str | None
    change_store_url: str | None
    check_totals: bool
    on_incomplete: str
    decimals: str


def read_settings(config: Mapping[str, Any]) -> Settings:
    """Check the config.

    Raises:
        SettingError: the first setting that is missing or wrong.
    """
    settings = Settings(**{one.name: read_value(one, config.get(one.name)) for one in SETTINGS})
    _check_together(settings)
    return settings


def _check_together(settings: Settings) -> None:
    if bool(settings.app_id) != bool(settings.app_secret):
        missing = "app_secret" if settings.app_id else "app_id"
        raise SettingError(f"{missing} is missing: app_id and app_secret work only together")
    if not settings.advertiser_ids and not settings.app_id:
        raise SettingError(
            "advertiser_ids is missing: name the advertisers to import, or set app_id and "
            "app_secret to import all that the token may read"
        )
    start, end = settings.start_date, settings.end_date
    if start and end and start > end:
        raise SettingError(f"start_date {start} is after end_date {end}: swap or mend them")
