"""The streams pixels and pixel_event_stats: which pixels there are, and what each counted."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, START_DATE, TODAY, mend, refuse, settings_for
from tests.tap.singer_output import PIXEL_STREAMS, STREAMS, bookmarks_in
from tests.tap.streams.test_catalog import catalog_with, select
from tests.tap.test_import_status import status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record, State
    from tests.tap.streams.test_catalog import Entry

LIST, STATS = "/pixel/list/", "/pixel/event/stats/"
PIXELS, COUNTS = PIXEL_STREAMS
PIXELS_EACH = 25
"""Two pages of the list, three requests a day."""


@pytest.fixture(scope="module")
def _many() -> Iterator[LocalTikTok]:
    sizes = ("--scale", "small", "--pixels", str(PIXELS_EACH))
    with LocalTikTok("--now", NOW, *sizes) as tiktok:
        yield tiktok


@pytest.fixture
def many(_many: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalTikTok]:
    """Lend a local TikTok whose two advertisers have 25 pixels each."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    _many.clear_faults()
    _many.clear_requests()
    yield _many
    mend(_many)


def _catalog(*streams: str, **changes: Any) -> dict[str, Any]:
    """A catalog that selects these streams only; `changes` are of their entries."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in streams)
        if entry["tap_stream_id"] in streams:
            entry.update(changes)

    return catalog_with(change)


def _import(
    tiktok: LocalTikTok,
    *streams: str,
    state: State | None = None,
    catalog: dict[str, Any] | None = None,
    **settings: Any,
) -> Ran:
    """Import the streams of pixels, or those that are named, and import_status."""
    chosen = catalog or _catalog(*(streams or PIXEL_STREAMS), "import_status")
    return run_in_process(settings_for(tiktok, **settings), catalog=chosen, state=state)


def _days(first: str, last: str) -> list[str]:
    """All days from first to last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [str(start + timedelta(days)) for days in range((end - start).days + 1)]


def _asked_days(tiktok: LocalTikTok, advertiser_id: str) -> list[str]:
    """The days that statistics were asked for; one a request."""
    ranges = [
        json.loads(one["query"]["date_range"])
        for one in tiktok.requests(STATS)
        if one["advertiser_id"] == advertiser_id
    ]
    assert all(one["start_date"] == one["end_date"] for one in ranges)
    return sorted({one["start_date"] for one in ranges})


def _in_tiktoks_words(tiktok: LocalTikTok, record: Record) -> dict[str, Any]:
    """What TikTok itself says of the event of a record."""
    import requests  # noqa: PLC0415 - the only one that asks beside the tap

    day = record["stat_date_utc"]
    query = {
        "advertiser_id": record["advertiser_id"],
        "pixel_ids": json.dumps([record["pixel_id"]]),
        "date_range": json.dumps({"start_date": day, "end_date": day}),
    }
    url, token = f"{tiktok.url}/open_api/v1.3{STATS}", {"Access-Token": tiktok.token}
    (row,) = requests.get(url, query, headers=token, timeout=10).json()["data"]["list"]
    (found,) = (
        one
        for one in row["statistics"]
        if record["event"] in {one.get("pixel_event_type"), one.get("custom_event_type")}
    )
    return dict(found)


def test_nobody_gets_them_who_does_not_select_them(tiktok: LocalTikTok) -> None:
    """They need permissions of their own: a run without a catalog asks for neither."""
    ran = run_in_process(settings_for(tiktok))

    assert ran.exit_code == 0
    assert set(ran.output.streams) == STREAMS
    assert not any("/pixel/" in one["path"] for one in tiktok.requests())


def test_a_catalog_from_before_changes_nothing(tiktok: LocalTikTok, whole: Ran) -> None:
    """One that lacks them selects all that it has, and nothing else is read."""
    catalog = catalog_with(lambda _: None)
    catalog["streams"] = [one for one in catalog["streams"] if one["tap_stream_id"] in STREAMS]

    ran = run_in_process(settings_for(tiktok), catalog=catalog)

    assert ran.exit_code == 0
    assert ran.output.comparable == whole.output.comparable
    assert not any("/pixel/" in one["path"] for one in tiktok.requests())


def test_every_pixel_is_a_record_with_the_names_of_its_events(many: LocalTikTok) -> None:
    """25 pixels are two pages of 20 at most; ids are text, times are UTC."""
    ran = _import(many, PIXELS)

    assert ran.exit_code == 0
    for advertiser_id in many.advertiser_ids:
        records = ran.output.records(PIXELS, advertiser_id)
        assert len({one["pixel_id"] for one in records}) == len(records) == PIXELS_EACH
    first = ran.output.records(PIXELS)[0]
    assert first["pixel_code"] == "CEXAMPLE0PIXEL0CODE0"
    assert first["create_time"] == "2023-05-01T08:00:00Z"
    assert {"COMPLETE_PAYMENT", "VIEW_CONTENT", "SizeGuideOpened"} <= set(first["events"])
    assert len(first["event_details"]) == len(first["events"])
    assert [one["query"]["page_size"] for one in many.requests(LIST)] == ["20"] * 4


