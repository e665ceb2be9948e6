"""`check --advertiser-id` asks whose the pixel is, what the site sends, what ad groups are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.operator.goal import check_goals
from target_tiktok_events.operator.marketing import AD_GROUPS, PIXELS, SCOPES, STATISTICS
from tests.emulator.catalogue.scopes import SCOPES as SCOPES_OF_TIKTOK
from tests.target.operator.conftest import CODE
from tests.target.target_process import PIXEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.process import LocalTikTok
    from tests.target.operator.conftest import Check, Checked

CHECKS = ("pixel", "pixel activity", "event name", "goal")


@pytest.fixture
def advertiser(tiktok: LocalTikTok) -> Iterator[str]:
    """The id of the advertiser that owns the pixel; what a test changes of it is mended."""
    found = tiktok.advertiser_ids[0]
    yield found
    tiktok.admin("POST", "advertisers", {"advertiser_id": found, "mode": "ok"})
    tiktok.admin("DELETE", "answers")


def results(checked: Checked) -> list[str]:
    """How the four checks ended."""
    return [checked.result(one) for one in CHECKS]


def test_every_permission_has_tiktoks_name() -> None:
    """What is asked needs what the lines say."""
    for path, scope in SCOPES.items():
        assert path in SCOPES_OF_TIKTOK[scope]


def test_a_pixel_of_the_advertiser_is_good(
    tiktok: LocalTikTok, check: Check, advertiser: str
) -> None:
    """Exit code 0; all questions are GET requests, and no event is sent for them."""
    checked = check("--advertiser-id", advertiser, "--test-event-code", CODE)

    assert checked.code == 0
    assert results(checked) == ["ok"] * 4
    assert advertiser in checked.detail("pixel")
    assert "from browsers" in checked.detail("pixel activity")
    assert "SHOPPING (CompletePayment or Purchase)" in checked.detail("goal")
    asked = [one for one in tiktok.requests() if not one["path"].endswith("/event/track/")]
    assert {one["method"] for one in asked} == {"GET"}
    assert len(asked) == 3


def test_without_an_advertiser_it_says_what_was_not_checked(
    tiktok: LocalTikTok, check: Check
) -> None:
    """One line with what is needed; that it was not asked for is no fault."""
    checked = check("--test-event-code", CODE)

    assert (checked.code, checked.result("pixel")) == (0, "not checked")
    assert "Pixel Management > Read Pixels" in checked.detail("pixel")
    assert len(tiktok.requests()) == 1


def test_a_pixel_of_another_advertiser_fails(check: Check, tiktok: LocalTikTok) -> None:
    """It is told what to compare; its events and goals are not asked for."""
    checked = check("--advertiser-id", tiktok.advertiser_ids[1])

    assert (checked.code, checked.result("pixel")) == (1, "failed")
    assert checked.detail("pixel").endswith("[docs/errors.md#pixel]")
    assert "goal" not in [name for name, *_ in checked.lines]


def test_the_owner_may_be_one_of_several(
    tiktok: LocalTikTok, check: Check, advertiser: str
) -> None:
    """Event sources of one run may belong to several advertisers; one may be refused."""
    other, refused = tiktok.advertiser_ids[1], "7000000000000000000"
    options = ("--test-event-code", CODE, "--advertiser-id", other)

    found = check(*options, "--advertiser-id", refused, "--advertiser-id", advertiser)
    assert (found.code, results(found)) == (0, ["ok"] * 4)
    assert advertiser in found.detail("pixel")

    unknown = check(*options, "--advertiser-id", refused)
    assert (unknown.code, unknown.result("pixel")) == (2, "not checked")


@pytest.mark.parametrize(
    ("path", "lost"), [(PIXELS, "pixel"), (AD_GROUPS, "goal"), (STATISTICS, "pixel activity")]
)
def test_a_missing_permission_is_named(
    tiktok: LocalTikTok, check: Check, advertiser: str, path: str, lost: str
) -> None:
    """That of statistics is one of its own, and the list of pixels tells the names without."""
    change = {"advertiser_id": advertiser, "mode": "scope_missing", "path": path}
    tiktok.admin("POST", "advertisers", change)

    checked = check("--advertiser-id", advertiser, "--test-event-code", CODE)

    assert checked.code == (0 if path == STATISTICS else 2)
    assert checked.result(lost) == "not checked"
    assert f"grant the app {SCOPES[path]}" in checked.detail(lost)
    if path == STATISTICS:
        assert checked.result("event name") == checked.result("goal") == "ok"


def test_a_token_of_events_manager_asks_nothing(
    tiktok: LocalTikTok, check: Check, advertiser: str
) -> None:
    """It sends events only; the line says which token reads, and prints none."""
    tiktok.admin("POST", "events/tokens", {"grant": "canary-events", "event_source_ids": [PIXEL]})

    settings = {"access_token": "canary-events"}
    own = check("--advertiser-id", advertiser, "--test-event-code", CODE, **settings)
    assert (own.code, own.result("token"), own.result("pixel")) == (2, "ok", "not checked")
    assert "TAP_TIKTOK_ADS_ACCESS_TOKEN" in own.detail("pixel")

    options = ("--advertiser-id", advertiser, "--marketing-token", tiktok.token)
    other = check(*options, **settings)
    assert results(other) == ["ok"] * 4
    assert "canary" not in own.output + other.output


def test_the_taps_token_is_found_in_its_variable(
    tiktok: LocalTikTok, check: Check, advertiser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both plugins of a Meltano project have one `.env`."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_ACCESS_TOKEN", tiktok.token)

    checked = check("--advertiser-id", advertiser, dry_run=True, access_token=None)

    assert (checked.code, results(checked)) == (0, ["ok"] * 4)


@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ({"event_name": "Purchase"}, "failed"),
        ({"event_name": "Subscribe"}, "warning"),
        ({"event_name": "sizeguideopened"}, "failed"),
        ({"event_name": {"column": "kind"}}, "ok"),
    ],
)
def test_the_sites_name_is_compared(
    check: Check, advertiser: str, settings: dict[str, Any], result: str
) -> None:
    """The local site sends CompletePayment and SizeGuideOpened, among others."""
    checked = check("--advertiser-id", advertiser, "--test-event-code", CODE, **settings)

    assert checked.result("event name") == result
    assert checked.code == (1 if result == "failed" else 0)


def test_a_goal_that_orders_do_not_serve_is_warned_of(
    tiktok: LocalTikTok, check: Check, advertiser: str
) -> None:
    """Ad groups for AddToCart learn nothing of purchases."""
    change = {"advertiser_id": advertiser, "optimization_event": "ON_WEB_CART"}
    tiktok.admin("POST", "answers", change)

    checked = check("--advertiser-id", advertiser, event_name="CompletePayment")

    assert checked.result("goal") == "warning"
    assert "none for CompletePayment" in checked.detail("goal")
    carts = check("--advertiser-id", advertiser, event_name="AddToCart")
    assert "ON_WEB_CART (AddToCart)" in carts.detail("goal")
    assert carts.result("goal") == "ok"


@pytest.mark.parametrize(
    ("goals", "names", "result"),
    [
        ({"ON_WEB_CART": 3}, ["CompletePayment"], "warning"),
        ({"ON_WEB_CART": 3, "SHOPPING": 1}, ["CompletePayment"], "ok"),
        ({"SHOPPING": 1}, ["Purchase"], "ok"),
        ({"SHOPPING": 1}, [], "ok"),
        ({}, ["Purchase"], "ok"),
        ({"FORM": 1}, ["SomethingElse"], "warning"),
    ],
)
def test_goals_are_judged(goals: dict[str, int], names: list[str], result: str) -> None:
    """One running ad group for what is sent is enough; without names nothing is judged."""
    finding = check_goals(goals, names)

    assert finding.result.value == result
    assert (finding.anchor == "goal") == (result == "warning")


def test_event_sets_and_apps_have_no_pixel(check: Check, advertiser: str) -> None:
    """Each event source has lines of its own, under its name."""
    stores = {
        "name": "stores",
        "stream": "tills",
        "event_source": "offline",
        "event_source_id": "7012345678901234567",
    }
    checked = check("--advertiser-id", advertiser, event_sources=[stores])

    assert checked.result("pixel stores") == "not checked"
    assert "has no pixel" in checked.detail("pixel stores")
    assert checked.result(f"pixel {PIXEL}") == checked.result(f"goal {PIXEL}") == "ok"


def test_a_passing_fault_is_not_waited_out(
    tiktok: LocalTikTok, check: Check, advertiser: str
) -> None:
    """Exit code 2: run it again."""
    tiktok.fault(path=PIXELS, kind="code", code=50000)

    checked = check("--advertiser-id", advertiser, "--test-event-code", CODE)

    assert (checked.code, checked.result("pixel")) == (2, "not checked")
    assert "run check again later" in checked.detail("pixel")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "reset"}, "check api_url"),
        ({"kind": "code", "code": 40002}, "check --advertiser-id"),
        ({"kind": "code", "code": 40105}, "TAP_TIKTOK_ADS_ACCESS_TOKEN"),
    ],
)
def test_a_question_that_fails_is_told_what_to_do(
    tiktok: LocalTikTok, check: Check, advertiser: str, fault: dict[str, Any], words: str
) -> None:
    """Nobody knows then; what the other checks found is printed all the same."""
    tiktok.fault(path=PIXELS, **fault)

    checked = check("--advertiser-id", advertiser, "--test-event-code", CODE)

    assert (checked.code, checked.result("pixel")) == (2, "not checked")
    assert words in checked.detail("pixel")
    assert checked.result("token") == "ok"
