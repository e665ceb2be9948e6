"""Objects that are created or deleted between two pages of a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, TODAY, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

PATHS = {
    "campaign": ("/campaign/get/", "campaigns", "campaign_id"),
    "adgroup": ("/adgroup/get/", "ad_groups", "adgroup_id"),
    "ad": ("/ad/get/", "ads", "ad_id"),
}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalTikTok]:
    """Give the test an advertiser of its own, with twelve campaigns, some deleted."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    sizes = ("--advertisers", "1", "--campaigns", "12", "--ad-groups", "1", "--ads", "1")
    with LocalTikTok("--now", NOW, "--days", "5", *sizes) as tiktok:
        yield tiktok


def ids(tiktok: LocalTikTok, kind: str, rows_per_page: int | None = None) -> list[str]:
    _, stream, name = PATHS[kind]
    ran = run_in_process(
        settings_for(tiktok, start_date=TODAY, max_concurrent_requests=1, include_deleted=False),
        streams=[stream],
        rows_per_page=rows_per_page,
    )
    assert ran.exit_code == 0
    return [record[name] for record in ran.output.records(stream)]


@pytest.mark.parametrize("kind", PATHS)
def test_a_new_object_causes_neither_a_duplicate_nor_a_miss(own: LocalTikTok, kind: str) -> None:
    """It shifts every row by one; all that were there before come once."""
    before = ids(own, kind)
    change(own, "insert", kind, after_page=1)
    change(own, "insert", kind, after_page=2)

    got = ids(own, kind, rows_per_page=2)

    assert len(got) == len(set(got))
    assert set(before) <= set(got)
    assert len(before) >= 5, "several pages"


@pytest.mark.parametrize("kind", PATHS)
def test_a_deleted_object_hides_no_other(own: LocalTikTok, kind: str) -> None:
    """It pulls a row from a later page onto one that was read; that row comes all the same."""
    before = ids(own, kind)
    change(own, "delete", kind, after_page=1, id=before[0])

    got = ids(own, kind, rows_per_page=2)

    assert len(got) == len(set(got))
    assert set(before) - {before[0]} <= set(got)


def change(tiktok: LocalTikTok, action: str, kind: str, after_page: int, **more: Any) -> None:
    """Script a change for the moment after a page was served."""
    (advertiser_id,) = tiktok.advertiser_ids
    path, _, _ = PATHS[kind]
    tiktok.admin(
        "POST",
        "objects",
        {
            "action": action,
            "kind": kind,
            "advertiser_id": advertiser_id,
            "after_page": {"path": path, "page": after_page},
            **more,
        },
    )