def test_counts_are_tiktoks_day_by_day_and_ten_pixels_a_request(many: LocalTikTok) -> None:
    """Each record has the day that was asked for; today's is there too, as far as it is known."""
    ran = _import(many, start_date="2026-03-08")

    assert ran.exit_code == 0
    for advertiser_id in many.advertiser_ids:
        assert _asked_days(many, advertiser_id) == _days("2026-03-08", TODAY)
    asked = [len(json.loads(one["query"]["pixel_ids"])) for one in many.requests(STATS)]
    assert sorted(asked) == sorted([10, 10, 5] * 3 * 2)
    assert len(many.requests(LIST)) == 4  # the stream of pixels lists them, and nobody else
    records = ran.output.records(COUNTS)
    assert len(set(ran.output.keys(COUNTS))) == len(records) == 2 * PIXELS_EACH * 3 * 4
    for record in records[::97]:
        said = _in_tiktoks_words(many, record)
        assert record["is_custom_event"] == ("custom_event_type" in said)
        assert record["total_count"] == record["browser_count"] + record["server_count"]
        assert [record[name] for name in ("total_count", "attributed_count", "preview_count")] == [
            said[name] for name in ("total_count", "attributed_count", "preview_count")
        ]
    codes = {one["pixel_id"]: one["pixel_code"] for one in ran.output.records(PIXELS)}
    assert all(one["pixel_code"] == codes[one["pixel_id"]] for one in records)


def test_days_are_read_again_before_the_bookmark(tiktok: LocalTikTok) -> None:
    """The bookmark is the last UTC day; the next run begins the lookback before it."""
    first = _import(tiktok)
    assert set(first.output.bookmarks(COUNTS).values()) == {TODAY}
    tiktok.clear_requests()

    second = _import(tiktok, state=first.output.state, reimport_lookback_window=3)

    for advertiser_id in tiktok.advertiser_ids:
        assert _asked_days(tiktok, advertiser_id) == _days("2026-03-07", TODAY)
        row = status_of(second)[COUNTS, advertiser_id]
        assert (row["first_day"], row["last_day"]) == ("2026-03-07", TODAY)
        assert (row["status"], row["lookback_days"]) == ("complete", 3)
        assert row["rows"] == row["rows_emitted"] == 4 * 4
        assert row["requests"] == 4


def test_days_are_utc_days_whatever_an_advertisers_zone(
    tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Los Angeles it is still the 9th when the UTC day of the 10th has begun."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", "2026-03-10T01:00:00Z")
    losangeles = tiktok.advertiser_ids[0]

    ran = _import(tiktok, COUNTS, "advertiser_daily_metrics", advertiser_ids=[losangeles])

    assert ran.output.bookmarks(COUNTS) == {losangeles: "2026-03-10"}
    assert ran.output.bookmarks("advertiser_daily_metrics") == {losangeles: "2026-03-09"}


def test_a_backfill_leaves_the_bookmark(tiktok: LocalTikTok) -> None:
    """Past days are imported as they are asked for, and no day that has not begun."""
    state = _import(tiktok).output.state
    tiktok.clear_requests()

    ran = _import(tiktok, state=state, start_date="2026-02-01", end_date="2026-02-05")

    assert bookmarks_in(ran.output.state, COUNTS) == bookmarks_in(state, COUNTS)
    for advertiser_id in tiktok.advertiser_ids:
        assert _asked_days(tiktok, advertiser_id) == _days("2026-02-01", "2026-02-05")
    tiktok.clear_requests()
    _import(tiktok, end_date="2026-12-31")
    assert _asked_days(tiktok, tiktok.advertiser_ids[0]) == _days(START_DATE, TODAY)


