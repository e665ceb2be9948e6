"""How the tests of the local TikTok ask it things: over HTTP, as any client would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from tests.emulator.defaults import PIXEL_CODE
from tests.emulator.events.api import TRACK_PATH

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok

API = "/open_api/v1.3"
REPORT = "/report/integrated/get/"
TODAY = "2026-11-20"
LEVELS = {
    "AUCTION_AD": "ad_id",
    "AUCTION_ADGROUP": "adgroup_id",
    "AUCTION_CAMPAIGN": "campaign_id",
    "AUCTION_ADVERTISER": "advertiser_id",
}
STATUS_FIELDS = {
    "AUCTION_AD": "ad_status",
    "AUCTION_ADGROUP": "adgroup_status",
    "AUCTION_CAMPAIGN": "campaign_status",
}


class Asking:
    """A client with the right token; lists and objects are sent as JSON."""

    def __init__(self, tiktok: LocalTikTok) -> None:
        self.tiktok = tiktok
        self.patience = 30.0
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Access-Token"] = tiktok.token

    def get(self, path: str, **parameters: Any) -> requests.Response:
        """The HTTP answer."""
        query = {k: v if isinstance(v, str) else json.dumps(v) for k, v in parameters.items()}
        url = f"{self.tiktok.url}{API}{path}"
        return self.session.get(url, params=query, timeout=self.patience)

    def envelope(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The decoded envelope of an HTTP 200 answer."""
        answer = self.get(path, **parameters)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def data(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The `data` of a successful answer."""
        envelope = self.envelope(path, **parameters)
        assert envelope["code"] == 0, envelope
        found: dict[str, Any] = envelope["data"]
        return found

    def refusal(self, path: str, **parameters: Any) -> tuple[int, str]:
        """Code and message of a refused request."""
        envelope = self.envelope(path, **parameters)
        assert envelope["code"] != 0
        assert envelope["data"] == {}
        return envelope["code"], envelope["message"]

    def listed(self, path: str, advertiser_id: str, **filtering: Any) -> list[dict[str, Any]]:
        """All objects of a listing that has at most 1000."""
        found: list[dict[str, Any]] = self.data(
            path, advertiser_id=advertiser_id, filtering=filtering, page_size=1000
        )["list"]
        return found

    def rows(self, level: str = "AUCTION_AD", /, **changes: Any) -> list[dict[str, Any]]:
        """All rows of a report, whatever pages that takes."""
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            data = self.data(REPORT, **self.report(level, page=page, page_size=1000, **changes))
            rows += data["list"]
            if page >= data["page_info"]["total_page"]:
                return rows
            page += 1

    def report(self, level: str = "AUCTION_AD", /, **changes: Any) -> dict[str, Any]:
        """The parameters of a daily report of the first advertiser, changed as told."""
        parameters = {
            "advertiser_id": self.tiktok.advertiser_ids[0],
            "report_type": "BASIC",
            "data_level": level,
            "dimensions": [LEVELS[level], "stat_time_day"],
            "metrics": ["spend", "impressions"],
            "start_date": "2026-11-01",
            "end_date": TODAY,
            **changes,
        }
        return {name: value for name, value in parameters.items() if value is not None}


def post_events(asking: Asking, *events: object, **envelope: object) -> None:
    """Send web events to the first advertiser's pixel, as a server does."""
    body = {"event_source": "web", "event_source_id": PIXEL_CODE, "data": events, **envelope}
    answer = asking.session.post(f"{asking.tiktok.url}{TRACK_PATH}", json=body)
    assert answer.json()["code"] == 0, answer.text


def everything(level: str) -> list[dict[str, str]]:
    """The report filter that shows deleted objects of a level too; none at advertiser level."""
    field = STATUS_FIELDS.get(level)
    return [] if field is None else [condition(field, "IN", '["STATUS_ALL"]')]


def condition(field: str, kind: str, value: str) -> dict[str, str]:
    """One report filter."""
    return {"field_name": field, "filter_type": kind, "filter_value": value}
