"""What single advertisers' answers lack on command: ids, rows, metrics, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import LEVELS, REPORT, TODAY, Asking, condition, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = "X-Tt-Ads-Throttle"
SPAN = {"start_date": "2026-11-01", "end_date": TODAY}
PATHS = ("/campaign/get/", "/adgroup/get/", "/ad/get/", "/smart_plus/ad/get/")
IDS = ("campaign_id", "adgroup_id", "ad_id", "smart_plus_ad_id")
WRONG_METRICS = (
    "Please correct the information in invalid metric fields and try again. "
    "Invalid metric fields: ['{}']. "
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Asking]:
    """One local TikTok for all tests: advertisers with one campaign, one ad group and three ads."""
    tiny = ("--campaigns", "1", "--ad-groups", "1", "--ads", "3")
    with LocalTikTok("--today", TODAY, "--advertisers", "2", *tiny) as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def asking(shared: Asking) -> Asking:
    """A client whose local TikTok answers as usual."""
    shared.tiktok.admin("DELETE", "answers")
    return shared


def _cut(asking: Asking, advertiser_id: str, **changes: Any) -> tuple[set[str], bool]:
    """The ads of a report, and whether the header says that some are missing."""
    query = {"advertiser_id": advertiser_id, "page_size": 1000, **SPAN, **changes}
    query.setdefault("filtering", everything("AUCTION_AD"))
    answer = asking.get(REPORT, **asking.report(**query))
    ads = {row["dimensions"]["ad_id"] for row in answer.json()["data"]["list"]}
    return ads, HEADER in answer.headers


def test_a_tiny_advertiser_can_be_cut_and_the_other_is_not(asking: Asking) -> None:
    """Two of its three ads are kept, the newest."""
    tiny, other = asking.tiktok.advertiser_ids
    whole, header = _cut(asking, tiny)
    assert (len(whole), header) == (3, False)
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=2)
    assert _cut(asking, tiny) == (set(sorted(whole)[1:]), True)
    assert len(_cut(asking, other)[0]) == 3
    assert not _cut(asking, other)[1]


def test_asking_for_its_only_campaign_and_ad_group_does_not_help(asking: Asking) -> None:
    """One id of each is all it has: only the ids of ads get past the cut."""
    tiny = asking.tiktok.advertiser_ids[0]
    ads = asking.listed("/ad/get/", tiny, primary_status="STATUS_ALL")
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=2)
    for key in ("campaign_id", "adgroup_id"):
        narrow = condition(f"{key}s", "IN", f'["{ads[0][key]}"]')
        assert _cut(asking, tiny, filtering=[narrow, *everything("AUCTION_AD")])[1]
    found = set()
    for ad in ads:
        one = condition("ad_ids", "IN", f'["{ad["ad_id"]}"]')
        rows, header = _cut(asking, tiny, filtering=[one, *everything("AUCTION_AD")])
        assert not header
        found |= rows
    assert found == {ad["ad_id"] for ad in ads}


def test_the_header_comes_with_every_part_of_the_metrics(asking: Asking) -> None:
    """Whichever metrics a request asks for, the same ads are kept and it says so."""
    tiny = asking.tiktok.advertiser_ids[0]
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=2)
    metrics = (["spend"], ["clicks", "conversion"], ["ad_name"])
    answers = [_cut(asking, tiny, metrics=part) for part in metrics]
    assert all(header for _, header in answers)
    assert answers[0] == answers[1] == answers[2]


def test_a_cut_can_begin_between_two_parts_of_the_metrics(asking: Asking) -> None:
    """The first part has no header, the second has, on the same page of the same rows."""
    tiny = asking.tiktok.advertiser_ids[0]
    late = {"path": REPORT, "page": 1}
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=2, after_page=late)
    assert [_cut(asking, tiny, metrics=[m])[1] for m in ("spend", "clicks")] == [False, True]


def test_no_limit_is_no_cut(asking: Asking) -> None:
    """0 keeps every id, whatever is said of everyone else."""
    tiny, other = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(max_ads=1)
    asking.tiktok.change_answers(advertiser_id=other, max_ads=0)
    assert (_cut(asking, tiny)[1], _cut(asking, other)[1]) == (True, False)


@pytest.mark.parametrize(("path", "key"), list(zip(PATHS[:3], IDS[:3], strict=True)))
def test_a_listing_can_count_more_than_it_serves(asking: Asking, path: str, key: str) -> None:
    """The count stays, the oldest row is on no page, however often one asks."""
    advertiser_id = asking.tiktok.advertiser_ids[0]
    query: dict[str, Any] = {"advertiser_id": advertiser_id, "page_size": 2}
    query["filtering"] = {"primary_status": "STATUS_ALL"}
    whole = asking.listed(path, advertiser_id, primary_status="STATUS_ALL")
    asking.tiktok.change_answers(advertiser_id=advertiser_id, path=path, unserved_rows=1)
    for _ in range(2):
        pages = [asking.data(path, **query, page=page) for page in (1, 2)]
        assert pages[0]["page_info"]["total_number"] == len(whole)
        assert pages[0]["page_info"]["total_page"] == (len(whole) + 1) // 2
        served = [item[key] for page in pages for item in page["list"]]
        assert served == [item[key] for item in whole[:-1]]


def test_smart_plus_ads_can_be_unserved_too() -> None:
    """The listing of Smart+ ads counts and serves apart as well."""
    with LocalTikTok("--today", TODAY, "--advertisers", "1") as tiktok:
        asking, path = Asking(tiktok), "/smart_plus/ad/get/"
        query = {"advertiser_id": tiktok.advertiser_ids[0], "page_size": 100}
        whole = asking.data(path, **query)
        asking.tiktok.change_answers(unserved_rows=1)
        found = asking.data(path, **query)
    assert found["page_info"] == whole["page_info"]
    assert found["list"] == whole["list"][:-1]


def test_a_report_can_count_more_than_it_serves(asking: Asking) -> None:
    """Its pages hold fewer rows than `total_number` says, and none that is not the report's."""
    advertiser_id = asking.tiktok.advertiser_ids[0]
    query = asking.report(advertiser_id=advertiser_id, page_size=1000, **SPAN)
    whole = asking.data(REPORT, **query)
    asking.tiktok.change_answers(advertiser_id=advertiser_id, path=REPORT, unserved_rows=3)
    found = asking.data(REPORT, **query)
    assert found["page_info"] == whole["page_info"]
    assert found["list"] == whole["list"][:-3]


