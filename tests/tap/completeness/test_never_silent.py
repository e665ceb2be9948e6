"""Complete is never said of a stream that lacks rows, whatever TikTok's answers lack."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.completeness.lacking import (
    AD_GROUPS,
    ADS,
    CAMPAIGNS,
    NO_ROWS,
    OF_ADS,
    REPORT,
    run,
    statuses,
)
from tests.tap.local_settings import refuse
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

STREAMS = (*DAILY_STREAMS.values(), *ENTITY_STREAMS)

REPORTS_LACK: dict[str, Callable[[LocalTikTok, str], Any]] = {
    "nothing": lambda _local, _one: None,
    "all but the newest": lambda local, one: local.change_answers(advertiser_id=one, max_ads=2),
    "the last row": lambda local, one: local.change_answers(
        advertiser_id=one, path=REPORT, unserved_rows=1
    ),
    "all ads": lambda local, one: local.fault(
        kind="body", body=NO_ROWS, advertiser_id=one, query=OF_ADS, times=0
    ),
}
LISTS_LACK: dict[str, Callable[[LocalTikTok, str], Any]] = {
    "nothing": lambda _local, _one: None,
    "campaigns": lambda local, one: local.change_answers(
        advertiser_id=one, path=CAMPAIGNS, unserved_rows=1
    ),
    "ad groups": lambda local, one: local.change_answers(
        advertiser_id=one, path=AD_GROUPS, unserved_rows=1
    ),
    "ads": lambda local, one: local.change_answers(advertiser_id=one, path=ADS, unserved_rows=1),
    "a scope": lambda local, one: refuse(local, one, "scope_missing", CAMPAIGNS),
    "all campaigns": lambda local, one: local.fault(
        kind="body", body=NO_ROWS, path=CAMPAIGNS, advertiser_id=one, times=0
    ),
}


CASES = [
    *product(["usual"], REPORTS_LACK, LISTS_LACK),
    *product(["tiny"], REPORTS_LACK, ["nothing", "all campaigns"]),
    *product(["special"], REPORTS_LACK, ["nothing", "a scope"]),
]


@pytest.fixture(scope="module")
def whole() -> dict[str, Ran]:
    """Runs that lack nothing, by the advertisers' kind."""
    return {}


def run_whole(local: LocalTikTok) -> Ran:
    ran = run(local, *STREAMS)
    assert ran.exit_code == 0
    return ran


@pytest.mark.parametrize(("local", "reports", "lists"), CASES, indirect=["local"])
def test_complete_is_never_said_of_what_lacks_rows(
    local: LocalTikTok,
    request: pytest.FixtureRequest,
    whole: dict[str, Ran],
    reports: str,
    lists: str,
) -> None:
    """What is called complete holds every row, each once; the other advertiser has all of its own.

    But a list that is empty and says so can't be told from one of an advertiser without campaigns.
    """
    kind = request.node.callspec.params["local"]
    expected = whole.get(kind) or whole.setdefault(kind, run_whole(local))
    first, other = local.advertiser_ids
    REPORTS_LACK[reports](local, first)
    LISTS_LACK[lists](local, first)
    ran = run(local, *STREAMS)

    said = statuses(ran)
    assert ran.output.duplicates == {}
    for stream in STREAMS:
        rows, rows_expected = (
            set(map(str, one.output.records(stream, first))) for one in (ran, expected)
        )
        assert rows <= rows_expected
        if rows != rows_expected and (stream, lists) != ("campaigns", "all campaigns"):
            assert said[stream, first] in {"incomplete", "failed"}, stream
        assert said[stream, other] == "complete"
        assert ran.output.records(stream, other) == expected.output.records(stream, other)
    assert ran.exit_code == (0 if set(said.values()) == {"complete"} else 3)