@pytest.mark.parametrize(
    ("path", "failed"), [(LIST, {PIXELS, COUNTS}), (STATS, {COUNTS})], ids=["list", "statistics"]
)
def test_a_missing_permission_costs_its_advertisers_streams_only(
    unreadable: LocalTikTok, path: str, failed: set[str]
) -> None:
    """One line each in the summary, exit code 3; everything else is imported."""
    lacking, other = unreadable.advertiser_ids
    refuse(unreadable, lacking, "scope_missing", path)

    ran = _import(unreadable, *PIXEL_STREAMS, "campaigns")

    assert ran.exit_code == 3
    statuses = {key: row["status"] for key, row in status_of(ran).items()}
    assert {stream for (stream, _), one in statuses.items() if one == "failed"} == failed
    assert {who for (_, who), one in statuses.items() if one == "failed"} == {lacking}
    assert [one.split(" of ")[0] for one in ran.failures] == sorted(failed, reverse=True)
    assert all("permission" in one for one in ran.failures)
    assert set(ran.output.bookmarks(COUNTS)) == {other}
    assert status_of(ran)[COUNTS, lacking]["error_code"] == 40001


def test_statistics_alone_list_the_pixels_themselves(unreadable: LocalTikTok) -> None:
    """Pixels need not be selected; an advertiser that is not let see them fails alone."""
    lacking, other = unreadable.advertiser_ids
    both = _import(unreadable)
    alone = _import(unreadable, COUNTS)
    assert alone.output.records(COUNTS) == both.output.records(COUNTS)
    refuse(unreadable, lacking, "scope_missing", LIST)

    ran = _import(unreadable, COUNTS)

    assert ran.exit_code == 3
    assert ran.output.records(COUNTS) == both.output.records(COUNTS, other)


def test_one_refused_pixel_does_not_lose_the_advertiser(tiktok: LocalTikTok) -> None:
    """TikTok refuses the request for it; other streams of the advertiser go on."""
    message = "No permission to operate pixel: 7245000000000000002"
    tiktok.fault(path=STATS, code=40001, message=message, times=0)

    ran = _import(tiktok, "campaigns", *PIXEL_STREAMS)

    statuses = {stream: row["status"] for (stream, _), row in status_of(ran).items()}
    assert statuses == {"campaigns": "complete", PIXELS: "complete", COUNTS: "failed"}


def test_an_advertiser_without_pixels_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of its statistics, and its bookmark moves on all the same."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    with LocalTikTok("--now", NOW, "--scale", "small", "--pixels", "0") as tiktok:
        ran = _import(tiktok)

        assert ran.exit_code == 0
        assert ran.output.records(COUNTS) == ran.output.records(PIXELS) == []
        assert tiktok.requests(STATS) == []
    assert set(ran.output.bookmarks(COUNTS).values()) == {TODAY}


def test_a_run_that_ends_midway_goes_on_where_it_was(many: LocalTikTok) -> None:
    """The bookmark never covers a day of which a pixel is missing."""
    first = many.advertiser_ids[0]
    many.fault(path=STATS, skip=10, times=0, code=40105, message="revoked")

    broken = _import(many, COUNTS, advertiser_ids=[first], max_concurrent_requests=1)

    assert broken.error is not None
    bookmark = broken.output.bookmarks(COUNTS)[first]
    got = {(one["stat_date_utc"], one["pixel_id"]) for one in broken.output.records(COUNTS)}
    assert bookmark == "2026-02-22"
    assert {day for day, _ in got} == set(_days(START_DATE, "2026-02-23"))
    for day in _days(START_DATE, bookmark):
        assert sum(one == day for one, _ in got) == PIXELS_EACH
    many.clear_faults()
    many.clear_requests()
    _import(
        many, COUNTS, state=broken.output.state, advertiser_ids=[first], reimport_lookback_window=0
    )
    assert _asked_days(many, first) == _days(bookmark, TODAY)


def test_a_list_that_stays_short_makes_the_days_incomplete(many: LocalTikTok) -> None:
    """Of pixels that TikTok counts and does not list nothing can be asked."""
    short = many.advertiser_ids[0]
    many.change_answers(advertiser_id=short, path=LIST, unserved_rows=2)
    try:
        ran = _import(many, start_date=TODAY)
    finally:
        many.admin("DELETE", "answers")

    assert ran.exit_code == 3
    rows = status_of(ran)
    assert rows[PIXELS, short]["status"] == "incomplete"
    assert rows[COUNTS, short]["status"] == "incomplete"
    assert rows[COUNTS, short]["incomplete_days"] == [TODAY]
    assert len(ran.output.records(PIXELS, short)) == PIXELS_EACH - 2


def test_a_full_table_reads_all_days_and_no_bookmark(tiktok: LocalTikTok) -> None:
    """From start_date, whatever STATE says."""
    state = _import(tiktok).output.state
    catalog = _catalog(*PIXEL_STREAMS, replication_method="FULL_TABLE")
    tiktok.clear_requests()

    ran = _import(tiktok, state=state, catalog=catalog)

    assert ran.exit_code == 0
    assert _asked_days(tiktok, tiktok.advertiser_ids[0]) == _days(START_DATE, TODAY)
    assert bookmarks_in(ran.output.state, COUNTS) == bookmarks_in(state, COUNTS)


