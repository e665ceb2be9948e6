"""What the listings refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.catalogue.ad_fields import AD_FIELDS
from tests.emulator.catalogue.ad_group_fields import AD_GROUP_FIELDS
from tests.emulator.catalogue.campaign_fields import CAMPAIGN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

PATHS = {"/campaign/get/": CAMPAIGN_FIELDS, "/adgroup/get/": AD_GROUP_FIELDS, "/ad/get/": AD_FIELDS}
LISTINGS = (*PATHS, "/smart_plus/ad/get/")


@pytest.fixture
def advertiser_id(reading: Asking) -> str:
    """The first advertiser."""
    return reading.tiktok.advertiser_ids[0]


@pytest.mark.parametrize("path", LISTINGS)
def test_the_advertiser_is_required(reading: Asking, path: str) -> None:
    """Point 7: without advertiser_id it is 40002, the name in double quotes."""
    assert reading.refusal(path) == (40002, '"advertiser_id" is required, but missing.')


@pytest.mark.parametrize("path", LISTINGS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", "campaign_id"),
        ("fields", '["campaign_id"'),
        ("fields", '"campaign_id"'),
        ("fields", "[1]"),
        ("filtering", "{primary_status:1}"),
        ("filtering", "[]"),
        ("page", "one"),
        ("page", "0"),
        ("page", "-1"),
        ("page_size", "0"),
        ("page_size", "1001"),
        ("page_size", "10.5"),
    ],
)
def test_a_malformed_parameter_is_refused(
    reading: Asking, advertiser_id: str, path: str, name: str, value: str
) -> None:
    """Points 6 and 9: JSON must be JSON of the right type, pages from 1, sizes 1 to the cap."""
    code, message = reading.refusal(path, advertiser_id=advertiser_id, **{name: value})
    assert code == 40002
    assert message.startswith(name)


@pytest.mark.parametrize(("path", "fields"), PATHS.items())
def test_one_unknown_field_spoils_the_request(
    reading: Asking, advertiser_id: str, path: str, fields: dict[str, Any]
) -> None:
    """Point 10: the first offending index, and the full legal list."""
    names = [*list(fields)[:2], "no_such_field", "another"]
    code, message = reading.refusal(path, advertiser_id=advertiser_id, fields=names)
    prefix = "fields.2: one or more value of the param is not acceptable, correct is ["
    assert code == 40002
    assert message.startswith(prefix)
    legal = message.removeprefix(prefix).removesuffix("]").replace("'", "").split(", ")
    assert set(legal) - {"ad_id_v2"} == set(fields)


@pytest.mark.parametrize("path", PATHS)
def test_known_fields_come_alone(reading: Asking, advertiser_id: str, path: str) -> None:
    """Point 10: only what was asked for, no id on top."""
    data = reading.data(path, advertiser_id=advertiser_id, fields=["create_time", "campaign_id"])
    assert {tuple(sorted(item)) for item in data["list"]} == {("campaign_id", "create_time")}


def test_every_documented_field_comes_by_default(reading: Asking, advertiser_id: str) -> None:
    """Without `fields` all are there; budget_optimize_on only where the campaign has it."""
    for path, fields in PATHS.items():
        keys = {key for item in reading.listed(path, advertiser_id) for key in item}
        assert keys == set(fields)
    campaigns = reading.listed("/campaign/get/", advertiser_id)
    assert {"budget_optimize_on" in item for item in campaigns} == {True, False}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("filtering", "code"),
    [
        ({"primary_status": "STATUS_GONE"}, 40002),
        ({"primary_status": ["STATUS_ALL"]}, 40002),
        ({"campaign_ids": ["1"] * 101}, 40011),
        ({"campaign_ids": [1]}, 40002),
        ({"campaign_ids": "1"}, 40002),
        ({"buying_types": ["AUCTIONS"]}, 40002),
        ({"campaign_automation_type": "AUTOMATIC"}, 40002),
        ({"campaign_system_origins": ["ELSEWHERE"]}, 40002),
        ({"creation_filter_start_time": "2026-11-01"}, 40002),
        ({"creation_filter_end_time": 5}, 40002),
    ],
)
def test_a_wrong_filter_is_refused(
    reading: Asking, advertiser_id: str, path: str, filtering: dict[str, Any], code: int
) -> None:
    """Points 8 and 11: enums are closed, ids are at most 100 texts, times have a format."""
    assert reading.refusal(path, advertiser_id=advertiser_id, filtering=filtering)[0] == code


def test_top_view_stands_alone(reading: Asking, advertiser_id: str) -> None:
    """Point 17: TikTok's exact words, and a page cap of 100 for ad groups and ads."""
    filtering = {"buying_types": ["AUCTION", "RESERVATION_TOP_VIEW"]}
    assert reading.refusal("/ad/get/", advertiser_id=advertiser_id, filtering=filtering) == (
        40002,
        (
            "Invalid param: 'filtering.buying_types'. The value 'RESERVATION_TOP_VIEW' cannot be "
            "combined with other enum values for this parameter. Please check and try again."
        ),
    )
    alone = {"buying_types": ["RESERVATION_TOP_VIEW"]}
    sizes = {"/campaign/get/": 1000, "/adgroup/get/": 100, "/ad/get/": 100}
    for path, largest in sizes.items():
        parameters = {"advertiser_id": advertiser_id, "filtering": alone}
        assert reading.data(path, **parameters, page_size=largest)["list"] == []
        assert reading.refusal(path, **parameters, page_size=largest + 1)[0] == 40002


