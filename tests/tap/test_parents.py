"""Ad groups and ads follow their parents: a paused campaign pauses what is below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, refuse, settings_for
from tests.tap.singer_output import ENTITY_STREAMS
from tests.tap.streams.test_catalog import catalog_with, select
from tests.tap.test_batches import delivered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record
    from tests.tap.streams.test_catalog import Entry

LATER, LATEST = "2026-03-10T13:00:00Z", "2026-03-10T14:00:00Z"
ALL = tuple(ENTITY_STREAMS)
PATHS = {"campaigns": "/campaign/get/", "ad_groups": "/adgroup/get/", "ads": "/ad/get/"}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalTikTok]:
    """Give the test advertisers of its own, whose clock it may move."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    sizes = ("--campaigns", "3", "--ad-groups", "2", "--ads", "2", "--days", "3")
    with LocalTikTok("--now", NOW, "--advertisers", "2", *sizes) as tiktok:
        yield tiktok


def run_at(
    tiktok: LocalTikTok,
    now: str,
    streams: Sequence[str] = ALL,
    *,
    batch_config: Any = None,
    **options: Any,
) -> Ran:
    """Run the streams at an instant, the tap's clock and TikTok's."""
    tiktok.set_now(now)
    tiktok.clear_requests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAP_TIKTOK_ADS_NOW", now)
        settings = settings_for(tiktok, batch_config=batch_config)
        return run_in_process(settings, streams=streams, **options)


def living(ran: Ran, stream: str) -> Record:
    """The first object that is not deleted, of the first advertiser that has one."""
    return next(
        one for one in ran.output.records(stream) if "DELETE" not in one["secondary_status"]
    )


def pause(tiktok: LocalTikTok, kind: str, record: Record, name: str, now: str = LATER) -> None:
    tiktok.set_now(now)
    change = {"action": "pause", "kind": kind, "id": record[name]}
    tiktok.admin("POST", "objects", {**change, "advertiser_id": record["advertiser_id"]})


def ids(records: Sequence[Record], name: str) -> set[str]:
    return {record[name] for record in records}


def below(ran: Ran, stream: str, name: str, parent: Record) -> set[str]:
    """The ids of a stream's objects below a parent, whose id's column has this name."""
    records = ran.output.records(stream)
    return {one[ENTITY_STREAMS[stream]] for one in records if one[name] == parent[name]}


@pytest.mark.parametrize(
    "streams", [ALL, ("ad_groups", "ads"), ("ads",), ("campaigns", "ads"), ("ad_groups",)], ids=str
)
def test_what_is_below_a_paused_campaign_is_emitted_again(
    own: LocalTikTok, streams: tuple[str, ...]
) -> None:
    """With its new status, whether the campaigns are read in the same run or only listed."""
    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")

    ran = run_at(own, LATEST, streams, state=whole.output.state)

    assert ran.exit_code == 0
    for stream in {"ad_groups", "ads"} & set(streams):
        got = {one[ENTITY_STREAMS[stream]]: one for one in ran.output.records(stream)}
        expected = below(whole, stream, "campaign_id", campaign)
        assert expected
        assert expected <= set(got)
        status = {got[one]["secondary_status"] for one in expected}
        assert any("CAMPAIGN_DISABLE" in one for one in status), status
        others = ids(whole.output.records(stream), ENTITY_STREAMS[stream])
        assert set(got) < others, "what did not change is not emitted"


def test_what_is_below_a_paused_ad_group_is_emitted_again(own: LocalTikTok) -> None:
    """Ads have two parents; the campaign did not change."""
    whole = run_at(own, NOW)
    ad_group = living(whole, "ad_groups")
    pause(own, "adgroup", ad_group, "adgroup_id")

    ran = run_at(own, LATEST, state=whole.output.state)

    expected = below(whole, "ads", "adgroup_id", ad_group)
    assert expected <= ids(ran.output.records("ads"), "ad_id")
    assert len(ran.output.records("ads")) < len(whole.output.records("ads"))


def test_the_bookmark_of_children_moves_with_the_change_that_they_followed(
    own: LocalTikTok,
) -> None:
    """Else they would come again in every run, until one of them changes by itself."""
    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")

    ran = run_at(own, LATEST, state=whole.output.state)

    for stream in ALL:
        assert ran.output.bookmarks(stream)[campaign["advertiser_id"]] == LATER


def test_each_child_follows_from_its_own_bookmark(own: LocalTikTok) -> None:
    """Ads that lag behind get the change of a campaign that ad groups know already."""
    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")
    ahead = run_at(own, LATEST, ("campaigns", "ad_groups"), state=whole.output.state)
    state = {
        "bookmarks": {
            **ahead.output.state["bookmarks"],
            "ads": whole.output.state["bookmarks"]["ads"],
        }
    }

    ran = run_at(own, LATEST, state=state)

    expected = below(whole, "ads", "campaign_id", campaign)
    assert expected <= ids(ran.output.records("ads"), "ad_id")


def test_nothing_is_listed_for_a_first_run_or_a_full_table(own: LocalTikTok) -> None:
    """Everything is emitted: no request is spent on parents."""

    def change(entry: Entry) -> None:
        entry["replication_method"] = "FULL_TABLE"

    first = run_at(own, NOW, ("ads",))
    assert {one["path"] for one in own.requests()} & set(PATHS.values()) == set()
    full = run_at(own, LATER, ("ads",), state=first.output.state, catalog=catalog_with(change))

    assert own.requests("/campaign/get/") + own.requests("/adgroup/get/") == []
    assert len(full.output.records("ads")) == len(first.output.records("ads"))


