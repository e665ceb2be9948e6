"""Rows that are known to be missing: who, in which stream, and what becomes of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tap.completeness.lacking import (
    AD_GROUPS,
    CAMPAIGNS,
    REPORT,
    on_usual,
    run,
    statuses,
)
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok


@on_usual
@pytest.mark.parametrize(("on_incomplete", "exit_code"), [(None, 3), ("fail", 3), ("warn", 0)])
@pytest.mark.parametrize("stream", [*ENTITY_STREAMS, *DAILY_STREAMS.values()])
def test_lists_that_serve_fewer_than_they_count_are_incomplete(
    local: LocalTikTok, stream: str, on_incomplete: str | None, exit_code: int
) -> None:
    """Whatever is listed: `on_incomplete` decides between exit code 3 and a warning."""
    first, other = local.advertiser_ids
    path = PATHS.get(stream, REPORT)
    local.change_answers(advertiser_id=first, path=path, unserved_rows=1)
    ran = run(local, stream, on_incomplete=on_incomplete)

    assert ran.exit_code == exit_code
    assert ran.failures == []
    assert statuses(ran)[stream, first] == "incomplete"
    assert statuses(ran)[stream, other] == "complete"
    assert any("on_incomplete" in line and first in line for line in ran.log)


PATHS = {"campaigns": CAMPAIGNS, "ad_groups": AD_GROUPS, "ads": "/ad/get/"}


@on_usual
def test_an_incomplete_advertiser_that_fails_later_counts_as_failed(local: LocalTikTok) -> None:
    """Failed is the stronger word, in the table and in the exit code."""
    first, _ = local.advertiser_ids
    local.change_answers(advertiser_id=first, path=CAMPAIGNS, unserved_rows=1)
    local.fault(
        code=40002,
        path=CAMPAIGNS,
        advertiser_id=first,
        times=0,
        query={
            "filtering": '{"primary_status":"STATUS_ALL","buying_types":["RESERVATION_TOP_VIEW"]}'
        },
    )
    ran = run(local, "campaigns", on_incomplete="warn")

    assert ran.exit_code == 3
    assert statuses(ran)["campaigns", first] == "failed"
