"""Which advertisers are imported, and what is known of them: scripted answers, real sockets."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.accounts import Advertiser, choose, describe, discover
from tap_tiktok_ads.errors import RunFailed, SettingError, TikTokError, TimedOut
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.tiktok.client import Client
from tap_tiktok_ads.tiktok.limiter import RateLimiter
from tests.tap.fake_time import FakeTime
from tests.tap.scripted_server import Answer, Asked, ScriptedServer, envelope

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
GONE = envelope(40001, "advertiser 2 doesn't exist or has been deleted.")


def client_for(server: ScriptedServer) -> Client:
    time = FakeTime()
    return Client(
        api_url=server.url,
        access_token="t",  # noqa: S106 - opens nothing
        limiter=RateLimiter(1e6, clock=time.clock, sleep=time.sleep),
        timeout=5,
        sleep=time.sleep,
    )


def ids_of(asked: Asked) -> list[str]:
    ids: list[str] = json.loads(asked.query["advertiser_ids"])
    return ids


def described(
    ids: list[str], *answers: Answer | Callable[[Asked], Answer]
) -> tuple[list[str], dict[str, str], list[list[str]]]:
    """The ids described, the failures by id, and the ids of each request."""
    with ScriptedServer(*answers) as server:
        client = client_for(server)
        names = RequestedNames("fields", ["advertiser_id", "currency"])
        found = describe(client, ids, names)
        client.close()
        return (
            [one.advertiser_id for one in found.advertisers],
            {one: str(error) for one, error in found.failures.items()},
            [ids_of(a) for a in server.asked],
        )


def tell(*known: str) -> Callable[[Asked], Answer]:
    """Describe the ids that are known, whatever was asked for."""

    def answer(asked: Asked) -> Answer:
        rows = [{"advertiser_id": one} for one in reversed(ids_of(asked)) if one in known]
        return envelope(data={"list": rows})

    return answer


def refuse_if(bad: str, *known: str) -> Callable[[Asked], Answer]:
    """Fail a call with one bad id entirely."""
    return lambda asked: GONE if bad in ids_of(asked) else tell(*known)(asked)


def test_advertisers_are_described_in_the_order_asked() -> None:
    """One call for all of them; TikTok's order does not matter."""
    assert described(["3", "1", "2"], tell("1", "2", "3")) == (
        ["3", "1", "2"],
        {},
        [["3", "1", "2"]],
    )


def test_at_most_a_hundred_ids_are_asked_for_at_once() -> None:
    """TikTok refuses more (code 40011)."""
    ids = [str(number) for number in range(1, 251)]
    found, failures, asked = described(ids, tell(*ids))

    assert found == ids
    assert failures == {}
    assert [len(one) for one in asked] == [100, 100, 50]


def test_one_bad_id_does_not_hide_the_others() -> None:
    """A call that fails entirely is repeated with one id each: only the bad one is lost."""
    found, failures, asked = described(["1", "2", "3"], refuse_if("2", "1", "3"))

    assert found == ["1", "3"]
    assert failures.keys() == {"2"}
    assert "doesn't exist" in failures["2"]
    assert asked == [["1", "2", "3"], ["1"], ["2"], ["3"]]


def test_an_id_that_tiktok_leaves_out_is_lost() -> None:
    """A partial answer, without an error: the missing id is named."""
    found, failures, asked = described(["1", "2", "3"], tell("1", "3"))

    assert found == ["1", "3"]
    assert failures.keys() == {"2"}
    assert len(asked) == 1


def test_rows_that_nobody_asked_for_are_passed_over() -> None:
    """Rows of other ids, and rows without any, are no advertisers of this run."""
    odd = envelope(data={"list": [{"advertiser_id": "9"}, {}, {"advertiser_id": 1}]})

    assert described(["1"], odd)[0] == ["1"]


@pytest.mark.parametrize("code", [40105, 40104, 40113, 40130])
def test_what_fails_for_everybody_is_raised_at_once(code: int) -> None:
    """A wrong token is not tried for each advertiser."""
    with pytest.raises(TikTokError) as caught:
        described(["1", "2"], envelope(code))

    assert caught.value.code == code


def test_the_service_error_that_one_lost_id_causes_is_isolated() -> None:
    """51008 stays for the call with the lost id, and goes away without it."""
    found, failures, _ = described(
        ["1", "2"], lambda asked: envelope(51008) if "2" in ids_of(asked) else tell("1")(asked)
    )

    assert found == ["1"]
    assert failures.keys() == {"2"}


