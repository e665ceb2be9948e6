"""The SDK's own conformance tests, against the local TikTok."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.local_settings import NOW, settings_for
from tests.tap.streams.test_catalog import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.process import LocalTikTok

pytestmark = [
    pytest.mark.xdist_group("tap conformance"),  # one run for all of them
    # A column may be null in all records: the SDK warns of the first one it looks at, since it
    # keeps the values of one column for the others of its type.
    pytest.mark.filterwarnings("ignore:No records were available to test"),
]

_SETTINGS: dict[str, Any] = {
    "access_token": "replaced",
    "advertiser_ids": "1",
    "api_url": "http://127.0.0.1:9",
}
"""Read when the tests are collected, before any local TikTok runs; filled in afterwards."""


@pytest.fixture(scope="class", autouse=True)
def _local(_shared_tiktok: LocalTikTok) -> Iterator[None]:
    _shared_tiktok.clear_faults()
    _SETTINGS.update(settings_for(_shared_tiktok, advertiser_ids=_shared_tiktok.advertiser_ids))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        yield


def _everything() -> dict[str, Any]:
    """Return a catalog that selects all streams."""
    catalog: dict[str, Any] = TapTikTokAds(config=_SETTINGS).catalog_dict
    for entry in catalog["streams"]:
        select(entry, [], selected=True)
    return catalog


TestConformance = get_tap_test_class(
    TapTikTokAds,
    config=_SETTINGS,
    suite_config=SuiteConfig(max_records_limit=500),
    catalog=_everything(),
)
