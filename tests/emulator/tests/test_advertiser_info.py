"""`/advertiser/info/`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.emulator.catalogue.advertiser_fields import ADVERTISER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

PATH = "/advertiser/info/"


def test_every_field_but_one_comes_by_default(reading: Asking) -> None:
    """Without `fields` all are there except company_name_editable."""
    (info,) = reading.data(PATH, advertiser_ids=reading.tiktok.advertiser_ids[:1])["list"]
    assert set(info) == set(ADVERTISER_FIELDS) - {"company_name_editable"}


def test_the_editable_name_comes_alone(reading: Asking) -> None:
    """Asked for, company_name_editable comes with advertiser_id and nothing else."""
    ids = reading.tiktok.advertiser_ids[:1]
    (info,) = reading.data(PATH, advertiser_ids=ids, fields=["name", "company_name_editable"])[
        "list"
    ]
    assert info == {"advertiser_id": ids[0], "company_name_editable": True}


def test_only_the_fields_asked_for_come(reading: Asking) -> None:
    """Point 10: the advertiser_id too comes only when asked for."""
    ids = reading.tiktok.advertiser_ids[:2]
    listed = reading.data(PATH, advertiser_ids=ids, fields=["currency", "status"])["list"]
    assert listed == [
        {"currency": "USD", "status": "STATUS_ENABLE"},
        {"currency": "EUR", "status": "STATUS_ENABLE"},
    ]


def test_time_zones_come_in_both_spellings(reading: Asking) -> None:
    """display_timezone is an IANA name; timezone has the inverted sign of Etc/GMT."""
    infos = reading.data(PATH, advertiser_ids=reading.tiktok.advertiser_ids)["list"]
    zones = [(info["display_timezone"], info["timezone"]) for info in infos]
    assert zones == [
        ("America/Los_Angeles", "Etc/GMT+8"),
        ("Europe/Berlin", "Etc/GMT-1"),
        ("Asia/Tokyo", "Etc/GMT-9"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("Pacific/Auckland", "Etc/GMT-12"),
    ]
    assert all(ZoneInfo(name) for pair in zones for name in pair)
    assert [info["currency"] for info in infos] == ["USD", "EUR", "JPY", "INR", "GBP", "NZD"]


def test_the_creation_time_is_in_epoch_seconds(reading: Asking) -> None:
    """Point 21: unlike every other time."""
    infos = reading.data(PATH, advertiser_ids=reading.tiktok.advertiser_ids)["list"]
    assert all(isinstance(info["create_time"], int) for info in infos)


def test_more_than_a_hundred_ids_are_too_many(reading: Asking) -> None:
    """Point 11: 101 ids are 40011, whoever they belong to; none is 40002."""
    assert reading.refusal(PATH, advertiser_ids=["7"] * 101)[0] == 40011
    assert reading.refusal(PATH, advertiser_ids=[])[0] == 40002
    assert reading.refusal(PATH) == (40002, '"advertiser_ids" is required, but missing.')


def test_one_bad_id_spoils_the_call_or_is_left_out(start: Callable[..., Asking]) -> None:
    """Point 28: what a mixed list comes to is a switch; bad ids alone always fail."""
    strict = start()
    good = strict.tiktok.advertiser_ids[0]
    assert strict.refusal(PATH, advertiser_ids=[good, "7009"])[0] == 40001
    lenient = start("--info-mixed", "partial")
    listed = lenient.data(PATH, advertiser_ids=[good, "7009"])["list"]
    assert [info["advertiser_id"] for info in listed] == [good]
    assert lenient.refusal(PATH, advertiser_ids=["7009"])[0] == 40001


def test_undocumented_fields_can_appear(start: Callable[..., Asking]) -> None:
    """Point 21: with the switch every record has one more field."""
    asking = start("--extra-fields")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    (info,) = asking.data(PATH, advertiser_ids=[advertiser_id], fields=["name"])["list"]
    campaign = asking.listed("/campaign/get/", advertiser_id)[0]
    assert "new_field_of_2027" in info
    assert "new_field_of_2027" in campaign
