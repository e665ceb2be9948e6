"""`reimport_lookback_window: auto` reads each advertiser as far back as its ad groups credit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.lookbacks import DAYS, LONGEST, WINDOWS, longest_window
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, refuse, settings_for
from tests.tap.singer_output import DAILY_STREAMS, daily_state
from tests.tap.test_incremental import asked_days, days_between

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok

AD_GROUPS = "/adgroup/get/"
DAILY = sorted(DAILY_STREAMS.values())


def settings_of_auto(tiktok: LocalTikTok, **changes: Any) -> dict[str, Any]:
    defaults = {"start_date": "2025-12-01", "reimport_lookback_window": "auto"}
    return settings_for(tiktok, **{**defaults, **changes})


def answer_ad_groups(tiktok: LocalTikTok, advertiser_id: str, *windows: dict[str, Any]) -> None:
    rows = [{"adgroup_id": str(number), **one} for number, one in enumerate(windows, start=1)]
    page = {"page": 1, "page_size": 1000, "total_number": len(rows), "total_page": 1}
    data = {"list": rows, "page_info": page}
    body = json.dumps({"code": 0, "message": "OK", "request_id": "1", "data": data})
    tiktok.fault(kind="body", body=body, path=AD_GROUPS, advertiser_id=advertiser_id, times=0)


@given(st.lists(st.dictionaries(st.sampled_from(WINDOWS), st.sampled_from([*DAYS, "THIRTY_DAYS"]))))
def test_the_longest_window_counts(ad_groups: list[dict[str, Any]]) -> None:
    """One day at least, 28 at most; a window that nobody knows counts as the longest."""
    days = [DAYS.get(value, LONGEST) for one in ad_groups for value in one.values()]

    assert longest_window(ad_groups) == min(max([1, *days]), LONGEST)


def test_each_advertiser_is_read_as_far_back_as_its_own_windows(tiktok: LocalTikTok) -> None:
    """The longest of click, view and engaged view; said in the log and in import_status."""
    one, other = tiktok.advertiser_ids
    answer_ad_groups(
        tiktok,
        one,
        {"click_attribution_window": "ONE_DAY", "view_attribution_window": "OFF"},
        {"click_attribution_window": "ONE_DAY", "engaged_view_attribution_window": "SEVEN_DAYS"},
    )
    answer_ad_groups(tiktok, other, {"click_attribution_window": "FOURTEEN_DAYS"})

    state = daily_state(dict.fromkeys(tiktok.advertiser_ids, TODAY))
    ran = run_in_process(settings_of_auto(tiktok), state=state)

    assert ran.exit_code == 0
    assert asked_days(tiktok, one) == days_between("2026-03-03", TODAY)
    assert asked_days(tiktok, other) == days_between("2026-02-24", TODAY)
    chosen = {
        (row["advertiser_id"], row["lookback_days"])
        for row in ran.output.records("import_status")
        if row["stream"] in DAILY
    }
    assert chosen == {(one, 7), (other, 14)}
    for advertiser_id, days in chosen:
        assert any(advertiser_id in line and f" is {days} days" in line for line in ran.log)


def test_ad_groups_are_asked_for_once_and_only_those_that_are_not_deleted(
    tiktok: LocalTikTok,
) -> None:
    """The four daily streams share one listing per advertiser, of the windows alone."""
    state = daily_state(dict.fromkeys(tiktok.advertiser_ids, TODAY))
    run_in_process(settings_of_auto(tiktok), state=state, streams=DAILY)

    asked = tiktok.requests(AD_GROUPS)
    assert len(asked) == 2 * len(tiktok.advertiser_ids)  # once per kind of buying type
    assert all('"STATUS_NOT_DELETE"' in one["query"]["filtering"] for one in asked)
    assert {one["query"]["fields"] for one in asked} == {
        json.dumps(["adgroup_id", *WINDOWS], separators=(",", ":"))
    }


def test_where_windows_cannot_be_known_the_longest_counts(unreadable: LocalTikTok) -> None:
    """Ad groups that may not be read cost no conversion: 28 days, and a warning."""
    one, other = unreadable.advertiser_ids
    answer_ad_groups(unreadable, other, {"click_attribution_window": "OFF"})
    refuse(unreadable, one, "scope_missing", AD_GROUPS)

    state = daily_state(dict.fromkeys(unreadable.advertiser_ids, TODAY))
    ran = run_in_process(settings_of_auto(unreadable), state=state, streams=DAILY)

    assert ran.exit_code == 0
    assert asked_days(unreadable, one) == days_between("2026-02-10", TODAY)
    assert asked_days(unreadable, other) == days_between("2026-03-09", TODAY)
    assert any(one in line and "windows can't be known" in line for line in ran.log)


def test_a_window_that_is_refused_is_not_known(unreadable: LocalTikTok) -> None:
    """Without one of the three windows the longest could be missed, so 28 days count."""
    one, other = unreadable.advertiser_ids
    answer_ad_groups(unreadable, other, {"click_attribution_window": "OFF"})
    unreadable.change_answers(
        advertiser_id=one, path=AD_GROUPS, refused_fields=["click_attribution_window"]
    )

    state = daily_state(dict.fromkeys(unreadable.advertiser_ids, TODAY))
    ran = run_in_process(settings_of_auto(unreadable), state=state, streams=DAILY)

    assert ran.exit_code == 0
    assert asked_days(unreadable, one) == days_between("2026-02-10", TODAY)
    assert asked_days(unreadable, other) == days_between("2026-03-09", TODAY)


@pytest.mark.parametrize(
    ("changes", "bookmark"),
    [({}, None), ({"start_date": "2026-02-01", "end_date": "2026-02-10"}, TODAY)],
    ids=["first run", "backfill"],
)
def test_windows_are_asked_for_only_where_a_bookmark_counts(
    tiktok: LocalTikTok, changes: dict[str, Any], bookmark: str | None
) -> None:
    """A first run and a backfill know their days without them."""
    state = daily_state(dict.fromkeys(tiktok.advertiser_ids, bookmark)) if bookmark else None
    ran = run_in_process(settings_of_auto(tiktok, **changes), state=state, streams=DAILY)

    assert ran.exit_code == 0
    assert not tiktok.requests(AD_GROUPS)


@pytest.mark.parametrize("value", ["auto", " AUTO ", "7", 7])
def test_days_and_auto_are_accepted(tiktok: LocalTikTok, value: object) -> None:
    """As text or number, as Meltano and the environment give it."""
    ran = run_in_process(
        settings_of_auto(tiktok, reimport_lookback_window=value), streams=["advertisers"]
    )

    assert (ran.exit_code, ran.error) == (0, None)


@pytest.mark.parametrize("value", ["automatic", "7.5", -1, 366, True])
def test_other_values_are_refused(tiktok: LocalTikTok, value: object) -> None:
    """The message names the setting and what it takes."""
    ran = run_in_process(settings_of_auto(tiktok, reimport_lookback_window=value))

    assert str(ran.error) == (
        "reimport_lookback_window must be a whole number from 0 to 365, or auto"
    )
