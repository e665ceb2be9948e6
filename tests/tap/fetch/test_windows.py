"""Which days are imported: property tests of the date arithmetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.fetch.windows import (
    DEFAULT_HISTORY_DAYS,
    MAX_DAYS,
    Plan,
    Window,
    plan_days,
    today_in,
)

DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)

days = st.dates(date(2016, 1, 1), date(2030, 12, 31))
any_day = st.dates()
lookbacks = st.integers(0, 365)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    first = draw(days)
    return Plan(first, first + DAY * draw(st.integers(-5, 800)), draw(st.booleans()))


def days_of(window: Window) -> list[date]:
    return [window.start + DAY * number for number in range(window.days)]


@given(plans())
def test_windows_cover_the_plan_without_gap_or_overlap(plan: Plan) -> None:
    """Every day of the plan is in exactly one window, oldest first."""
    covered = [day for window in plan.windows() for day in days_of(window)]

    assert covered == [plan.first + DAY * n for n in range((plan.last - plan.first).days + 1)]


@given(plans())
def test_no_window_is_longer_than_tiktok_allows(plan: Plan) -> None:
    """A window holds 1 to 30 days, both ends counted."""
    assert all(1 <= window.days <= MAX_DAYS == 30 for window in plan.windows())


@given(plans(), st.integers(1, 60))
def test_windows_are_as_few_as_possible(plan: Plan, most: int) -> None:
    """Only the last window may be shorter than allowed: each one costs a request."""
    assert all(window.days == most for window in plan.windows(most)[:-1])


@given(days, st.integers(0, 400))
def test_halves_cover_their_window(start: date, length: int) -> None:
    """A window of several days splits into two parts that differ by at most a day."""
    window = Window(start, start + DAY * length)
    halves = window.halves()

    if halves is None:
        assert window.days == 1
    else:
        assert [day for half in halves for day in days_of(half)] == days_of(window)
        assert abs(halves[0].days - halves[1].days) <= 1


def test_halving_ends_at_single_days() -> None:
    """Halved again and again, 30 days become 30 windows of one day."""
    waiting, single = [Window(date(2026, 1, 1), date(2026, 1, 30))], 0
    while waiting:
        halves = waiting.pop().halves()
        single += halves is None
        waiting += halves or ()

    assert single == 30


@given(st.none() | days, any_day, lookbacks, days)
def test_a_run_starts_at_the_lookback_but_not_before_start_date(
    start: date | None, bookmark: date, lookback: int, today: date
) -> None:
    """Start = max(start_date, bookmark - lookback), whatever date the bookmark is.

    Without start_date no day is left out that TikTok can have.
    """
    plan = plan_days(
        start_date=start, end_date=None, bookmark=bookmark, lookback=lookback, today=today
    )
    earliest = start or date(2016, 9, 1)

    known = min(bookmark, today).toordinal() - lookback
    assert plan.first.toordinal() == max(earliest.toordinal(), known)
    assert plan.last == today
    assert not plan.is_backfill


@given(st.none() | days, st.none() | days, st.none() | any_day, lookbacks, days)
def test_a_day_that_has_not_begun_is_never_asked_for(
    start: date | None, end: date | None, bookmark: date | None, lookback: int, today: date
) -> None:
    """The last day is end_date, but at most the advertiser's today."""
    plan = plan_days(
        start_date=start, end_date=end, bookmark=bookmark, lookback=lookback, today=today
    )

    assert plan.last == min(end or today, today)


@given(st.none() | days, st.none() | days, st.none() | any_day, lookbacks, days)
def test_a_bookmark_never_moves_backwards(
    start: date | None, end: date | None, bookmark: date | None, lookback: int, today: date
) -> None:
    """After a run the bookmark is where it was or later, and not past the last day asked for."""
    plan = plan_days(
        start_date=start, end_date=end, bookmark=bookmark, lookback=lookback, today=today
    )
    after = plan.bookmark_after(bookmark)

    if bookmark is not None:
        assert after is not None
        assert after >= bookmark
        assert after == bookmark or after <= plan.last
    elif plan.first <= plan.last:
        assert after == plan.last
    else:
        assert after is None


@given(days, st.integers(1, 500), any_day, lookbacks)
def test_a_backfill_imports_its_own_days_and_leaves_the_bookmark(
    end: date, before_today: int, bookmark: date, lookback: int
) -> None:
    """With end_date before today the bookmark changes nothing and does not change."""
    start, today = end - DAY * 3, end + DAY * before_today
    plan = plan_days(
        start_date=start, end_date=end, bookmark=bookmark, lookback=lookback, today=today
    )

    assert plan == Plan(start, end, is_backfill=True)
    assert plan.bookmark_after(bookmark) == bookmark