def test_batches_hold_the_same_records(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """And STATE is written when a file was told of."""
    batches = {
        "encoding": {"format": "jsonl"},
        "storage": {"root": tmp_path.as_uri()},
        "batch_size": 50,
    }
    plain = _import(tiktok)

    ran = _import(tiktok, batch_config=batches)

    assert ran.exit_code == 0
    files = [
        Path(path.removeprefix("file://"))
        for message in ran.output.messages
        if message["type"] == "BATCH" and message["stream"] == COUNTS
        for path in message["manifest"]
    ]
    lines = [
        json.loads(line)
        for file in files
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]
    assert lines == plain.output.records(COUNTS)
    assert ran.output.bookmarks(COUNTS) == plain.output.bookmarks(COUNTS)


def test_only_selected_columns_are_in_records(tiktok: LocalTikTok) -> None:
    """The key stays; what is not selected is in neither SCHEMA nor RECORD."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in PIXEL_STREAMS)
        for name in ("pixel_code", "preview_count", "events"):
            select(entry, ["properties", name], selected=False)

    ran = _import(tiktok, catalog=catalog_with(change))

    assert ran.exit_code == 0
    for stream, dropped in ((PIXELS, {"pixel_code", "events"}), (COUNTS, {"preview_count"})):
        (schema,) = (
            one["schema"]["properties"]
            for one in ran.output.messages
            if one["type"] == "SCHEMA" and one["stream"] == stream
        )
        assert not dropped & set(schema)
        assert all(set(one) == set(schema) for one in ran.output.records(stream))


def test_stream_maps_of_all_streams_leave_out_those_that_are_not_selected(
    tiktok: LocalTikTok,
) -> None:
    """A map for `*` applies to what is read, and does not fail for want of the others."""
    ran = run_in_process(settings_for(tiktok, stream_maps={"*": {"__filter__": "True"}}))

    assert ran.exit_code == 0
    assert set(ran.output.streams) == STREAMS


def test_the_connection_test_tries_both(unreadable: LocalTikTok) -> None:
    """A record of each is enough, and a missing permission is found."""
    catalog = _catalog(*PIXEL_STREAMS)

    good = run_in_process(settings_for(unreadable), catalog=catalog, only_try=True)

    assert good.exit_code == 0
    assert len(good.output.records(COUNTS)) == len(unreadable.advertiser_ids)
    refuse(unreadable, unreadable.advertiser_ids[1], "scope_missing", STATS)
    bad = run_in_process(settings_for(unreadable), catalog=catalog, only_try=True)
    assert bad.exit_code == 3
    assert [one.split(" failed")[0] for one in bad.failures] == [
        f"{COUNTS} of advertiser {unreadable.advertiser_ids[1]}"
    ]


def test_an_advertiser_that_is_lost_is_failed_in_both(unreadable: LocalTikTok) -> None:
    """It is asked for nothing more, and the other has all of its days."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, "forbidden")

    ran = _import(unreadable)

    assert ran.exit_code == 3
    statuses = {key: row["status"] for key, row in status_of(ran).items()}
    assert statuses == {
        **dict.fromkeys([(PIXELS, lost), (COUNTS, lost)], "failed"),
        **dict.fromkeys([(PIXELS, other), (COUNTS, other)], "complete"),
    }
    assert len(ran.failures) == 1
    assert {one["advertiser_id"] for one in unreadable.requests(LIST)} == {other}


def test_what_only_some_apps_are_told_of_a_pixel_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """`activity_status` is null elsewhere, and no other new field of TikTok's gets in."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    with LocalTikTok("--now", NOW, "--scale", "small", "--extra-fields") as tiktok:
        told = _import(tiktok, PIXELS).output.records(PIXELS)
    with LocalTikTok("--now", NOW, "--scale", "small") as tiktok:
        usual = _import(tiktok, PIXELS).output.records(PIXELS)

    assert {one["activity_status"] for one in told} == {"ACTIVE"}
    assert [{**one, "activity_status": None} for one in told] == usual


def test_names_of_events_are_those_that_tiktok_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that is told SHOPPING gets SHOPPING; the models know which of its names is which."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    options = ("--now", NOW, "--scale", "small", "--pixel-event-names", "optimization")
    with LocalTikTok(*options) as tiktok:
        records = _import(tiktok, COUNTS, start_date=TODAY).output.records(COUNTS)

    names = {one["event"]: one["is_custom_event"] for one in records}
    assert names == {
        "SHOPPING": False,
        "ON_WEB_DETAIL": False,
        "ON_WEB_CART": False,
        "SizeGuideOpened": True,
    }