def test_parents_that_can_not_be_listed_leave_children_their_own_modify_time(
    own: LocalTikTok,
) -> None:
    """A missing permission for campaigns costs no ads: a warning, and ads follow ad groups."""
    whole = run_at(own, NOW)
    ad_group = living(whole, "ad_groups")
    for advertiser_id in own.advertiser_ids:
        refuse(own, advertiser_id, "scope_missing", "/campaign/get/")
    pause(own, "adgroup", ad_group, "adgroup_id")

    ran = run_at(own, LATEST, ("ads",), state=whole.output.state)

    assert ran.exit_code == 0
    expected = below(whole, "ads", "adgroup_id", ad_group)
    assert expected <= ids(ran.output.records("ads"), "ad_id")
    assert len(ran.output.records("ads")) < len(whole.output.records("ads"))
    warnings = [line for line in ran.log if "follow their own modify_time only" in line]
    assert len(warnings) == len(own.advertiser_ids)
    assert all("does not grant you" in line for line in warnings)


def test_children_of_a_stream_that_failed_follow_their_own_modify_time(own: LocalTikTok) -> None:
    """The campaigns of one advertiser failed in this run: its ads say so, the others follow."""
    whole = run_at(own, NOW)
    broken, other = own.advertiser_ids
    refuse(own, broken, "scope_missing", "/campaign/get/")
    campaign = next(
        one
        for one in whole.output.records("campaigns", other)
        if "DELETE" not in one["secondary_status"]
    )
    pause(own, "campaign", campaign, "campaign_id")

    ran = run_at(own, LATEST, state=whole.output.state)

    assert ran.exit_code == 3
    expected = below(whole, "ads", "campaign_id", campaign)
    assert expected <= ids(ran.output.records("ads", other), "ad_id")
    warnings = [line for line in ran.log if "follow their own modify_time only" in line]
    assert [broken in line for line in warnings] == [True, True], "ad groups and ads"


@pytest.mark.parametrize("streams", [("ads",), ALL], ids=str)
def test_a_passing_fault_of_parents_keeps_the_bookmark_of_children(
    own: LocalTikTok, streams: tuple[str, ...]
) -> None:
    """What a campaign changed meanwhile is not lost: the next run reads it."""
    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")
    advertiser_id = campaign["advertiser_id"]
    own.fault(code=50000, path="/campaign/get/", advertiser_id=advertiser_id, times=0)
    struck = run_at(own, LATEST, streams, state=whole.output.state)
    own.clear_faults()

    after = run_at(own, LATEST, state=struck.output.state)

    assert struck.output.bookmarks("ads") == whole.output.bookmarks("ads")
    expected = below(whole, "ads", "campaign_id", campaign)
    assert expected <= ids(after.output.records("ads"), "ad_id")


@pytest.mark.parametrize("streams", [("ads",), ALL], ids=str)
def test_parents_that_are_counted_and_not_served_keep_the_bookmark_of_children(
    own: LocalTikTok, streams: tuple[str, ...]
) -> None:
    """The campaign that changed may be one of them: they are incomplete, the next run reads it."""
    whole = run_at(own, NOW)
    campaign, ad = living(whole, "campaigns"), living(whole, "ads")
    where = {"advertiser_id": campaign["advertiser_id"], "path": "/campaign/get/"}
    pause(own, "campaign", campaign, "campaign_id")
    pause(own, "ad", ad, "ad_id")  # its own change would move the bookmark
    own.change_answers(**where, unserved_rows=3)
    struck = run_at(own, LATEST, streams, state=whole.output.state)
    own.change_answers(**where, unserved_rows=0)

    after = run_at(own, LATEST, state=struck.output.state)

    assert struck.exit_code == 3
    said = "ads of advertiser {} is incomplete".format(campaign["advertiser_id"])
    assert any(said in line for line in struck.log)
    assert struck.output.bookmarks("ads") == whole.output.bookmarks("ads")
    expected = below(whole, "ads", "campaign_id", campaign)
    assert expected <= ids(after.output.records("ads"), "ad_id")


def test_children_follow_also_where_the_ids_of_parents_are_not_selected(own: LocalTikTok) -> None:
    """They are read for that, and are in no RECORD."""

    def change(entry: Entry) -> None:
        for name in ("campaign_id", "adgroup_id"):
            if entry["tap_stream_id"] == "ads":
                select(entry, ["properties", name], selected=False)

    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")

    ran = run_at(own, LATEST, ("ads",), state=whole.output.state, catalog=catalog_with(change))

    records = ran.output.records("ads")
    assert below(whole, "ads", "campaign_id", campaign) <= ids(records, "ad_id")
    assert all("campaign_id" not in one and "adgroup_id" not in one for one in records)


def test_children_in_files_follow_too(own: LocalTikTok, tmp_path: Path) -> None:
    """Bookmarks that wait for a file say from when on children want to know."""
    whole = run_at(own, NOW)
    campaign = living(whole, "campaigns")
    pause(own, "campaign", campaign, "campaign_id")
    plain = run_at(own, LATEST, state=whole.output.state)
    storage = {"root": tmp_path.as_uri()}
    batches = {"encoding": {"format": "jsonl"}, "storage": storage, "batch_size": 2}

    ran = run_at(own, LATEST, state=whole.output.state, batch_config=batches)

    assert ran.output.state == plain.output.state
    assert {stream: len(records) for stream, records in delivered(ran).items() if records} == {
        stream: len(plain.output.records(stream)) for stream in ALL
    }