def test_one_path_and_one_advertiser_alone_serve_less(asking: Asking) -> None:
    """The other path and the other advertiser are complete."""
    first, second = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=first, path="/ad/get/", unserved_rows=1)
    calls = (("/ad/get/", first), ("/campaign/get/", first), ("/ad/get/", second))
    assert [len(asking.listed(path, id_)) for path, id_ in calls] == [1, 1, 2]


@pytest.mark.parametrize("level", LEVELS)
def test_a_metric_can_be_refused_for_one_advertiser(asking: Asking, level: str) -> None:
    """All wrong metrics are in one text, those that everybody refuses too; others are fine."""
    first, second = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=first, refused_metrics=["reach", "likes"])
    metrics = ["spend", "likes", "nonsense", "reach"]
    refused = asking.report(level, advertiser_id=first, metrics=metrics)
    wrong = "likes', 'nonsense', 'reach"
    assert asking.refusal(REPORT, **refused) == (40002, WRONG_METRICS.format(wrong))
    metrics.remove("nonsense")
    asking.data(REPORT, **asking.report(level, advertiser_id=second, metrics=metrics))
    asking.data(REPORT, **asking.report(level, advertiser_id=first, metrics=["spend"]))


def test_a_report_over_several_advertisers_refuses_what_one_refuses(asking: Asking) -> None:
    """The request is one, so it is refused whole."""
    first, second = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=second, refused_metrics=["reach"])
    both = asking.report(advertiser_id=None, advertiser_ids=[first, second], metrics=["reach"])
    assert asking.refusal(REPORT, **both)[1] == WRONG_METRICS.format("reach")


@pytest.mark.parametrize(("path", "key"), list(zip(PATHS, IDS, strict=True)))
def test_a_field_can_be_refused_for_one_advertiser(asking: Asking, path: str, key: str) -> None:
    """By its index, with the legal names, of which it is none; the other advertiser has it."""
    first, second = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=first, refused_fields=["modify_time"])
    fields = [key, "modify_time"]
    code, message = asking.refusal(path, advertiser_id=first, fields=fields)
    assert code == 40002
    start = "fields.1: one or more value of the param is not acceptable, correct is ['"
    assert message.startswith(start)
    assert "'create_time'" in message
    assert "'modify_time'" not in message
    asking.data(path, advertiser_id=second, fields=fields)
    asking.data(path, advertiser_id=first, fields=[key])


def test_a_listing_without_fields_leaves_refused_ones_out(asking: Asking) -> None:
    """All fields means all that the advertiser has."""
    first, second = asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=first, refused_fields=["budget"])
    theirs, others = (asking.listed("/campaign/get/", id_)[0] for id_ in (first, second))
    assert set(others) - set(theirs) == {"budget"}


def test_a_field_of_advertisers_can_be_refused_for_one(asking: Asking) -> None:
    """A request that names it among others is refused whole; without fields it is left out."""
    path, (first, second) = "/advertiser/info/", asking.tiktok.advertiser_ids
    asking.tiktok.change_answers(advertiser_id=first, refused_fields=["balance"])
    both = {"advertiser_ids": [first, second]}
    assert asking.refusal(path, **both, fields=["balance"])[0] == 40002
    asking.data(path, advertiser_ids=[second], fields=["balance"])
    theirs = asking.data(path, advertiser_ids=[first])["list"][0]
    others = asking.data(path, advertiser_ids=[second])["list"][0]
    assert set(others) - set(theirs) == {"balance"}


def test_a_change_takes_back_what_it_names_and_nothing_else(asking: Asking) -> None:
    """Two changes of the same advertiser hold together."""
    tiny = asking.tiktok.advertiser_ids[0]
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=2)
    asking.tiktok.change_answers(advertiser_id=tiny, unserved_rows=1)
    assert _cut(asking, tiny)[1]
    asking.tiktok.change_answers(advertiser_id=tiny, max_ads=0)
    assert not _cut(asking, tiny)[1]
    assert len(asking.listed("/ad/get/", tiny, primary_status="STATUS_ALL")) == 2
