"""One advertiser, stream or name that fails: everything else is imported, and it is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import TikTokError
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, refuse, settings_for
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS, KEYS, daily_state

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran


REPORT = "/report/integrated/get/"

PATHS = {
    "campaigns": "/campaign/get/",
    "ad_groups": "/adgroup/get/",
    "ads": "/ad/get/",
    **dict.fromkeys(DAILY_STREAMS.values(), REPORT),
}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429},
        {"code": 40016},
        {"code": 40132},
        {"code": 50000},
        {"code": 0},
    ],
    ids=str,
)
def test_minutes_of_a_fault_that_passes_cost_no_row(
    tiktok: LocalTikTok, whole: Ran, fault: dict[str, Any]
) -> None:
    """Eight refusals in a row are minutes of waiting; then everything is imported."""
    tiktok.fault(path=REPORT, times=8, **fault)

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1))

    assert ran.exit_code == 0
    assert ran.output.comparable == whole.output.comparable
    assert sum(ran.time.slept) > 100


@pytest.mark.parametrize("mode", ["forbidden", "deleted"])
def test_an_advertiser_that_can_not_be_described_does_not_stop_the_others(
    unreadable: LocalTikTok, whole: Ran, mode: str
) -> None:
    """It is left out of every stream, named with code, request id and advice; exit 3."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, mode)

    ran = run_in_process(settings_for(unreadable))

    assert ran.exit_code == 3
    for stream in KEYS:
        assert ran.output.records(stream, lost) == []
        assert ran.output.records(stream, other) == whole.output.records(stream, other)
        assert lost not in ran.output.bookmarks(stream)
    (failure,) = ran.failures
    assert lost in failure
    assert "answered 40001" in failure
    assert "request_id" in failure
    assert "What to do: grant the app access" in failure
    assert ran.log[-1] == failure, "the failure is said last"


