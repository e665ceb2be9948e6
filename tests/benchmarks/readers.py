"""The readers that are compared, each as the command that reads a workload."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.environments import AIRBYTE, FLOOR, STITCH
from tests.benchmarks.workloads import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.workloads import Workload
    from tests.emulator.process import LocalTikTok

HERE: Final = Path(__file__).parent
TAP: Final = Path(sys.executable).parent / "tap-tiktok-ads"

NO_LIMIT: Final = 100_000
"""The most requests a second that the tap's setting takes."""

EXTRA_METRICS: Final = (
    *("placement_type", "tt_app_id", "tt_app_name", "mobile_app_id", "promotion_type"),
    *("dpa_target_audience_type", "real_time_result", "secondary_goal_result", "ad_text"),
    *("vta_purchase", "vta_conversion", "cta_purchase", "cta_conversion", "total_pageview"),
    *("registration", "sales_lead", "total_app_event_add_to_cart", "cost_per_registration"),
    "cost_per_sales_lead",
)
"""Of the metrics that Airbyte's source asks for: with the tap's own 60 as many as there, 79."""


@dataclass(frozen=True)
class Task:
    """One reader reading one workload; `folder` takes its files."""

    tiktok: LocalTikTok
    workload: Workload
    folder: Path
    per_second: float = NO_LIMIT
    template: dict[str, str] = field(default_factory=dict)

    @property
    def advertiser_ids(self) -> list[str]:
        """The advertisers to read."""
        return self.workload.advertiser_ids(self.tiktok)

    @property
    def first_day(self) -> str:
        """The first day to read."""
        return self.workload.days[0][0]

    @property
    def last_day(self) -> str:
        """The last day to read."""
        return self.workload.days[-1][1]

    def write(self, name: str, content: Any) -> str:
        """Write a JSON file into the folder; its path."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)


@dataclass(frozen=True)
class Reader:
    """`prepare` writes what the reader needs and returns its command."""

    name: str
    version: str
    prepare: Callable[[Task], list[str]]


def tap_command(task: Task, tap: Path = TAP, **more: Any) -> list[str]:
    """The command of a tap; `more` are settings that differ from the usual ones."""
    config = task.write(
        "tap",
        {
            "access_token": task.tiktok.token,
            "api_url": task.tiktok.url,
            "advertiser_ids": task.advertiser_ids,
            "start_date": task.first_day,
            "end_date": task.last_day,
            "metrics": EXTRA_METRICS,
            "max_requests_per_second": task.per_second,
            **more,
        },
    )
    catalog = _discover([str(tap), "--config", config], "daily_metrics")
    return [str(tap), "--config", config, "--catalog", task.write("tap-catalog", catalog)]


def _stitch(task: Task) -> list[str]:
    config = task.write(
        "stitch",
        {
            "access_token": task.tiktok.token,
            "accounts": ",".join(task.advertiser_ids),
            "start_date": f"{task.first_day}T00:00:00Z",
            "end_date": f"{task.last_day}T00:00:00Z",
        },
    )
    redirect = [str(STITCH.python), str(HERE / "redirect.py"), task.tiktok.url]
    command = [*redirect, "tap_tiktok_ads:main", "--config", config]
    catalog = task.write("stitch-catalog", _discover(command, "ad_insights"))
    return [*command, "--catalog", catalog]


def _airbyte(task: Task) -> list[str]:
    config = task.write(
        "airbyte",
        {
            "credentials": {
                "auth_type": "oauth2.0",
                "app_id": task.tiktok.app_id,
                "secret": task.tiktok.app_secret,
                "access_token": task.tiktok.token,
            },
            "start_date": task.first_day,
            "end_date": task.last_day,
            "include_deleted": True,
        },
    )
    stream = {
        "name": "ads_reports_daily",
        "json_schema": {},
        "supported_sync_modes": ["full_refresh"],
    }
    chosen = {"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append"}
    catalog = task.write("airbyte-catalog", {"streams": [chosen]})
    redirect = [str(AIRBYTE.python), str(HERE / "redirect.py"), task.tiktok.url]
    target = "source_tiktok_marketing.run:run"
    return [*redirect, target, "read", "--config", config, "--catalog", catalog]


def _floor(task: Task) -> list[str]:
    settings = task.write(
        "floor",
        {
            "access_token": task.tiktok.token,
            "advertiser_ids": task.advertiser_ids,
            "windows": task.workload.days,
            "params": task.template,
        },
    )
    return [str(FLOOR.python), str(HERE / "floor.py"), task.tiktok.url, settings]


def _discover(command: list[str], stream: str) -> dict[str, Any]:
    """The catalog that a tap discovers, with one stream selected, all its columns."""
    said = subprocess.run([*command, "--discover"], check=True, capture_output=True)
    catalog: dict[str, Any] = json.loads(said.stdout)
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            item["metadata"]["selected"] = entry["tap_stream_id"] == stream
    return catalog


TAP_READER: Final = Reader("this tap", "this checkout", tap_command)
STITCH_READER: Final = Reader("Stitch's tap", STITCH.requirements[0], _stitch)
AIRBYTE_READER: Final = Reader("Airbyte's source", AIRBYTE.requirements[0], _airbyte)
FLOOR_READER: Final = Reader("floor", " ".join(FLOOR.requirements), _floor)
TAP_ENVIRONMENT: Final = {"TAP_TIKTOK_ADS_NOW": NOW}