def test_modified_after_exists_for_ads_only(reading: Asking, advertiser_id: str) -> None:
    """Point 18: campaigns and ad groups do not know it."""
    filtering = {"modified_after": "2026-11-01 00:00:00"}
    codes = {
        path: reading.envelope(path, advertiser_id=advertiser_id, filtering=filtering)["code"]
        for path in LISTINGS
    }
    assert codes == {
        "/campaign/get/": 40002,
        "/adgroup/get/": 40002,
        "/ad/get/": 0,
        "/smart_plus/ad/get/": 0,
    }


def test_unknown_keys_inside_filtering_are_a_switch(start: Callable[..., Asking]) -> None:
    """Point 18: refused, or ignored."""
    asking = start("--unknown-filter", "ignore")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    with_key = asking.listed("/campaign/get/", advertiser_id, modified_after="2099-01-01 00:00:00")
    assert with_key == asking.listed("/campaign/get/", advertiser_id)


def test_unknown_parameters_are_ignored(reading: Asking, advertiser_id: str) -> None:
    """Point 6: `filters=` instead of `filtering=` has no effect at all."""
    plain = reading.data("/ad/get/", advertiser_id=advertiser_id)
    status = {"primary_status": "STATUS_ALL"}
    assert reading.data("/ad/get/", advertiser_id=advertiser_id, filters=status) == plain


def test_a_page_size_over_the_cap_may_be_lowered(start: Callable[..., Asking]) -> None:
    """Point 9: the clamp is a switch."""
    asking = start("--page-size-clamp")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    info = asking.data("/ad/get/", advertiser_id=advertiser_id, page_size=5000)["page_info"]
    assert info["page_size"] == 1000


def test_only_null_fields_can_be_excluded(reading: Asking, advertiser_id: str) -> None:
    """Point 8: NULL_FIELD drops nulls, anything else is refused."""
    name = "exclude_field_types_in_response"
    kept = reading.data("/ad/get/", advertiser_id=advertiser_id, **{name: ["NULL_FIELD"]})["list"]
    assert all(value is not None for item in kept for value in item.values())
    assert reading.refusal("/ad/get/", advertiser_id=advertiser_id, **{name: ["EMPTY"]})[0] == 40002
