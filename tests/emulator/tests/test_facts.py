"""The facts of ads: pure, whole, growing as time goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.catalogue.metric import Basis, Column
from tests.emulator.dataset.accounts import account
from tests.emulator.dataset.facts import (
    ATTRIBUTION,
    GROWING,
    SETTLING,
    credited,
    full_day,
    is_active,
    known_day,
)
from tests.emulator.dataset.local_days import local_day
from tests.emulator.dataset.portfolio import Plan, build_ad_groups, build_ads, build_campaigns
from tests.emulator.dataset.world import Advertiser
from tests.emulator.report.groups import Group
from tests.emulator.report.measure import Measure, split
from tests.emulator.report.rendering import quotient

if TYPE_CHECKING:
    from tests.emulator.dataset.objects import Ad

UTC = timezone.utc
PLAN = Plan(1, 4, 2, 2, date(2026, 8, 23), date(2026, 11, 20))
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = st.dates(date(2026, 8, 23), date(2026, 11, 20))
INSTANTS = st.datetimes(
    datetime(2026, 8, 23),  # noqa: DTZ001 - hypothesis wants bounds without zone
    datetime(2027, 1, 31),  # noqa: DTZ001 - hypothesis wants bounds without zone
    timezones=st.just(UTC),
)


def _advertiser() -> Advertiser:
    owner = account(1)
    campaigns = list(build_campaigns(owner, PLAN))
    groups = list(build_ad_groups(owner, PLAN, campaigns))
    return Advertiser(owner, campaigns, groups, list(build_ads(owner, PLAN, groups)))


ADVERTISER = _advertiser()
ADS = st.sampled_from(ADVERTISER.ads)
EVERYTHING = [Column(basis) for basis in Basis] + [Column(basis, 3_333) for basis in Basis]


@given(ADS, DAYS)
def test_facts_are_a_function_of_ad_and_day(ad: Ad, day: date) -> None:
    """The same each time, whole and never negative; fewer clicks than impressions."""
    facts = full_day(ad, day)
    assert facts == full_day(ad, day)
    assert all(isinstance(number, int) and number >= 0 for number in facts)
    assert facts[Basis.CLICKS] <= facts[Basis.IMPRESSIONS]
    assert facts[Basis.CONVERSIONS] <= facts[Basis.CLICKS]
    assert facts[Basis.REACH] <= facts[Basis.IMPRESSIONS]


@given(ADS, DAYS, INSTANTS, INSTANTS)
def test_what_is_known_of_a_day_only_grows(
    ad: Ad, day: date, one: datetime, other: datetime
) -> None:
    """Nothing that was reported is ever taken back, up to the full day and no further."""
    local = local_day(BERLIN, day)
    earlier, later = sorted((one, other))
    before, after, full = (
        known_day(ad, local, earlier),
        known_day(ad, local, later),
        full_day(ad, day),
    )
    assert all(b <= a <= f for b, a, f in zip(before, after, full, strict=True))
    frozen = local.end + ATTRIBUTION
    assert known_day(ad, local, frozen) == known_day(ad, local, frozen + timedelta(days=99)) == full


@given(ADS, DAYS)
def test_only_conversions_wait_for_attribution(ad: Ad, day: date) -> None:
    """Two days after its end all of a day but what is credited to clicks is final."""
    local = local_day(BERLIN, day)
    known, full = known_day(ad, local, local.end + SETTLING), full_day(ad, day)
    rest = [basis for basis in Basis if basis not in GROWING]
    assert [known[basis] for basis in rest] == [full[basis] for basis in rest]


@given(INSTANTS, INSTANTS)
def test_credit_grows_from_half_to_all(one: datetime, other: datetime) -> None:
    """In 1/10,000, never falling."""
    local = local_day(BERLIN, date(2026, 11, 1))
    earlier, later = sorted((one, other))
    assert 5_000 <= credited(local, earlier) <= credited(local, later) <= 10_000


@given(DAYS, INSTANTS)
def test_groups_sum_up_exactly_at_any_instant(day: date, now: datetime) -> None:
    """Point 24: the whole equals its ads and its hours, to the cent, reach excepted."""
    measure = Measure(EVERYTHING, "AUCTION_ADVERTISER", now)
    whole = measure.day(Group(ADVERTISER, 0, None, tuple(ADVERTISER.ads)), day)
    ads = [measure.day(Group(ADVERTISER, ad.id, ad, (ad,)), day) for ad in ADVERTISER.ads]
    group = Group(ADVERTISER, 0, None, tuple(ADVERTISER.ads))
    hours = [
        measure.day(group, day, hour)
        for hour in range(len(local_day(ADVERTISER.account.zone, day).hours))
    ]
    for i, column in enumerate(EVERYTHING):
        if column.basis is not Basis.REACH:
            assert whole[i] == sum(numbers[i] for numbers in ads)
            assert whole[i] == sum(numbers[i] for numbers in hours)


@given(ADS, DAYS, INSTANTS)
def test_an_ad_is_active_between_its_first_day_and_its_end(
    ad: Ad, day: date, now: datetime
) -> None:
    """Never before its review, after its end, or on a day that has not begun."""
    local = local_day(BERLIN, day)
    if is_active(ad, day, now, local):
        assert ad.first_day <= day <= (ad.last_day or date.max)
        assert local.begin <= now
        ended = ad.ended(now)
        assert ended is None or ended >= local.begin


def test_most_days_of_an_ads_life_have_activity_but_not_all() -> None:
    """About seven in a hundred days are idle."""
    ad = next(ad for ad in ADVERTISER.ads if ad.last_day is None and ad.campaign.deleted is None)
    days = [ad.first_day + timedelta(days=i) for i in range(400)]
    now = datetime(2030, 1, 1, tzinfo=UTC)
    active = sum(is_active(ad, day, now, local_day(BERLIN, day)) for day in days)
    assert 340 < active < 395


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=5),
    st.lists(st.integers(1, 100), min_size=1, max_size=30),
)
def test_a_split_loses_nothing(numbers: list[int], weights: list[int]) -> None:
    """The parts are never negative and sum up to the whole."""
    parts = split(numbers, weights)
    assert len(parts) == len(weights)
    assert [sum(column) for column in zip(*parts, strict=True)] == numbers
    assert all(number >= 0 for part in parts for number in part)


@given(st.integers(0, 10**15), st.integers(1, 10**9), st.integers(0, 4))
def test_a_quotient_is_rounded_half_up_and_plain(top: int, bottom: int, decimals: int) -> None:
    """Exactly the decimals asked for, no exponent, at most half a unit off."""
    text = quotient(top, bottom, decimals)
    assert len(text.partition(".")[2]) == decimals
    number = int(text.replace(".", ""))
    assert abs(2 * top * 10**decimals - 2 * number * bottom) <= bottom


def test_nothing_over_nothing() -> None:
    """0 with decimals."""
    assert (quotient(0, 0, 2), quotient(5, 0, 3), quotient(1, 2, 0)) == ("0.00", "0.000", "1")
