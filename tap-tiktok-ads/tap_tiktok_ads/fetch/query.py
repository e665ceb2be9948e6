"""What is asked of TikTok: one query is one advertiser's listing or report window, all pages.

Deleted objects are hidden by default, in listings and in reports, so both
ask for STATUS_ALL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.fetch.requested_names import as_json
from tap_tiktok_ads.reports.report import OF_LISTS, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_tiktok_ads.fetch.requested_names import RequestedNames
    from tap_tiktok_ads.fetch.windows import Window
    from tap_tiktok_ads.reports.report import Report

PAGE_SIZE: Final = 1000
TOP_VIEW_PAGE_SIZE: Final = 100
REPORT_PATH: Final = "/report/integrated/get/"


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One listing or report of one advertiser.

    `filters` are a report's: all of them must hold. A query with
    `ids_per_split` is asked for so many campaigns or ad groups at a time: its answer was
    incomplete before. What `is_extra` is asked on top of an answer that is there already: that
    it is refused costs nothing. One that `is_unlisted` stands for objects that TikTok counts and
    does not list: they can't be asked for. What is not `is_paged` is answered whole, at once. A
    path that has no parameter for names is asked for none.
    """

    path: str
    advertiser_id: str
    names: RequestedNames
    params: Mapping[str, str]
    page_size: int = PAGE_SIZE
    window: Window | None = None
    filters: tuple[Filter, ...] = ()
    ids_per_split: int = 0
    is_extra: bool = False
    is_unlisted: bool = False
    is_paged: bool = True

    def request(self, page: int) -> dict[str, str]:
        """Return the query parameters of one page, counted from 1."""
        request = {
            "advertiser_id": self.advertiser_id,
            **self.names.asked,
            "page": str(page),
            "page_size": str(self.page_size),
            **self.params,
        }
        if self.window is not None:
            request["start_date"] = self.window.start.isoformat()
            request["end_date"] = self.window.end.isoformat()
        if self.filters:
            request["filtering"] = as_json([_filter(one) for one in self.filters])
        return request

    @property
    def is_report(self) -> bool:
        """Whether it asks for a report: the others list objects."""
        return self.path == REPORT_PATH

    def __str__(self) -> str:
        """Name the query in a log line."""
        days = f" {self.window.start}..{self.window.end}" if self.window else ""
        return f"{self.path} of advertiser {self.advertiser_id}{days}"


def listing_queries(  # noqa: PLR0913 - what can be listed, all named
    path: str,
    advertiser_id: str,
    names: RequestedNames,
    *,
    include_deleted: bool,
    campaign_ids: Sequence[str] = (),
    origins: Sequence[str] = (),
) -> list[Query]:
    """Ask for all campaigns, ad groups or ads of one advertiser, or of at most 100 campaigns.

    `origins` are the `campaign_system_origins` to list; TikTok's default is TT_ADS_PLATFORM.

    Two queries: TikTok's sources disagree on which buying types are listed by default, and
    RESERVATION_TOP_VIEW can't be combined with the others and has smaller pages.
    """
    status = "STATUS_ALL" if include_deleted else "STATUS_NOT_DELETE"

    def query(buying_types: list[str], page_size: int) -> Query:
        filtering: dict[str, Any] = {"primary_status": status, "buying_types": buying_types}
        if campaign_ids:
            filtering["campaign_ids"] = list(campaign_ids)
        if origins:
            filtering["campaign_system_origins"] = list(origins)
        params = {"filtering": as_json(filtering)}
        return Query(path, advertiser_id, names, params, page_size)

    return [
        query(["AUCTION", "RESERVATION_RF"], PAGE_SIZE),
        query(["RESERVATION_TOP_VIEW"], TOP_VIEW_PAGE_SIZE),
    ]


def report_query(
    report: Report,
    advertiser_id: str,
    names: RequestedNames,
    window: Window | None,
    *,
    include_deleted: bool = True,
) -> Query:
    """Ask for a report of one advertiser in one window; None for its lifetime.

    With `include_deleted` what deleted objects spent counts: TikTok's default leaves it out.
    """
    status = report.status_filter if include_deleted else None
    chosen = {one.field for one in report.filters}
    all_of = () if status is None or status in chosen else (Filter(status, ("STATUS_ALL",)),)
    params = {
        "report_type": report.report_type,
        "service_type": "AUCTION",
        "data_level": report.level.value,
        "dimensions": as_json(report.dimensions),
    }
    if window is None:
        params["query_lifetime"] = "true"
    filters = (*all_of, *report.filters)
    return Query(REPORT_PATH, advertiser_id, names, params, window=window, filters=filters)


def _filter(one: Filter) -> dict[str, str]:
    # The value is text, of several a JSON list in a text: TikTok refuses a real list here.
    value = as_json(one.values) if one.comparison in OF_LISTS else one.values[0]
    return {"field_name": one.field, "filter_type": one.comparison, "filter_value": value}
