"""Who may send: the token checks of event/track."""

from __future__ import annotations

import pytest

from tests.emulator.events.sender import OTHER_PIXEL, PIXEL, Sender, order

NARROW, WIDE, UNKNOWN = "narrow", "wide", "unknown"


@pytest.mark.parametrize("token", [None, ""])
def test_a_missing_token_is_40104_and_the_text_names_the_header(token: str | None) -> None:
    """Without a token TikTok tells which header it wants."""
    answer = Sender().post(order(), token=token)
    assert answer["code"] == 40104
    assert answer["message"] == (
        "Access token is null, you should set it in http header with key Access-Token."
    )


@pytest.mark.parametrize("token", [UNKNOWN, "Bearer local-token", "LOCAL-TOKEN"])
def test_a_wrong_token_is_40105_and_a_bearer_prefix_makes_it_wrong(token: str) -> None:
    """Only the token itself, without any prefix, is known."""
    sender = Sender()
    answer = sender.post(order(), token=token)
    assert answer["code"] == 40105
    assert answer["message"] == "Access token is incorrect or has been revoked."
    assert sender.summary["stored"] == 0


def test_the_token_is_checked_before_anything_else() -> None:
    """A wrong token is reported even when the body is no JSON at all."""
    assert b'"code":40105' in Sender().call(b"not json", token=UNKNOWN).body
    assert b'"code":40104' in Sender().call(b"not json", token=None).body


def test_the_default_token_may_write_to_every_event_source() -> None:
    """No set-up is needed for a test with any pixel."""
    sender = Sender()
    assert sender.post(order())["code"] == 0
    assert sender.post(order(), event_source_id=OTHER_PIXEL)["code"] == 0


def test_a_token_of_one_pixel_is_40001_on_another() -> None:
    """A token that is known but does not own the event source has no permission."""
    sender = Sender()
    sender.admin("POST", "tokens", {"grant": NARROW, "event_source_ids": [PIXEL]})
    assert sender.post(order(), token=NARROW)["code"] == 0
    answer = sender.post(order(), token=NARROW, event_source_id=OTHER_PIXEL)
    assert answer["code"] == 40001
    assert answer["message"].startswith(f"No permission to operate pixel code: {OTHER_PIXEL}.")
    assert sender.summary["stored"] == 1


def test_a_token_may_own_several_event_sources() -> None:
    """Both pixels of one token accept it."""
    sender = Sender()
    owned = [PIXEL, OTHER_PIXEL]
    sender.admin("POST", "tokens", {"grant": WIDE, "event_source_ids": owned})
    assert [sender.post(order(), token=WIDE, event_source_id=i)["code"] for i in owned] == [0, 0]


def test_permission_is_checked_before_the_events() -> None:
    """An event that is wrong does not hide that the pixel is not the token's."""
    sender = Sender()
    sender.admin("POST", "tokens", {"grant": NARROW, "event_source_ids": [OTHER_PIXEL]})
    assert sender.post({"event": 1}, token=NARROW)["code"] == 40001


def test_a_token_can_be_revoked_in_mid_run() -> None:
    """After the requests that are left, every further one is 40105."""
    sender = Sender()
    sender.admin("POST", "tokens", {"revoke": "local-token", "after_requests": 2})
    codes = [sender.post(order(str(number)))["code"] for number in range(4)]
    assert codes == [0, 0, 40105, 40105]
    assert sender.summary["stored"] == 2


def test_a_revoked_token_can_be_granted_again() -> None:
    """The operator mends the token and the run goes on."""
    sender = Sender()
    sender.admin("POST", "tokens", {"revoke": "local-token"})
    assert sender.post(order())["code"] == 40105
    sender.admin("POST", "tokens", {"grant": "local-token"})
    assert sender.post(order())["code"] == 0


def test_a_token_change_must_say_what_to_change() -> None:
    """A misspelt or empty change is an error of the test, not silence."""
    sender = Sender()
    with pytest.raises(ValueError, match="grant and revoke"):
        sender.admin("POST", "tokens", {})
    with pytest.raises(ValueError, match="revoked"):
        sender.admin("POST", "tokens", {"revoked": "local-token"})