@pytest.mark.parametrize("mode", ["forbidden", "deleted"])
@pytest.mark.parametrize("path", sorted(set(PATHS.values())))
def test_an_advertiser_that_is_lost_midway_keeps_its_bookmark(
    unreadable: LocalTikTok, whole: Ran, mode: str, path: str
) -> None:
    """It described itself, then refuses: its bookmarks stay, the others advance."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, mode, path)
    state = daily_state({lost: "2026-03-01", other: "2026-03-01"})

    ran = run_in_process(settings_for(unreadable), state=state)

    assert ran.exit_code == 3
    assert len(ran.failures) == 1, "a lost advertiser is asked no more"
    for stream, its_path in PATHS.items():
        of_other = whole.output.records(stream, other)
        assert ran.output.records(stream, other) == of_other
        if its_path == path:
            assert ran.output.records(stream, lost) == []
            assert ran.output.bookmarks(stream).get(lost, "2026-03-01") == "2026-03-01"
    assert ran.output.bookmarks("daily_metrics")[other] == TODAY


def test_one_failing_report_leaves_the_advertisers_other_streams(
    tiktok: LocalTikTok, whole: Ran
) -> None:
    """A request that TikTok finds fault with fails one stream of one advertiser."""
    broken, other = tiktok.advertiser_ids
    tiktok.fault(code=40002, message="odd", path="/ad/get/", advertiser_id=broken, times=0)

    ran = run_in_process(settings_for(tiktok))

    assert ran.exit_code == 3
    assert ran.output.records("ads", broken) == []
    assert ran.output.records("ads", other) == whole.output.records("ads", other)
    for stream in set(KEYS) - {"ads"}:
        assert ran.output.records(stream) == whole.output.records(stream)
    partitions = ran.output.state["bookmarks"]["ads"]["partitions"]
    assert [one["context"] for one in partitions] == [{"advertiser_id": other}]
    assert len(tiktok.requests("/ad/get/")) <= 4


def test_pages_read_before_a_failure_do_not_move_the_bookmark(tiktok: LocalTikTok) -> None:
    """The first page was read, the second failed: the next run reads both again."""
    broken, _ = tiktok.advertiser_ids
    tiktok.fault(code=40002, message="odd", path=REPORT, advertiser_id=broken, page=2, times=0)

    ran = run_in_process(settings_for(tiktok), streams=["daily_metrics"], rows_per_page=5)

    assert ran.exit_code == 3
    assert broken not in ran.output.bookmarks("daily_metrics")


@pytest.mark.parametrize("path", ["/campaign/get/", "/adgroup/get/", "/ad/get/"])
def test_a_scope_that_nobody_grants_costs_its_stream_only(
    unreadable: LocalTikTok, whole: Ran, path: str
) -> None:
    """Each advertiser is named, all other streams are complete; exit 3."""
    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "scope_missing", path)

    ran = run_in_process(settings_for(unreadable, max_concurrent_requests=1))

    (without,) = [stream for stream, its_path in PATHS.items() if its_path == path]
    assert ran.exit_code == 3
    for stream in KEYS:
        records = [] if stream == without else whole.output.records(stream)
        assert ran.output.records(stream) == records
    assert not any(line.startswith(without) and line.endswith(" complete") for line in ran.log)
    for advertiser_id, failure in zip(unreadable.advertiser_ids, ran.failures, strict=True):
        assert failure.startswith(f"{without} of advertiser {advertiser_id} failed")
        assert "grant the app the missing permission" in failure


@pytest.mark.parametrize("path", ["/campaign/get/", "/adgroup/get/", "/ad/get/", REPORT])
def test_what_one_advertiser_does_not_grant_leaves_the_others_their_stream(
    unreadable: LocalTikTok, whole: Ran, path: str
) -> None:
    """The permission concerns that advertiser and that path; STATE of the stream stays for it."""
    without, other = unreadable.advertiser_ids
    refuse(unreadable, without, "scope_missing", path)
    before = daily_state({without: "2026-03-01", other: "2026-03-01"})

    ran = run_in_process(settings_for(unreadable), state=before)

    assert ran.exit_code == 3
    for stream, its_path in PATHS.items():
        assert ran.output.records(stream, other) == whole.output.records(stream, other)
        if its_path == path:
            assert ran.output.records(stream, without) == []
            assert ran.output.bookmarks(stream).get(without) in {None, "2026-03-01"}
        else:
            of_it = whole.output.records(stream, without)
            assert ran.output.records(stream, without) == of_it


@pytest.mark.parametrize("code", [40100, 60001, 61000])
def test_an_app_that_stays_shut_out_ends_the_run(tiktok: LocalTikTok, code: int) -> None:
    """After the last wait nobody is asked any more: waiting again for each would take days."""
    first, second = tiktok.advertiser_ids
    tiktok.fault(code=code, path="/adgroup/get/", advertiser_id=second, times=0)

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1))

    assert isinstance(ran.error, TikTokError)
    assert ran.error.advice
    assert f"answered {code}" in str(ran.error)
    assert ran.output.bookmarks("ad_groups").keys() == {first}, "STATE holds what is finished"
    assert len(tiktok.requests("/adgroup/get/")) <= 2 * 2 + 2 * 11
    assert tiktok.requests(REPORT) == []


def test_no_advertiser_left_is_an_error_with_advice(unreadable: LocalTikTok) -> None:
    """When TikTok describes none of them, there is nothing to import."""
    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "forbidden")

    ran = run_in_process(settings_for(unreadable))

    assert "no advertiser left: TikTok refuses all 2" in str(ran.error)
    assert ran.output.streams == ["import_status"]


def test_excluded_advertisers_are_not_asked_for(tiktok: LocalTikTok) -> None:
    """exclude_advertiser_ids takes them out of the discovered ones."""
    excluded, other = tiktok.advertiser_ids

    ran = run_in_process(settings_for(tiktok, exclude_advertiser_ids=[excluded]))

    assert ran.exit_code == 0
    assert {one["advertiser_id"] for one in ran.output.records("advertisers")} == {other}
    assert not any(excluded in json.dumps(one["query"]) for one in tiktok.requests())


def test_excluding_everybody_is_an_error_that_names_the_setting(tiktok: LocalTikTok) -> None:
    """Nothing is left to import."""
    ran = run_in_process(settings_for(tiktok, exclude_advertiser_ids=tiktok.advertiser_ids))

    assert str(ran.error).startswith("exclude_advertiser_ids leaves no advertiser")


def test_named_advertisers_are_imported_in_that_order(tiktok: LocalTikTok) -> None:
    """advertiser_ids needs no app, and decides on the order."""
    backwards = tiktok.advertiser_ids[::-1]
    settings = settings_for(
        tiktok, advertiser_ids=backwards, app_id=None, app_secret=None, max_concurrent_requests=1
    )

    ran = run_in_process(settings)

    assert ran.exit_code == 0
    assert [one["advertiser_id"] for one in ran.output.records("advertisers")] == backwards
    assert tiktok.requests("/oauth2/advertiser/get/") == []


def test_an_advertiser_nobody_knows_is_named(tiktok: LocalTikTok) -> None:
    """An id with a typo fails like a lost advertiser; the others are imported."""
    settings = settings_for(tiktok, advertiser_ids=[*tiktok.advertiser_ids, "999"])

    ran = run_in_process(settings)

    assert ran.exit_code == 3
    assert len(ran.output.records("advertisers")) == 2
    assert any("999" in failure for failure in ran.failures)


@pytest.mark.parametrize("stream", [*ENTITY_STREAMS, "advertisers"])
def test_data_that_is_null_is_an_empty_answer_or_a_clear_failure(
    tiktok: LocalTikTok, stream: str
) -> None:
    """An envelope without data never ends in a traceback."""
    path = PATHS.get(stream, "/advertiser/info/")
    body = '{"code":0,"message":"OK","request_id":"1","data":null}'
    tiktok.fault(kind="body", body=body, path=path, times=0)

    ran = run_in_process(settings_for(tiktok))

    assert ran.exit_code == 3 or ran.error is not None
