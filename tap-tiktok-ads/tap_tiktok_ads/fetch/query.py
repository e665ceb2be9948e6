"""What is asked of TikTok: one query is one advertiser's listing or report window, all pages.

Encoding (TikTok's page "How to make a GET request"): scalars plain, lists and objects as JSON
in one parameter. Deleted objects are hidden by default, in listings and in reports, so both
ask for STATUS_ALL.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import NamesRefused, Rejected, SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_tiktok_ads.fetch.windows import Window

PAGE_SIZE: Final = 1000
TOP_VIEW_PAGE_SIZE: Final = 100
SMALL_PAGE_SIZE: Final = 50
MAX_METRICS: Final = 100
"""TikTok refuses a report with more (TikTok's page "Run a synchronous report")."""


logger = logging.getLogger(__name__)


def as_json(value: Any) -> str:
    """Encode a list or object parameter, as short as JSON can be."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class RequestedNames:
    """The `fields` or `metrics` a stream asks for; shared by its queries.

    TikTok refuses a whole request for one name it does not know, and the legal names differ
    from account to account and change without notice. A default name that is refused is left
    out for the rest of the run, with a warning; a name the user asked for is an error.
    """

    def __init__(
        self, parameter: str, names: Iterable[str], *, from_settings: Iterable[str] = ()
    ) -> None:
        """Ask for `names` in the parameter `fields` or `metrics`."""
        self.parameter = parameter
        self.names = tuple(names)
        self._from_settings = frozenset(from_settings)
        self._lock = threading.Lock()
        self.text = as_json(self.names)

    def halves(self) -> list[RequestedNames] | None:
        """Split into two lists, for two requests whose rows are joined; None when too short."""
        count = len(self.names)
        return self.parts((count + 1) // 2) if count > 1 else None

    def parts(self, most: int) -> list[RequestedNames]:
        """Split into lists of at most `most` names, for requests whose rows are joined."""
        names = self.names
        return [
            RequestedNames(
                self.parameter, names[start : start + most], from_settings=self._from_settings
            )
            for start in range(0, len(names), most)
        ]

    def leave_out(self, error: NamesRefused, asked: str) -> None:
        """Learn from a refusal of `asked`, an earlier `text`.

        Raises:
            SettingError: the user asked for a refused name.
            Rejected: no name is left to leave out.
        """
        with self._lock:
            if asked != self.text:
                return  # another thread has learned it already
            refused = {name for name in self.names if _is_refused(name, error)}
            if chosen := sorted(refused & self._from_settings):
                raise SettingError(
                    f"metrics: TikTok refuses {', '.join(chosen)} here; remove the name from "
                    f"the setting, or mend its spelling. {error}"
                )
            if not refused or len(refused) == len(self.names):
                raise Rejected(error.message, code=error.code, request_id=error.request_id)
            logger.warning(
                "TikTok refuses the %s %s; going on without, the columns stay null. %s",
                self.parameter,
                ", ".join(sorted(refused)),
                f"[request_id {error.request_id}]",
            )
            self.names = tuple(name for name in self.names if name not in refused)
            self.text = as_json(self.names)


def _is_refused(name: str, error: NamesRefused) -> bool:
    return name in error.refused or (bool(error.legal) and name not in error.legal)


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One listing or report of one advertiser.

    `filters` are a report's: field and accepted values, all of which must hold. A query with
    `ids_per_part` is asked in parts at once: its answer was incomplete before.
    """

    path: str
    advertiser_id: str
    names: RequestedNames
    params: Mapping[str, str]
    page_size: int = PAGE_SIZE
    window: Window | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ids_per_part: int = 0

    def request(self, page: int) -> dict[str, str]:
        """Return the query parameters of one page, counted from 1."""
        request = {
            "advertiser_id": self.advertiser_id,
            self.names.parameter: self.names.text,
            "page": str(page),
            "page_size": str(self.page_size),
            **self.params,
        }
        if self.window is not None:
            request["start_date"] = self.window.start.isoformat()
            request["end_date"] = self.window.end.isoformat()
        if self.filters:
            request["filtering"] = as_json([_filter(*entry) for entry in self.filters])
        return request

    def smaller(self) -> list[Query]:
        """Split into queries that ask for less, in order; empty when there is nothing to split.

        A window is halved. What has no days to halve is asked for in smaller pages, once.
        """
        if self.window and (halves := self.window.halves()):
            return [replace(self, window=half) for half in halves]
        if self.page_size > SMALL_PAGE_SIZE:
            return [replace(self, page_size=SMALL_PAGE_SIZE)]
        return []

    def narrowed(self, id_field: str, ids: Sequence[str]) -> Query:
        """Ask only for what belongs to these campaigns or ad groups, at most 100 of them."""
        others = tuple(entry for entry in self.filters if entry[0] != id_field)
        return replace(self, filters=(*others, (id_field, tuple(ids))), ids_per_part=0)

    def ids(self, id_field: str) -> tuple[str, ...]:
        """Return the ids that the query is narrowed to; empty when it is not."""
        return dict(self.filters).get(id_field, ())

    def __str__(self) -> str:
        """Name the query in a log line."""
        days = f" {self.window.start}..{self.window.end}" if self.window else ""
        return f"{self.path} of advertiser {self.advertiser_id}{days}"


def listing_queries(
    path: str, advertiser_id: str, names: RequestedNames, *, include_deleted: bool
) -> list[Query]:
    """Ask for all campaigns, ad groups or ads of one advertiser.

    Two queries: TikTok's sources disagree on which buying types are listed by default, and
    RESERVATION_TOP_VIEW can't be combined with the others and has smaller pages.
    """
    status = "STATUS_ALL" if include_deleted else "STATUS_NOT_DELETE"

    def query(buying_types: list[str], page_size: int) -> Query:
        filtering = {"primary_status": status, "buying_types": buying_types}
        params = {"filtering": as_json(filtering)}
        return Query(path, advertiser_id, names, params, page_size)

    return [
        query(["AUCTION", "RESERVATION_RF"], PAGE_SIZE),
        query(["RESERVATION_TOP_VIEW"], TOP_VIEW_PAGE_SIZE),
    ]


def report_query(  # noqa: PLR0913 - a report's parameters, all named
    advertiser_id: str,
    names: RequestedNames,
    window: Window,
    *,
    data_level: str,
    id_dimension: str,
    status_filter: str | None,
) -> Query:
    """Ask for the daily metrics of one advertiser in one window.

    `status_filter` is the field (`ad_status` …) that is set to STATUS_ALL, to count what
    deleted objects spent; None keeps TikTok's default.
    """
    filters = () if status_filter is None else ((status_filter, ("STATUS_ALL",)),)
    params = {
        "report_type": "BASIC",
        "service_type": "AUCTION",
        "data_level": data_level,
        "dimensions": as_json([id_dimension, "stat_time_day"]),
    }
    path = "/report/integrated/get/"
    return Query(path, advertiser_id, names, params, window=window, filters=filters)


def _filter(field: str, values: tuple[str, ...]) -> dict[str, str]:
    # The value is text that holds a JSON list: TikTok refuses a real list here.
    return {"field_name": field, "filter_type": "IN", "filter_value": as_json(list(values))}