@pytest.mark.parametrize("data", [None, [], {"list": {}}, {"list": [7]}, {"list": "x"}, "x"])
def test_an_answer_of_another_shape_loses_no_more_than_it_must(data: Any) -> None:
    """It counts as an answer that describes nobody."""
    body = json.dumps({"code": 0, "message": "OK", "request_id": "r", "data": data}).encode()
    found, failures, _ = described(["1"], Answer(body))

    assert found == []
    assert failures.keys() == {"1"}


def test_refused_fields_are_left_out() -> None:
    """An account without one of the default fields is described without it."""
    refusal = envelope(
        40002,
        "fields.1: one or more value of the param is not acceptable, correct is ['advertiser_id']",
    )
    found, _, asked = described(["1"], refusal, tell("1"))

    assert found == ["1"]
    assert len(asked) == 2


def test_discovery_lists_what_the_token_may_read() -> None:
    """App id and secret go along; rows without an id are passed over."""
    listed = envelope(data={"list": [{"advertiser_id": "1"}, {"advertiser_id": 2}, {"name": "x"}]})
    with ScriptedServer(listed) as server:
        client = client_for(server)
        assert discover(client, "app", "s & s") == ["1", "2"]
        client.close()

    assert server.asked[0].query == {"app_id": "app", "secret": "s & s"}


def test_a_wrong_secret_stops_the_run() -> None:
    """TikTok's refusal is raised, without the secret in its text."""
    with ScriptedServer(envelope(40105, "wrong")) as server:
        client = client_for(server)
        with pytest.raises(RunFailed) as caught:
            discover(client, "app", "canary-secret")
        client.close()

    assert "canary" not in str(caught.value)
    assert "app_id and app_secret" in caught.value.with_advice()


def test_a_call_without_an_answer_is_repeated_once() -> None:
    """There is no smaller question to ask; the second timeout is an error."""
    attempts = []

    class Silent(Client):
        def get(self, path: str, *_: Any, **__: Any) -> Any:
            attempts.append(path)
            raise TimedOut("no answer")

    with ScriptedServer(GONE) as server:
        silent = client_for(server)
        silent.__class__ = Silent
        with pytest.raises(TimedOut):
            discover(silent, "app", "secret")

    assert len(attempts) == 2


@pytest.mark.parametrize(
    ("candidates", "excluded", "chosen"),
    [
        (["1", "2", "1"], [], ["1", "2"]),
        (["1", "2", "3"], ["2", "9"], ["1", "3"]),
    ],
)
def test_advertisers_are_chosen_once_and_in_order(
    candidates: list[str], excluded: list[str], chosen: list[str]
) -> None:
    """Duplicates and excluded ids are left out."""
    assert choose(candidates, excluded) == chosen


@pytest.mark.parametrize(
    ("candidates", "excluded", "expected"),
    [
        (["1"], ["1"], "exclude_advertiser_ids leaves no"),
        ([], [], "the token grants access to none"),
    ],
)
def test_nobody_left_is_an_error_that_says_why(
    candidates: list[str], excluded: list[str], expected: str
) -> None:
    """Excluded by the user, or never granted."""
    with pytest.raises(SettingError, match=expected):
        choose(candidates, excluded)


@pytest.mark.parametrize(
    ("row", "time_zone", "today"),
    [
        ({"display_timezone": "Pacific/Kiritimati"}, "Pacific/Kiritimati", "2026-03-11"),
        ({"display_timezone": "Etc/GMT+12", "timezone": "UTC"}, "Etc/GMT+12", "2026-03-10"),
        ({"timezone": "Etc/GMT-14"}, "Etc/GMT-14", "2026-03-11"),
        ({}, "UTC", "2026-03-10"),
        ({"display_timezone": None, "timezone": ""}, "UTC", "2026-03-10"),
    ],
)
def test_an_advertisers_day_is_that_of_its_display_time_zone(
    row: dict[str, Any], time_zone: str, today: str
) -> None:
    """`timezone` is the second choice, and UTC the last."""
    advertiser = Advertiser({"advertiser_id": "1", **row})

    assert advertiser.time_zone == time_zone
    assert advertiser.today(NOW).isoformat() == today


def test_an_unknown_time_zone_is_utc_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """The advertiser is imported all the same, and the log names it."""
    advertiser = Advertiser({"advertiser_id": "1", "display_timezone": "Mars/Olympus"})

    assert {advertiser.today(NOW).isoformat() for _ in range(4)} == {"2026-03-10"}
    (line,) = caplog.messages  # each stream asks: it is said once
    assert "advertiser 1" in line
    assert "Mars/Olympus" in line
