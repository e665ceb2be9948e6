"""`tap-tiktok-ads plan` says what an import would cost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse
from tests.tap.operator.selection import catalog_of

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.operator.conftest import Operate


def _requests_in(output: str) -> int:
    found = re.search(r"^(\d+) requests, about", output, re.MULTILINE)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    "changes",
    [{}, {"start_date": "2025-09-01"}, {"start_date": "2026-02-01", "end_date": "2026-02-10"}],
    ids=["some days", "many windows", "backfill"],
)
def test_a_run_sends_as_many_requests_as_planned(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate, changes: dict[str, Any]
) -> None:
    """Within a tenth; the plan itself asks once per stream and advertiser, with GET."""
    ran = run_in_process({**settings, **changes})
    tiktok.clear_requests()

    result = operate("plan", {**settings, **changes})

    assert result.exit_code == 0
    assert _requests_in(result.stdout) == pytest.approx(ran.request_count, rel=0.1)
    assert {one["method"] for one in tiktok.requests()} == {"GET"}


def test_rows_that_are_only_compared_with_count_too(
    settings: dict[str, Any], operate: Operate, tmp_path: Path
) -> None:
    """The ads' sums are compared with rows that are asked for even if no stream reads them."""
    settings = {**settings, "start_date": "2025-11-01"}
    path = catalog_of(settings, tmp_path, "daily_metrics")
    catalog = json.loads(Path(path).read_text(encoding="utf-8"))
    ran = run_in_process(settings, catalog=catalog)

    result = operate("plan", settings, "--catalog", path)

    assert _requests_in(result.stdout) == pytest.approx(ran.request_count, rel=0.1)


@pytest.mark.parametrize("is_of_meltano", [False, True], ids=["Singer's", "Meltano's"])
def test_a_plan_goes_on_from_state(
    settings: dict[str, Any], operate: Operate, tmp_path: Path, *, is_of_meltano: bool
) -> None:
    """The days begin at the bookmark less the lookback, as those of the run."""
    changes = {**settings, "start_date": "2025-09-01", "reimport_lookback_window": 3}
    first = run_in_process(changes)
    state = tmp_path / "state.json"
    kept = {"singer_state": first.output.state} if is_of_meltano else first.output.state
    state.write_text(json.dumps(kept), encoding="utf-8")
    second = run_in_process(changes, state=first.output.state)

    result = operate("plan", changes, "--state", str(state))

    assert _requests_in(result.stdout) == pytest.approx(second.request_count, rel=0.1)
    (line,) = {
        tuple(one.split()[2:4]) for one in result.stdout.splitlines() if one.startswith("daily_")
    }
    assert line == ("2026-03-07", "2026-03-10")


def test_a_plan_asks_for_the_windows_of_auto(
    settings: dict[str, Any], operate: Operate, tmp_path: Path
) -> None:
    """With `auto` the days begin where those of the run do, and asking for that is counted."""
    changes = {**settings, "start_date": "2025-09-01", "reimport_lookback_window": "auto"}
    first = run_in_process(changes)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(first.output.state), encoding="utf-8")
    second = run_in_process(changes, state=first.output.state)

    result = operate("plan", changes, "--state", str(state))

    assert _requests_in(result.stdout) == pytest.approx(second.request_count, rel=0.1)
    planned = {tuple(one.split()[:3]) for one in result.stdout.splitlines()}
    for row in second.output.records("import_status"):
        if row["lookback_days"] is not None:
            assert (row["stream"], row["advertiser_id"], row["first_day"]) in planned


def test_what_is_refused_is_named(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """Exit code 2, and what to do in the line of the advertiser and stream."""
    lacking = unreadable.advertiser_ids[0]
    refuse(unreadable, lacking, "scope_missing", "/campaign/get/")

    result = operate("plan", settings)

    assert result.exit_code == 2
    (line,) = (one for one in result.stdout.splitlines() if "What to do: " in one)
    assert line.split()[:2] == ["campaigns", lacking]


@pytest.mark.parametrize("lookback", [28, "auto"])
@pytest.mark.parametrize("streams", [("pixels", "pixel_event_stats"), ("pixel_event_stats",)])
def test_the_days_of_pixels_are_counted(
    settings: dict[str, Any],
    operate: Operate,
    tmp_path: Path,
    streams: tuple[str, ...],
    lookback: object,
) -> None:
    """A request per day and ten pixels, and one for the list, which is asked for once."""
    settings = {**settings, "reimport_lookback_window": lookback}
    path = catalog_of(settings, tmp_path, *streams)
    catalog = json.loads(Path(path).read_text(encoding="utf-8"))
    first = run_in_process(settings, catalog=catalog)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(first.output.state), encoding="utf-8")
    second = run_in_process(settings, catalog=catalog, state=first.output.state)

    for ran, arguments in ((first, []), (second, ["--state", str(state)])):
        result = operate("plan", settings, "--catalog", path, *arguments)

        assert result.exit_code == 0
        assert _requests_in(result.stdout) == ran.request_count


def test_pixels_that_can_not_be_listed_are_named(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate, tmp_path: Path
) -> None:
    """What is asked of each pixel can't be counted then: exit code 2."""
    lacking = unreadable.advertiser_ids[0]
    refuse(unreadable, lacking, "scope_missing", "/pixel/list/")
    path = catalog_of(settings, tmp_path, "pixel_event_stats")

    result = operate("plan", settings, "--catalog", path)

    assert result.exit_code == 2
    (line,) = (one for one in result.stdout.splitlines() if "What to do: " in one)
    assert line.split()[:2] == ["pixel_event_stats", lacking]
