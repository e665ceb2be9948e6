"""`target-tiktok-events check` says whether a run would deliver, and what to do if not."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.operator.commands import COMMANDS
from target_tiktok_events.operator.trial_event import finding_of, send_test_event
from target_tiktok_events.tiktok.client import Envelope
from tests.target.operator.conftest import CODE
from tests.target.target_process import EXECUTABLE, PIXEL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.target.operator.conftest import Check

EVENT_SET = "7012345678901234567"
GUIDE = "[docs/errors.md#"


def events(tiktok: LocalTikTok, name: str) -> list[dict[str, Any]]:
    """One of the lists `stored` and `test` of the local TikTok."""
    items: list[dict[str, Any]] = tiktok.admin("GET", "events", list=name)["items"]
    return items


def test_a_good_setup_is_good(tiktok: LocalTikTok, check: Check, tmp_path: Path) -> None:
    """Exit code 0 and one test event; no event that counts, no file, no token in the output."""
    checked = check("--test-event-code", CODE)

    assert checked.code == 0
    assert {result for _, result, _ in checked.lines} == {"ok", "not checked"}
    assert checked.result("token") == checked.result("clock") == "ok"
    assert CODE in checked.detail("token")
    (sent,) = events(tiktok, "test")
    assert sent["event"]["event"] == "CompletePayment"
    assert events(tiktok, "stored") == []
    assert tiktok.token not in checked.output
    assert GUIDE not in checked.output
    assert [one.name for one in tmp_path.iterdir()] == ["config.json"]


def test_the_code_may_stand_in_the_settings(tiktok: LocalTikTok, check: Check) -> None:
    """As for a run under a test code, and the line on the settings says what a run would do."""
    checked = check(test_event_code=CODE)

    assert checked.code == 0
    assert len(events(tiktok, "test")) == 1
    assert "test events only" in checked.detail("settings")


def test_without_a_code_nothing_is_sent(tiktok: LocalTikTok, check: Check) -> None:
    """Exit code 2: nobody knows; the line says where a code is found."""
    checked = check()

    assert checked.code == 2
    assert checked.result("token") == checked.result("clock") == "not checked"
    assert "its tab Test Events" in checked.detail("token")
    assert tiktok.requests() == []


def test_no_event_can_leave_without_a_code() -> None:
    """What sends the test event refuses to send one that counts."""
    with pytest.raises(ValueError, match="production event"):
        send_test_event(None, None, "")  # type: ignore[arg-type]


def test_a_dry_run_sends_nothing(tiktok: LocalTikTok, check: Check) -> None:
    """It needs no token, so that is no fault; a code on the command line is an order to try one."""
    checked = check(dry_run=True, access_token=None, test_event_code=CODE)

    assert (checked.code, checked.result("token")) == (0, "not checked")
    assert tiktok.requests() == []

    assert check("--test-event-code", CODE, dry_run=True).result("token") == "ok"
    assert check("--test-event-code", CODE, dry_run=True, access_token=None).code == 2


def test_a_wrong_token_is_told_what_to_do(check: Check) -> None:
    """Exit code 1, TikTok's words, advice and the entry of the error guide; never the token."""
    checked = check("--test-event-code", CODE, access_token="canary-1c2d")  # noqa: S106

    assert (checked.code, checked.result("token")) == (1, "failed")
    assert "code 40105" in checked.detail("token")
    assert "What to do: make a token in Events Manager" in checked.detail("token")
    assert checked.detail("token").endswith("[docs/errors.md#refused]")
    assert checked.result("clock") == "ok"
    assert "canary" not in checked.output


def test_a_token_of_another_event_source_fails(tiktok: LocalTikTok, check: Check) -> None:
    """TikTok makes tokens per event source, and answers 40001."""
    grant = {"grant": "of-another", "event_source_ids": ["COTHER00000000000000"]}
    tiktok.admin("POST", "events/tokens", grant)

    checked = check("--test-event-code", CODE, access_token="of-another")  # noqa: S106

    assert (checked.code, checked.result("token")) == (1, "failed")
    assert "code 40001" in checked.detail("token")


def test_each_event_source_is_tried_with_its_token(tiktok: LocalTikTok, check: Check) -> None:
    """The line names the event source that is refused; the others are good."""
    stores = {
        "name": "stores",
        "stream": "tills",
        "event_source": "offline",
        "event_source_id": EVENT_SET,
        "access_token": "wrong",
    }
    other = {"name": "de", "stream": "de", "event_source_id": "CEXAMPLE0PIXEL0CODE1"}

    checked = check("--test-event-code", CODE, event_sources=[stores, other])

    assert checked.code == 1
    names = (f"token {PIXEL}", "token stores", "token de")
    assert [checked.result(one) for one in names] == ["ok", "failed", "ok"]
    assert "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_STORES" in checked.detail("token stores")
    sources = [one["event_source_id"] for one in events(tiktok, "test")]
    assert sources == [PIXEL, "CEXAMPLE0PIXEL0CODE1"]


@pytest.mark.parametrize("kind", ["offline", "crm", "app"])
def test_other_kinds_of_event_sources_take_the_test_event(
    tiktok: LocalTikTok, check: Check, kind: str
) -> None:
    """It holds what TikTok requires of the kind, and no fault is flagged."""
    event_name = {"event_name": "Purchase"} if kind == "app" else {}
    checked = check(
        "--test-event-code", CODE, event_source=kind, event_source_id=EVENT_SET, **event_name
    )

    assert (checked.code, checked.result("event source")) == (0, "ok")
    assert len(events(tiktok, "test")) == 1
    assert events(tiktok, "flags") == []


