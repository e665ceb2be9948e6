"""Advertisers, campaigns, ad groups and ads: current, renamed, deleted ones, and the unlisted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.transform.oddities import OLD_NAME, SIBLING

if TYPE_CHECKING:
    from tests.transform.conftest import Built


@pytest.mark.parametrize(
    ("mart", "key", "name"),
    [
        ("advertisers", "advertiser_id", "name"),
        ("campaigns", "campaign_id", "campaign_name"),
        ("ad_groups", "adgroup_id", "adgroup_name"),
        ("ads", "ad_id", "ad_name"),
    ],
)
def test_objects_are_there_once_with_todays_name(
    built: Built, mart: str, key: str, name: str
) -> None:
    """Each object that TikTok lists has one row, with the name it has now."""
    ours = "advertiser_name" if mart == "advertisers" else name
    found = built.warehouse.rows(f"SELECT {key}, {ours} FROM adloop.{mart} WHERE is_listed")

    assert sorted(found) == sorted((row[key], row[name]) for row in built.imports.records(mart))


def test_an_ad_that_is_no_longer_listed_is_there(built: Built) -> None:
    """It comes from its daily rows: its names and parents, advertiser and currency are known."""
    purged = built.imports.odd.purged_ad
    known = next(row for row in built.imports.read("ads") if row["ad_id"] == purged)
    found = built.warehouse.rows(
        "SELECT ad_id, ad_name, adgroup_id, campaign_id, advertiser_id, is_deleted "
        "FROM adloop.ads WHERE NOT is_listed"
    )

    columns = ("ad_id", "ad_name", "adgroup_id", "campaign_id", "advertiser_id")
    assert found == [(*(known[column] for column in columns), None)]
    (described,) = built.warehouse.rows(
        f"SELECT advertiser_name, currency, timezone FROM adloop.ads WHERE ad_id = '{purged}'"
    )
    assert all(described)


def test_deleted_objects_say_so(built: Built) -> None:
    """An ad is deleted when it was, or what it belongs to."""
    found = built.warehouse.rows("SELECT ad_id, is_deleted FROM adloop.ads WHERE is_listed")

    assert dict(found) == {
        row["ad_id"]: row["secondary_status"].endswith("DELETE")
        for row in built.imports.records("ads")
    }
    assert set(dict(found).values()) == {True, False}


def test_a_renamed_campaign_keeps_its_former_name(built: Built) -> None:
    """All its days carry today's name; the other one stands beside it, and nowhere else."""
    odd = built.imports.odd
    named = {r["campaign_id"]: r["campaign_name"] for r in built.imports.records("campaigns")}

    assert built.warehouse.rows(
        "SELECT campaign_id, campaign_name, former_names FROM adloop.campaigns "
        "WHERE former_names IS NOT NULL"
    ) == [(odd.renamed_campaign, named[odd.renamed_campaign], OLD_NAME)]
    assert dict(
        built.warehouse.rows(
            "SELECT DISTINCT campaign_id, campaign_name FROM adloop.campaigns_daily"
        )
    ) == {campaign_id: named[campaign_id] for campaign_id in named}


def test_campaigns_with_mixed_windows_are_named(built: Built) -> None:
    """Exactly the campaign whose two ad groups count otherwise, with what they count."""
    brother = built.imports.odd.brother
    found = built.warehouse.rows(
        "SELECT campaign_id, ad_groups, click_windows, optimization_events, windows_differ, "
        "events_differ FROM adloop.campaign_windows WHERE is_mixed"
    )

    windows = ", ".join(sorted(["ONE_DAY", brother["click_attribution_window"]]))
    events = ", ".join(sorted(["FORM", brother["optimization_event"]]))
    assert found == [(brother["campaign_id"], 2, windows, events, True, True)]
    listed = built.warehouse.rows("SELECT adgroup_id FROM adloop.ad_groups")
    assert (SIBLING,) in listed
