"""Local TikToks whose answers lack something, runs against them, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest

from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.schemas.metric import Level
from tap_tiktok_ads.schemas.optional_metrics import OPTIONAL_METRICS
from tests.emulator.catalogue.metrics import METRICS
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, settings_for

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import State

_SIZES = ("--advertisers", "2", "--days", "8", "--campaigns", "4", "--ad-groups", "2", "--ads", "3")
OPTIONS: Final = {
    "usual": _SIZES,
    "tiny": ("--advertisers", "2", "--days", "8", "--campaigns", "1", "--ad-groups", "1"),
    "rounding": (*_SIZES, "--cent-fractions"),
    "special": (*_SIZES, "--top-view", "1", "--promote", "1"),
}
"""By what is special about the advertisers."""

START_DATE: Final = "2026-03-04"
REPORT: Final = "/report/integrated/get/"
CAMPAIGNS, AD_GROUPS, ADS = "/campaign/get/", "/adgroup/get/", "/ad/get/"
OF_ADS: Final = {"data_level": "AUCTION_AD"}
OF_ADVERTISERS: Final = {"data_level": "AUCTION_ADVERTISER"}
MOST_ADS: Final = 3
NO_ROWS: Final = (
    '{"code":0,"message":"OK","request_id":"1","data":{"list":[],"page_info":'
    '{"page":1,"page_size":1000,"total_number":0,"total_page":0}}}'
)

on_usual = pytest.mark.parametrize("local", ["usual"], indirect=True)
on_tiny = pytest.mark.parametrize("local", ["tiny"], indirect=True)
on_rounding = pytest.mark.parametrize("local", ["rounding"], indirect=True)
on_special = pytest.mark.parametrize("local", ["special"], indirect=True)


def run(
    local: LocalTikTok,
    *streams: str,
    state: State | None = None,
    rows_per_page: int | None = None,
    **changes: Any,
) -> Ran:
    """Import some streams, the daily metrics of ads if none is named."""
    settings = settings_for(local, **{"start_date": START_DATE, **changes})
    wanted = streams or ["daily_metrics"]
    return run_in_process(settings, streams=wanted, state=state, rows_per_page=rows_per_page)


def rows_of(ran: Ran, stream: str = "daily_metrics") -> list[str]:
    """The records of a stream, to be compared in any order."""
    return sorted(map(str, ran.output.records(stream)))


def spend_of(ran: Ran, advertiser_id: str) -> Decimal:
    """What the ads of an advertiser spent."""
    records = ran.output.records("daily_metrics", advertiser_id)
    return sum((Decimal(str(one["spend"])) for one in records), Decimal(0))


def true_spend(local: LocalTikTok, advertiser_id: str) -> Decimal:
    """What the data set says that the advertiser spent."""
    return Decimal(local.truth(advertiser_id, START_DATE, TODAY)["total"]["spend"])


def statuses(ran: Ran) -> dict[tuple[str, str], str]:
    """What the table at the end of the run says, by stream and advertiser."""
    lines = [line.split() for line in ran.log]
    return {(one[0], one[1]): one[-1] for one in lines if len(one) == 7 and one[1].isdigit()}


def hide_ads(local: LocalTikTok, *, times: int = 0) -> str:
    """Let reports of the first advertiser's ads be empty; return the advertiser's id."""
    first = local.advertiser_ids[0]
    local.fault(kind="body", body=NO_ROWS, advertiser_id=first, query=OF_ADS, times=times)
    return first


def many_metrics() -> list[str]:
    """So many numbers of ads that TikTok does not take them in one request."""
    return [
        one.name
        for one in OPTIONAL_METRICS
        if one.kind is not Kind.TEXT and Level.AD in one.levels and one.name in METRICS
    ][:60]
