"""Places where a fault can strike, and runs in which it does: see test_fault_matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.one_voice import assert_one_voice
from tests.tap.return_codes import CLASS_OF_CODE

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record


INFO = "/advertiser/info/"

DISCOVERY = "/oauth2/advertiser/get/"

REPORT = "/report/integrated/get/"

STREAM_OF = {
    "/campaign/get/": "campaigns",
    "/adgroup/get/": "ad_groups",
    "/ad/get/": "ads",
    REPORT: "daily_metrics",
}

PAGES = (1, 2, 3)


class Place(NamedTuple):
    """Where a fault strikes: a page of the first advertiser's listing or report, or a call."""

    path: str
    page: int | None = None
    stream: str = "campaigns"

    def __str__(self) -> str:
        """Name the place in the name of a test."""
        page = f" page {self.page}" if self.page else ""
        return f"{self.path}{page} {self.stream if self.path == REPORT else ''}".strip()


CALLS = [Place(DISCOVERY), Place(INFO)]

FIRST = Place("/campaign/get/", 1)

MIDDLE = Place(REPORT, 2, "daily_metrics")

LAST = Place("/ad/get/", 3, "ads")

PAGED = [
    FIRST,
    Place("/adgroup/get/", 2, "ad_groups"),
    LAST,
    *(Place(REPORT, page, "daily_metrics") for page in PAGES),
]
"""A listing and the report have the same first, middle and last page whatever they list."""

OUTCOME_OF_RUN = {"stop": 1, "advertiser": 3, "stream": 1, "request": 3}
"""The exit code of a run of one stream: when that is given up, nothing could be read."""

OUTCOME_BEHIND_ANOTHER = {**OUTCOME_OF_RUN, "stream": 3}
"""The same when the other advertiser was read before."""


def one_of(*outcomes: str) -> list[int]:
    """A code of each class; that all codes of a class are alike is said in `tiktok/test_codes`."""
    return [
        next(code for code, one in CLASS_OF_CODE.items() if one == outcome) for outcome in outcomes
    ]


PASSING = one_of("retry", "throttled", "lane", "long")

FATAL = one_of(*OUTCOME_OF_RUN)

SMALLER = one_of("smaller")[0]


class Matrix:
    """Two advertisers with three pages of everything, and what a run without faults gives."""

    def __init__(self, tiktok: LocalTikTok) -> None:
        self.tiktok = tiktok
        self.strike(0)
        self._rows: dict[str, int] = {}
        self._expected: dict[str, list[Record]] = {}
        for stream in STREAM_OF.values():
            self._rows[stream] = 1000
            rows = len(self.run(stream).output.records(stream, self.struck))
            self._rows[stream] = -(-rows // len(PAGES))
            self._expected[stream] = self.run(stream).output.records(stream)

    def strike(self, place: int) -> None:
        """Let faults strike the advertiser at this place, the first or the second."""
        ids = self.tiktok.advertiser_ids
        self.struck, self.other = ids[place], ids[1 - place]

    def run(self, stream: str, *, discover: bool = False, **changes: Any) -> Ran:
        """Import one stream, one request at a time, and see that all that is told of it agrees."""
        known = {} if discover else {"advertiser_ids": self.tiktok.advertiser_ids}
        settings = settings_for(
            self.tiktok,
            max_concurrent_requests=1,
            check_totals=False,
            start_date="2026-03-02",
            **known,
            **changes,
        )
        streams = [stream, "import_status"]
        ran = run_in_process(settings, streams=streams, rows_per_page=self._rows[stream])
        assert_one_voice(ran, settings)
        return ran

    def run_with(self, place: Place, *codes: int) -> Ran:
        """The same, with each of the codes once at a place."""
        self.tiktok.clear_faults()
        self.tiktok.clear_requests()
        for code in codes:
            one = {} if place.page is None else {"advertiser_id": self.struck, "page": place.page}
            self.tiktok.fault(code=code, path=place.path, **one)
        return self.run(place.stream, discover=place.path == DISCOVERY)

    def requests(self, place: Place) -> int:
        """How often the place was asked, in the buying types or window that failed first."""
        asked = [
            one
            for one in self.tiktok.requests(place.path)
            if place.page in {None, one["page"]}
            and (place.page is None or one["advertiser_id"] == self.struck)
        ]
        first = asked[0]["query"]
        return sum(one["query"] == first for one in asked)

    def expected(self, stream: str, advertiser_id: str | None = None) -> list[Record]:
        """The records of a run without faults."""
        return [
            record
            for record in self._expected[stream]
            if advertiser_id in {None, record["advertiser_id"]}
        ]
