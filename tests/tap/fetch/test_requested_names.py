"""The names that are asked for, and what is learned when TikTok refuses some."""

from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import MetricRefused, NamesRefused, Rejected
from tap_tiktok_ads.fetch.requested_names import RequestedNames, as_json

NAMES = ("spend", "impressions", "reach")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_json_parameters_keep_their_value(value: object) -> None:
    """Encoding loses nothing and adds no spaces."""
    text = as_json(value)

    assert json.loads(text) == value
    assert json.dumps(value, separators=(",", ":"), ensure_ascii=False) == text


def refusal(*refused: str, legal: tuple[str, ...] = ()) -> NamesRefused:
    return NamesRefused(
        "refused", code=40002, request_id="r", refused=frozenset(refused), legal=frozenset(legal)
    )


def test_a_refused_default_is_left_out_from_then_on(caplog: pytest.LogCaptureFixture) -> None:
    """All queries that share the names go on without it, and the log says so once."""
    names = RequestedNames("metrics", NAMES)
    names.leave_out(refusal("reach"), names.text)

    assert names.text == '["spend","impressions"]'
    assert caplog.text.count("reach") == 1


def test_fields_that_are_not_legal_are_left_out() -> None:
    """When TikTok lists what is legal, everything else goes at once."""
    names = RequestedNames("fields", ["ad_id", "old", "ad_name", "older"])
    names.leave_out(refusal(legal=("ad_id", "ad_name", "new")), names.text)

    assert names.text == '["ad_id","ad_name"]'


def test_a_refused_metric_of_the_user_is_an_error_that_names_it() -> None:
    """The user's own metric is never dropped behind their back."""
    names = RequestedNames("metrics", [*NAMES, "revenue"], from_settings=["revenue"])
    with pytest.raises(MetricRefused, match="the setting metrics has revenue") as caught:
        names.leave_out(refusal("revenue", "reach"), names.text)

    assert caught.value.metrics == {"revenue"}
    assert caught.value.request_id == "r"


def test_what_one_advertiser_refuses_is_asked_of_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each learns for itself, and the warning says whose columns stay null."""
    names = RequestedNames("metrics", NAMES)
    one, other = names.of("7001"), names.of("7002")
    one.leave_out(refusal("reach"), one.text)
    assert one.names == ("spend", "impressions")
    assert other.names == names.names == NAMES
    assert "reach of advertiser 7001" in caplog.text


@pytest.mark.parametrize("error", [refusal(), refusal("unheard_of"), refusal(*NAMES)])
def test_a_refusal_that_leaves_nothing_to_do_fails_the_request(error: NamesRefused) -> None:
    """No endless asking: without a name to leave out, or with none left, it is an error."""
    names = RequestedNames("metrics", NAMES)
    with pytest.raises(Rejected) as caught:
        names.leave_out(error, names.text)

    assert caught.value.request_id == "r"


def test_threads_that_are_refused_together_learn_once() -> None:
    """A refusal of names that were already changed is no news."""
    names = RequestedNames("metrics", NAMES)
    asked = names.text
    threads = [
        threading.Thread(target=names.leave_out, args=(refusal("reach"), asked)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert names.text == '["spend","impressions"]'


def test_what_a_part_learns_is_known_to_the_whole() -> None:
    """Each window is asked for in parts of its own: none asks for a refused name again."""
    names = RequestedNames("metrics", [*NAMES, "clicks"])
    first, second = names.chunks(2)
    second.leave_out(refusal("reach"), second.text)

    assert first.names == ("spend", "impressions")
    assert second.names == ("clicks",)
    assert names.names == ("spend", "impressions", "clicks")


@pytest.mark.parametrize(("count", "lengths"), [(100, [100]), (101, [51, 50]), (7, [7]), (0, [])])
def test_parts_are_about_as_long_as_one_another(count: int, lengths: list[int]) -> None:
    """One name alone could be refused, and with it the rows."""
    names = RequestedNames("metrics", map(str, range(count)))
    parts = names.chunks(100)

    assert [len(part.names) for part in parts] == lengths
    assert tuple(name for part in parts for name in part.names) == names.names