@given(st.none() | days, days)
def test_without_a_bookmark_the_default_of_start_date_counts(
    start: date | None, today: date
) -> None:
    """90 days before today, unless the user says otherwise."""
    plan = plan_days(start_date=start, end_date=None, bookmark=None, lookback=28, today=today)

    assert plan.first == (start or today - DAY * DEFAULT_HISTORY_DAYS)


@given(plans(), st.none() | days, st.none() | days)
def test_the_first_day_moves_back_only_without_a_gap(
    plan: Plan, bookmark: date | None, first_day: date | None
) -> None:
    """What is said to be imported is one stretch of days, and never less than before."""
    after = plan.first_day_after(bookmark, first_day)

    if plan.first > plan.last or (bookmark is not None and first_day is None):
        assert after == first_day
    elif bookmark is None:
        assert after == plan.first
    else:
        assert first_day is not None
        assert after is not None
        assert after == first_day or (after == plan.first and plan.last >= first_day - DAY)
        assert after <= first_day


def test_a_first_backfill_sets_the_bookmark() -> None:
    """A backfill without a bookmark sets it to its last day."""
    end = date(2026, 2, 1)
    plan = plan_days(
        start_date=date(2026, 1, 1), end_date=end, bookmark=None, lookback=28, today=TODAY
    )

    assert plan.bookmark_after(None) == end


def test_an_end_date_of_today_is_no_backfill() -> None:
    """Naming today as the end changes nothing."""
    plan = plan_days(start_date=None, end_date=TODAY, bookmark=TODAY - DAY, lookback=1, today=TODAY)

    assert plan == Plan(TODAY - DAY * 2, TODAY, is_backfill=False)
    assert plan.bookmark_after(TODAY - DAY) == TODAY


def test_a_start_in_the_future_imports_nothing_and_bookmarks_nothing() -> None:
    """There is no window, and no bookmark for days that were not imported."""
    plan = plan_days(start_date=TODAY + DAY, end_date=None, bookmark=None, lookback=28, today=TODAY)

    assert plan.windows() == []
    assert plan.bookmark_after(None) is None


@pytest.mark.parametrize(
    ("time_zone", "instant", "local_day"),
    [
        ("UTC", "2026-03-10T23:59:59+00:00", "2026-03-10"),
        ("Pacific/Kiritimati", "2026-03-10T09:59:59+00:00", "2026-03-10"),
        ("Pacific/Kiritimati", "2026-03-10T10:00:00+00:00", "2026-03-11"),
        ("Etc/GMT+12", "2026-03-10T11:59:59+00:00", "2026-03-09"),
        ("Etc/GMT+12", "2026-03-10T12:00:00+00:00", "2026-03-10"),
        # Etc/GMT-14 is fourteen hours ahead of UTC: the sign is inverted.
        ("Etc/GMT-14", "2026-03-10T10:00:00+00:00", "2026-03-11"),
        ("Asia/Kathmandu", "2026-03-10T18:15:00+00:00", "2026-03-11"),
        # The hour that is skipped, and the one that comes twice, in New York.
        ("America/New_York", "2026-03-08T04:59:59+00:00", "2026-03-07"),
        ("America/New_York", "2026-03-09T03:59:59+00:00", "2026-03-08"),
        ("America/New_York", "2026-03-09T04:00:00+00:00", "2026-03-09"),
        ("America/New_York", "2026-11-01T04:59:59+00:00", "2026-11-01"),
        ("America/New_York", "2026-11-02T04:59:59+00:00", "2026-11-01"),
        ("America/New_York", "2026-11-02T05:00:00+00:00", "2026-11-02"),
    ],
)
def test_today_is_the_advertisers_own(time_zone: str, instant: str, local_day: str) -> None:
    """The local day is that of the IANA time zone, over DST changes and to the ends of the map."""
    assert today_in(time_zone, datetime.fromisoformat(instant)).isoformat() == local_day


@given(st.datetimes(timezones=st.timezones()).filter(lambda now: 1 < now.year < 9999))
def test_the_time_zone_of_the_clock_does_not_matter(now: datetime) -> None:
    """The same instant gives the same local day, however it is written."""
    utc = now.astimezone(timezone.utc)

    assert today_in("Asia/Tokyo", now) == today_in("Asia/Tokyo", utc)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "America", "../../etc/passwd", "UTC+25", "\0"]
)
def test_an_unknown_time_zone_is_a_value_error(name: str) -> None:
    """Whatever is no time zone is refused in one way."""
    with pytest.raises(ValueError, match="unknown time zone"):
        today_in(name, datetime(2026, 3, 10, tzinfo=timezone.utc))