@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ({"event_source_id": EVENT_SET}, "failed"),
        ({"event_source_id": "cexample0pixel0code0"}, "warning"),
        ({"event_source_id": PIXEL, "event_source": "offline"}, "failed"),
        ({"event_source_id": PIXEL, "event_source": "crm"}, "failed"),
        ({"event_source_id": "123", "event_source": "offline"}, "warning"),
        ({"event_source_id": "com.example.shop", "event_source": "app"}, "warning"),
    ],
)
def test_an_id_of_the_wrong_form_is_told_what_to_write(
    check: Check, settings: dict[str, str], result: str
) -> None:
    """A number is no pixel code, and a pixel code no event set."""
    checked = check(**settings)

    assert checked.result("event source") == result
    assert "What to do: write " in checked.detail("event source")


def test_a_host_that_does_not_answer_fails(check: Check) -> None:
    """One line with host and cause; the second event source is not waited for."""
    other = {"name": "de", "stream": "de", "event_source_id": "CEXAMPLE0PIXEL0CODE1"}
    checked = check("--test-event-code", CODE, api_url="http://127.0.0.1:1", event_sources=[other])

    assert (checked.code, checked.result(f"token {PIXEL}")) == (1, "failed")
    assert "no connection to 127.0.0.1:1" in checked.detail(f"token {PIXEL}")
    assert checked.result("token de") == checked.result("clock") == "not checked"


def test_a_passing_fault_says_nothing_of_the_token(tiktok: LocalTikTok, check: Check) -> None:
    """Exit code 2: run it again; a person does not wait for five minutes."""
    tiktok.fault(path="/event/track/", kind="code", code=40100)

    checked = check("--test-event-code", CODE)

    assert (checked.code, checked.result("token")) == (2, "not checked")
    assert "What to do: run check again later" in checked.detail("token")


@pytest.mark.parametrize(
    ("answer", "result", "anchor", "words"),
    [
        (Envelope(200, 40105, "Access token is incorrect"), "failed", "refused", "make a token"),
        (Envelope(200, 40001, "No permission to operate"), "failed", "refused", "make a token"),
        (Envelope(200, 40007, "Not found"), "failed", "refused", "copy event_source_id"),
        (
            Envelope(200, 40002, "Invalid value for event_source_id: not a valid string."),
            "failed",
            "refused",
            "copy event_source_id",
        ),
        (Envelope(200, 40002, "test_event_code: Invalid"), "failed", "refused", "a new code"),
        (Envelope(200, 40002, "data.0.event: Unknown"), "failed", "refused", "compare event_name"),
        (Envelope(404), "failed", "address", "into api_url"),
        (Envelope(302), "failed", "address", "into api_url"),
        (Envelope(200, 40400, "Not found"), "failed", "address", "into api_url"),
        (Envelope(0, message="no answer of a within 1 s"), "failed", "unreachable", "api_url"),
        (Envelope(503), "not checked", "unreachable", "again later"),
        (Envelope(200, 61000, "Too many"), "not checked", "unreachable", "again later"),
        (Envelope(200, 40050, "Duplicated"), "ok", "", "took"),
    ],
)
def test_each_answer_has_its_advice(answer: Envelope, result: str, anchor: str, words: str) -> None:
    """A wrong token, event source, code, host and a passing fault are mended in other places."""
    finding = finding_of("token", answer, CODE)

    assert (finding.result.value, finding.anchor) == (result, anchor)
    assert words in finding.detail


@pytest.mark.parametrize(
    ("ahead", "result", "words"),
    [(600, "failed", "behind TikTok's"), (-600, "failed", "ahead of"), (90, "warning", "behind")],
)
def test_a_clock_that_is_off_is_told(
    tiktok: LocalTikTok, check: Check, ahead: int, result: str, words: str
) -> None:
    """By the date of TikTok's own answer."""
    tiktok.admin("POST", "clock", {"date_ahead": ahead})

    checked = check("--test-event-code", CODE)

    assert checked.result("clock") == result
    assert words in checked.detail("clock")
    assert "NTP" in checked.detail("clock")
    assert checked.code == (1 if result == "failed" else 0)


def test_settings_that_can_not_be_used_are_one_line(tiktok: LocalTikTok, check: Check) -> None:
    """Exit code 1, as a run would end."""
    checked = check(amount_unit="cents")

    assert checked.code == 1
    assert checked.lines == []
    assert tiktok.requests() == []


def test_the_installed_command_reads_variables(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """As `meltano invoke target-tiktok-events:check` gives them: without --config."""
    settings = {"EVENT_SOURCE_ID": PIXEL, "ACCESS_TOKEN": tiktok.token, "API_URL": tiktok.url}
    given = {f"TARGET_TIKTOK_EVENTS_{name}": one for name, one in settings.items()}

    ended = subprocess.run(
        [EXECUTABLE, "check", "--test-event-code", CODE],
        cwd=tmp_path,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "took a test event" in ended.stdout
    assert tiktok.token not in ended.stdout + ended.stderr


def test_the_command_has_a_name() -> None:
    """The name by which the executable finds it."""
    assert list(COMMANDS) == ["check", "history"]
