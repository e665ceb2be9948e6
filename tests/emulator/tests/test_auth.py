"""Tokens, users and OAuth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.advertiser_modes import AdvertiserModes
from tests.emulator.auth import Tokens
from tests.emulator.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking


@pytest.mark.parametrize(
    ("headers", "code", "message"),
    [
        ({}, 40104, "Access token is empty."),
        ({"Access-Token": ""}, 40104, "Access token is empty."),
        ({"Authorization": "Bearer local-token"}, 40104, "Access token is empty."),
        ({"Access-Token": "wrong"}, 40105, "Access token is incorrect or has been revoked."),
        ({"Access-Token": "Bearer local-token"}, 40105, None),
    ],
)
def test_the_token_comes_bare_in_its_own_header(
    reading: Asking, headers: dict[str, str], code: int, message: str | None
) -> None:
    """Point 2: no header is 40104, a wrong token 40105; a Bearer does not count."""
    asking = type(reading)(reading.tiktok)
    asking.session.headers.pop("Access-Token")
    asking.session.headers.update(headers)
    found = asking.refusal("/user/info/")
    assert found == (code, message or found[1])


def test_an_error_has_empty_data(reading: Asking, start: Callable[..., Asking]) -> None:
    """Point 3: `data` is {} on errors, or null with the switch."""
    assert reading.envelope("/campaign/get/")["data"] == {}
    assert start("--null-data-on-error").envelope("/campaign/get/")["data"] is None


def test_the_token_is_checked_before_the_parameters(reading: Asking) -> None:
    """A wrong token and wrong parameters together are a wrong token."""
    asking = type(reading)(reading.tiktok)
    asking.session.headers["Access-Token"] = "wrong"
    assert asking.refusal("/campaign/get/")[0] == 40105


def test_the_advertisers_of_a_token_come_unpaged(start: Callable[..., Asking]) -> None:
    """Point 4: id and name of every advertiser, whatever page is asked for."""
    asking = start("--advertisers", "25")
    tiktok = asking.tiktok
    data = asking.data(
        "/oauth2/advertiser/get/", app_id=tiktok.app_id, secret=tiktok.app_secret, page=2
    )
    assert [set(item) for item in data["list"]] == [{"advertiser_id", "advertiser_name"}] * 25
    assert [item["advertiser_id"] for item in data["list"]] == tiktok.advertiser_ids
    assert "page_info" not in data


def test_a_wrong_secret_is_refused(start: Callable[..., Asking], reading: Asking) -> None:
    """Point 4: both must be right; the code of a wrong secret is a switch."""
    path, app = "/oauth2/advertiser/get/", reading.tiktok.app_id
    assert reading.refusal(path, app_id=app, secret="x")[0] == 40105  # noqa: S106 - it is wrong
    assert reading.refusal(path, app_id="x", secret=reading.tiktok.app_secret)[0] == 40105
    assert reading.refusal(path, app_id=app)[0] == 40002
    other = start("--wrong-secret-code", "40002")
    assert other.refusal(path, app_id=app, secret="x")[0] == 40002  # noqa: S106 - it is wrong


def test_an_auth_code_buys_one_token(start: Callable[..., Asking]) -> None:
    """Point 5: the first exchange gives a working token, the second 40110."""
    asking = start()
    tiktok = asking.tiktok
    body = {
        "app_id": tiktok.app_id,
        "secret": tiktok.app_secret,
        "auth_code": "local-auth-code",
    }

    def exchange() -> dict[str, Any]:
        url = f"{tiktok.url}/open_api/v1.3/oauth2/access_token/"
        found: dict[str, Any] = asking.session.post(url, json=body).json()
        return found

    first, second = exchange(), exchange()
    assert first["data"]["advertiser_ids"] == tiktok.advertiser_ids
    assert second["code"] == 40110
    asking.session.headers["Access-Token"] = first["data"]["access_token"]
    assert asking.envelope("/user/info/")["code"] == 0


def test_the_user_is_known_with_and_without_the_last_slash(reading: Asking) -> None:
    """`/user/info` works too, as a peer relies on it."""
    assert reading.data("/user/info") == reading.data("/user/info/")
    assert isinstance(reading.data("/user/info/")["create_time"], int)


def test_a_revoked_token_is_refused_and_a_granted_one_accepted(
    start: Callable[..., Asking],
) -> None:
    """Admin calls revoke and grant tokens while it runs, for some advertisers or all."""
    asking = start()
    first, second, *_ = asking.tiktok.advertiser_ids
    asking.tiktok.admin("POST", "tokens", {"revoke": "local-token"})
    assert asking.refusal("/user/info/")[0] == 40105
    asking.tiktok.admin("POST", "tokens", {"grant": "other", "advertiser_ids": [first]})
    asking.session.headers["Access-Token"] = "other"
    assert asking.envelope("/campaign/get/", advertiser_id=first)["code"] == 0
    assert asking.refusal("/campaign/get/", advertiser_id=second) == (
        40001,
        f"No permission to operate advertiser: {second}",
    )


def test_a_token_granted_an_advertiser_that_is_gone_still_lists_it(
    start: Callable[..., Asking],
) -> None:
    """The list of a token goes stale: what it names can be refused when read."""
    asking = start()
    tiktok = asking.tiktok
    tiktok.admin("POST", "tokens", {"grant": "local-token", "advertiser_ids": ["7009"]})
    listed = asking.data("/oauth2/advertiser/get/", app_id=tiktok.app_id, secret=tiktok.app_secret)[
        "list"
    ]
    assert [item["advertiser_id"] for item in listed] == ["7009"]
    assert asking.refusal("/campaign/get/", advertiser_id="7009")[0] == 40001


def test_several_tokens_can_be_accepted_from_the_start(start: Callable[..., Asking]) -> None:
    """--token replaces the usual one and can be repeated."""
    asking = start("--token", "one", "--token", "two")
    codes = []
    for token in ("one", "two", "local-token"):
        asking.session.headers["Access-Token"] = token
        codes.append(asking.envelope("/user/info/")["code"])
    assert codes == [0, 0, 40105]


def test_tokens_without_a_list_read_everything() -> None:
    """A token granted nothing in particular may read every advertiser, an unknown one none."""
    tokens = Tokens(["a"])
    assert tokens.may_read("a", "7")
    assert not tokens.may_read("b", "7")
    assert tokens.advertisers_of("a", ["7", "8"]) == ["7", "8"]


def test_a_mode_for_one_path_leaves_the_others_alone() -> None:
    """A missing scope refuses its path only, and `ok` mends it."""
    modes = AdvertiserModes()
    modes.set("7", "scope_missing", "/ad/get/")
    with pytest.raises(ApiError, match="advertiser does not grant you /ad/get/:GET permission"):
        modes.check("7", "/ad/get/")
    modes.check("7", "/campaign/get/")
    modes.set("7", "ok", "/ad/get/")
    modes.check("7", "/ad/get/")
