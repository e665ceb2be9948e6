"""Advertisers that are lost while it runs: their access, a scope, or their good standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.catalogue.scopes import SCOPES
from tests.emulator.dataset.pixels import FIRST_ID, IDS_PER_ADVERTISER
from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import REPORT, TODAY, Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

INFO = "/advertiser/info/"
TOKENS_LIST = "/oauth2/advertiser/get/"
STATS = "/pixel/event/stats/"
PATHS = (
    *("/campaign/get/", "/adgroup/get/", "/ad/get/", "/smart_plus/ad/get/", REPORT, INFO),
    *("/pixel/list/", STATS),
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Asking]:
    """One local TikTok for all tests."""
    with LocalTikTok("--today", TODAY, "--advertisers", "2") as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def asking(shared: Asking) -> Asking:
    """A client whose advertisers are all well."""
    for advertiser_id in shared.tiktok.advertiser_ids:
        _change(shared, advertiser_id, mode="ok", status="STATUS_ENABLE")
    return shared


def _change(asking: Asking, advertiser_id: str, **change: Any) -> None:
    asking.tiktok.admin("POST", "advertisers", {"advertiser_id": advertiser_id, **change})


def _answer(asking: Asking, path: str, advertiser_id: str) -> tuple[int, str]:
    """Code and message of a path for an advertiser."""
    query: dict[str, Any] = {"advertiser_id": advertiser_id}
    if path == REPORT:
        query = asking.report(**query)
    elif path == INFO:
        query = {"advertiser_ids": [advertiser_id]}
    elif path == STATS:
        position = asking.tiktok.advertiser_ids.index(advertiser_id)
        query["pixel_ids"] = [str(FIRST_ID + position * IDS_PER_ADVERTISER)]
        query["date_range"] = {"start_date": TODAY, "end_date": TODAY}
    envelope = asking.envelope(path, **query)
    return envelope["code"], envelope["message"]


def _listed(asking: Asking) -> list[str]:
    """The token's advertisers."""
    app = {"app_id": asking.tiktok.app_id, "secret": asking.tiktok.app_secret}
    return [item["advertiser_id"] for item in asking.data(TOKENS_LIST, **app)["list"]]


def _no_permission(advertiser_id: str) -> tuple[int, str]:
    return 40001, f"No permission to operate advertiser: {advertiser_id}"


@pytest.mark.parametrize("scope", SCOPES)
def test_a_missing_scope_refuses_its_paths_for_its_advertiser(asking: Asking, scope: str) -> None:
    """Each path is named in its refusal; other paths and the other advertiser are fine."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, mode="scope_missing", scope=scope)
    for path in PATHS:
        refusal = (40001, f"advertiser does not grant you {path}:GET permission")
        assert _answer(asking, path, first) == (refusal if path in SCOPES[scope] else (0, "OK"))
        assert _answer(asking, path, second) == (0, "OK")
    assert _listed(asking) == [first, second]


def test_the_scopes_are_those_of_all_paths_that_name_an_advertiser() -> None:
    """No path stands under two scopes, none is without."""
    assert sorted(path for paths in SCOPES.values() for path in paths) == sorted(PATHS)


def test_a_scope_granted_again_opens_its_paths(asking: Asking) -> None:
    """`ok` for the scope mends both listings of ads."""
    first = asking.tiktok.advertiser_ids[0]
    scope = "Ads Management > Ad > Read Ads"
    _change(asking, first, mode="scope_missing", scope=scope)
    _change(asking, first, mode="ok", scope=scope)
    assert all(_answer(asking, path, first)[0] == 0 for path in PATHS)


def test_ok_without_a_path_mends_every_path(asking: Asking) -> None:
    """Whatever was refused is served again."""
    first = asking.tiktok.advertiser_ids[0]
    _change(asking, first, mode="scope_missing", path="/ad/get/")
    _change(asking, first, mode="forbidden", path=REPORT)
    _change(asking, first, mode="ok")
    assert all(_answer(asking, path, first)[0] == 0 for path in PATHS)


def test_one_path_may_be_well_where_the_others_are_not(asking: Asking) -> None:
    """A mode of one path wins over the one of all, `ok` too."""
    first = asking.tiktok.advertiser_ids[0]
    _change(asking, first, mode="forbidden")
    _change(asking, first, mode="ok", path=INFO)
    refused = [path for path in PATHS if _answer(asking, path, first) == _no_permission(first)]
    assert refused == [path for path in PATHS if path != INFO]


def test_a_withdrawn_access_is_gone_from_the_tokens_list(asking: Asking) -> None:
    """Everything refuses the advertiser as if the token never had it; the other one is there."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, mode="withdrawn")
    assert _listed(asking) == [second]
    assert {_answer(asking, path, first) for path in PATHS} == {_no_permission(first)}
    assert {_answer(asking, path, second) for path in PATHS} == {(0, "OK")}


