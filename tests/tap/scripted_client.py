"""A client that answers from a function, and reports to ask it for."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.fetch.query import Query, report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.reports.daily_reports import AD_REPORT
from tap_tiktok_ads.tiktok.client import Client, RequestCount
from tap_tiktok_ads.tiktok.envelope import Envelope, read_envelope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


DAY = date(2026, 3, 1)

METRICS = ("spend", "impressions", "clicks", "reach")

REPORT = "/report/integrated/get/"


def answered(data: str, *, is_truncated: bool = False) -> Envelope:
    """What the client makes of a success whose `data` is this JSON."""
    body = f'{{"code":0,"message":"OK","request_id":"r","data":{data}}}'
    envelope = read_envelope(200, body.encode(), "")
    envelope.is_truncated = is_truncated
    return envelope


class Scripted(Client):
    """Answers from a function; remembers what was asked."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Any]) -> None:
        self._scripted = answer
        self.asked: list[tuple[str, dict[str, str]]] = []

    def get(
        self,
        path: str,
        params: Mapping[str, str],
        advertiser_id: str | None = None,
        count: RequestCount | None = None,
    ) -> Envelope:
        assert advertiser_id == "7"
        assert count is None
        self.asked.append((path, dict(params)))
        answer = self._scripted(path, dict(params))
        if isinstance(answer, Envelope):
            return answer
        return answered(json.dumps(answer))


def rows_page(rows: Sequence[Any], params: dict[str, str]) -> dict[str, Any]:
    """A page of rows, cut as asked."""
    page, size = int(params["page"]), int(params["page_size"])
    info = {"total_number": len(rows), "total_page": -(-len(rows) // size)}
    return {"list": rows[(page - 1) * size : page * size], "page_info": info}


def report(
    *metrics: str, days: int = 1, from_settings: Sequence[str] = (), page_size: int = 50
) -> Query:
    """A report, already in small pages: what is too large can't be asked in smaller ones."""
    window = Window(DAY, DAY.replace(day=days))
    names = RequestedNames("metrics", metrics or METRICS, from_settings=from_settings)
    query = report_query(AD_REPORT, "7", names, window)
    return Query(
        query.path, "7", names, query.params, page_size, query.window, filters=query.filters
    )


def row(ad: int, params: dict[str, str]) -> dict[str, Any]:
    asked = json.loads(params["metrics"])
    metrics = {name: f"{ad}.{number}" for number, name in enumerate(sorted(asked))}
    return {"dimensions": {"ad_id": str(ad), "stat_time_day": str(DAY)}, "metrics": metrics}
