"""TikTok's return codes: what is done about each of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    AppBlocked,
    AppRefused,
    EndpointGone,
    LaneThrottled,
    NamesRefused,
    NotGranted,
    QueryTooLarge,
    Rejected,
    Retryable,
    RunFailed,
    StreamFailed,
    Throttled,
    TikTokError,
    TimedOut,
    Unavailable,
    WrongAddress,
)
from tap_tiktok_ads.tiktok.codes import judge
from tests.tap.return_codes import CLASS_OF_CODE, OUTCOMES

ERRORS = {
    "retry": Retryable,
    "throttled": Throttled,
    "lane": LaneThrottled,
    "long": Unavailable,
    "smaller": QueryTooLarge,
    "advertiser": AdvertiserFailed,
    "stream": StreamFailed,
    "request": Rejected,
    "stop": RunFailed,
}


def verdict(code: int, message: str = "") -> TikTokError:
    error = judge(code, message, "20260310-1")
    assert error is not None
    return error


def test_every_outcome_has_an_error() -> None:
    """The table of the tests and the tree of errors speak of the same things."""
    assert set(OUTCOMES) == set(ERRORS)


@pytest.mark.parametrize(("code", "outcome"), CLASS_OF_CODE.items())
def test_each_code_is_judged_as_tiktok_documents_it(code: int, outcome: str) -> None:
    """Every return code of TikTok's documentation leads to its recovery."""
    found = verdict(code)
    assert isinstance(found, ERRORS[outcome])
    assert type(found) in {ERRORS[outcome], AppBlocked, EndpointGone, WrongAddress}


@pytest.mark.parametrize(
    ("code", "message", "advice"),
    [
        (40105, "The app id or secret is incorrect", "check app_id and app_secret"),
        (40106, "Invalid app_id", "check app_id and app_secret"),
        (40105, "Access token is incorrect or has been revoked.", "check access_token"),
        (40400, "Router not found", "check that api_url is TikTok's"),
        (40010, "wrong domain", "check api_url"),
        (40113, "app forbidden", "see to the app"),
        (40125, "developer has no permission", "see to the app"),
    ],
)
def test_the_advice_names_the_setting_at_fault(code: int, message: str, advice: str) -> None:
    """TikTok refuses a token and an app with one code: its words tell them apart."""
    assert f"What to do: {advice}" in verdict(code, message).with_advice()


def test_a_refused_app_stops_the_run() -> None:
    """Nothing can be read with a wrong app secret."""
    assert isinstance(verdict(40105, "The app id or secret is incorrect"), AppRefused)
    assert issubclass(AppRefused, RunFailed)


@given(st.integers(50000, 59999), st.text())
def test_every_service_error_is_retried(code: int, message: str) -> None:
    """Codes 50000 to 59999 are TikTok's own services: all of them pass."""
    assert type(judge(code, message.replace("[", ""), "")) is Retryable


@pytest.mark.parametrize("code", [1, 39999, 42000, 99999, -1])
def test_an_unknown_code_fails_the_request_only(code: int) -> None:
    """A code nobody has seen neither stops the run nor is asked for again."""
    assert type(verdict(code)) is Rejected


@given(st.text())
def test_code_zero_is_success_whatever_the_text_says(message: str) -> None:
    """Only the code decides: TikTok writes OK, ok, or nothing."""
    assert judge(0, message, "r") is None


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        (40001, "No permission to operate advertiser: 7001112223334445558", AdvertiserFailed),
        (40001, "advertiser 7001 doesn't exist or has been deleted.", AdvertiserFailed),
        (40001, "advertiser does not grant you /ad/get/:GET permission", NotGranted),
        (40002, "The advertiser 7001 doesn't exist or has been deleted.", AdvertiserFailed),
        (40002, "max time span is 30 days when use stat_time_day", Rejected),
        (40002, "dimension campaign_id does not match data_level AUCTION_ADGROUP", Rejected),
        (40300, "advertiser does not exist", AdvertiserFailed),
        (51008, "Service error: check the account", Retryable),
    ],
)
def test_the_text_decides_where_a_code_means_several_things(
    code: int, message: str, error: type[TikTokError]
) -> None:
    """40001 is a lost advertiser or a missing scope, 40002 a bad request or a lost advertiser."""
    assert type(verdict(code, message)) is error


def test_refused_metrics_are_named() -> None:
    """The text of 40002 names each metric that TikTok refuses."""
    error = verdict(
        40002,
        "Please correct the information in invalid metric fields and try again. "
        "Invalid metric fields: ['voucher_spend', 'cash_spend']. ",
    )

    assert isinstance(error, NamesRefused)
    assert error.refused == {"voucher_spend", "cash_spend"}
    assert error.legal == frozenset()


def test_refused_fields_are_known_by_the_legal_ones() -> None:
    """For fields TikTok names one index and all legal names."""
    error = verdict(
        40002,
        "fields.32: one or more value of the param is not acceptable, "
        "correct is ['location_ids', 'product_set_id',\n 'budget']",
    )

    assert isinstance(error, NamesRefused)
    assert error.legal == {"location_ids", "product_set_id", "budget"}


def test_the_text_begins_with_the_request_id() -> None:
    """TikTok's support asks for the request id first; code and id can be read off the error."""
    error = verdict(40105, "Access token is incorrect or has been revoked.")

    assert str(error).startswith("[request_id 20260310-1] TikTok answered 40105: Access token")
    assert (error.code, error.request_id) == (40105, "20260310-1")


def test_without_request_id_none_is_shown() -> None:
    """An answer without request id leaves no empty brackets."""
    error = judge(40105, "no", "")

    assert str(error) == "TikTok answered 40105: no"


@pytest.mark.parametrize("error", [*ERRORS.values(), TimedOut])
def test_each_error_says_what_to_do(error: type[TikTokError]) -> None:
    """Whatever ends up in front of a user has an advice."""
    assert error.advice


@given(st.integers(), st.text())
def test_any_answer_can_be_judged(code: int, message: str) -> None:
    """No code and no text makes the judge itself fail."""
    error = judge(code, message, "r")

    assert (error is None) == (code == 0)