@pytest.mark.parametrize("mode", ["forbidden", "deleted"])
def test_what_is_refused_otherwise_is_still_listed(asking: Asking, mode: str) -> None:
    """The list of a token names advertisers that every other path refuses."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, mode=mode)
    assert _listed(asking) == [first, second]
    assert {_answer(asking, path, first)[0] for path in PATHS} == {40001}


def test_an_access_can_end_between_two_pages(asking: Asking) -> None:
    """The first page is served, the second refused; the other advertiser's pages do not count."""
    first, second = asking.tiktok.advertiser_ids
    late = {"path": "/ad/get/", "page": 1}
    _change(asking, first, mode="withdrawn", after_page=late)
    codes = [
        asking.envelope("/ad/get/", advertiser_id=id_, page=page)["code"]
        for id_, page in ((second, 1), (first, 2), (first, 1), (first, 2), (second, 2))
    ]
    assert codes == [0, 0, 0, 40001, 0]


def test_an_access_can_end_once_the_list_was_read(asking: Asking) -> None:
    """A client that trusts the list is refused at its first request for the advertiser."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, mode="withdrawn", after_page={"path": TOKENS_LIST, "page": 1})
    assert _listed(asking) == [first, second]
    assert _answer(asking, INFO, first) == _no_permission(first)
    assert _listed(asking) == [second]


def test_an_access_can_end_with_the_details_of_several(asking: Asking) -> None:
    """A request that names the advertiser in a list counts."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, mode="withdrawn", after_page={"path": INFO, "page": 1})
    both = {"advertiser_ids": [second, first]}
    assert [asking.envelope(INFO, **both)["code"] for _ in range(2)] == [0, 40001]


def test_a_token_can_be_revoked_between_two_pages(asking: Asking) -> None:
    """From then on every request is refused, whoever it is about."""
    tiktok = asking.tiktok
    late = {"revoke": "for one page", "after_page": {"path": "/campaign/get/", "page": 1}}
    tiktok.admin("POST", "tokens", {"grant": "for one page"})
    tiktok.admin("POST", "tokens", late)
    other = Asking(tiktok)
    other.session.headers["Access-Token"] = "for one page"
    first, second = tiktok.advertiser_ids
    codes = [_answer(other, "/campaign/get/", id_)[0] for id_ in (first, second)]
    assert codes == [0, 40105]
    assert _answer(asking, "/campaign/get/", first)[0] == 0


@pytest.mark.parametrize("status", ["STATUS_DISABLE", "STATUS_LIMIT", "STATUS_CONTRACT_PENDING"])
def test_a_suspended_advertiser_is_listed_and_readable(asking: Asking, status: str) -> None:
    """Only its details tell; its objects and reports are served."""
    first, second = asking.tiktok.advertiser_ids
    _change(asking, first, status=status)
    infos = asking.data(INFO, advertiser_ids=[first, second])["list"]
    assert [info["status"] for info in infos] == [status, "STATUS_ENABLE"]
    assert _listed(asking) == [first, second]
    assert {_answer(asking, path, first) for path in PATHS} == {(0, "OK")}


def test_a_suspended_advertiser_may_refuse_its_reports_too(asking: Asking) -> None:
    """A status and a mode of one path hold together."""
    first = asking.tiktok.advertiser_ids[0]
    _change(asking, first, status="STATUS_DISABLE", mode="forbidden", path=REPORT)
    assert asking.data(INFO, advertiser_ids=[first])["list"][0]["status"] == "STATUS_DISABLE"
    refused = [path for path in PATHS if _answer(asking, path, first)[0]]
    assert refused == [REPORT]


@pytest.mark.parametrize(
    "wrong", [{"status": "SUSPENDED"}, {"mode": "scope_missing", "scope": "Everything"}]
)
def test_a_status_or_scope_that_tiktok_does_not_have_is_refused(
    asking: Asking, wrong: dict[str, str]
) -> None:
    """The admin call is wrong, and says so."""
    with pytest.raises(RuntimeError, match="400"):
        _change(asking, asking.tiktok.advertiser_ids[0], **wrong)
