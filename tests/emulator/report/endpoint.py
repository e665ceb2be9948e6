"""`GET /report/integrated/get/`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.access import check_access
from tests.emulator.catalogue.codes import MESSAGES
from tests.emulator.envelope import ApiError, NeverAnswered, encode
from tests.emulator.page_cache import Rendered
from tests.emulator.parameters import Parameters
from tests.emulator.recent import Recent
from tests.emulator.report.filtering import Switches
from tests.emulator.report.groups import CUT_HEADER, find_groups
from tests.emulator.report.measure import days_between
from tests.emulator.report.query import ReportQuery, read_query
from tests.emulator.report.rendering import Style
from tests.emulator.report.report import Report, build_report
from tests.emulator.report.row_keys import Frame, parts_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tests.emulator.answers import Answer
    from tests.emulator.context import Context
    from tests.emulator.dataset.world import Advertiser
    from tests.emulator.marketing import Call
    from tests.emulator.report.groups import Group

KEPT_REPORTS = 16


class Asked(NamedTuple):
    """One of the advertisers that a report is about, and how its answers are changed."""

    advertiser: Advertiser
    answer: Answer


class _Built(NamedTuple):
    report: Report
    headers: dict[str, str]


class Reports:
    """The report endpoint."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._recent: Recent[_Built] = Recent(KEPT_REPORTS)
        options = context.options
        self._switches = Switches(
            clamp_page_size=options.page_size_clamp,
            disputed_filter_types=options.disputed_filter_types,
        )

    def answer(self, call: Call) -> Rendered:
        """One page of a report."""
        answers = self._context.answers
        query = read_query(
            Parameters(call.request.query),
            self._switches,
            lambda ids: answers.refused_metrics(ids, call.path),
        )
        asked = [
            Asked(check_access(self._context, call, id_), answers.of(id_, call.path))
            for id_ in query.advertiser_ids
        ]
        now = self._context.clock.now()
        versions = tuple((advertiser.version, answer) for advertiser, answer in asked)
        state = (query.without_page, versions, self._context.clock.version())
        return self._context.pages.get(
            ("report", state, query.page, query.totals),
            lambda: self._render(query, asked, state, now),
        )

    def _render(
        self,
        query: ReportQuery,
        asked: Sequence[Asked],
        state: Hashable,
        now: datetime,
    ) -> Rendered:
        built = self._recent.get(state, lambda: self._build(query, asked, now))
        report, page = built.report, query.page
        unserved = sum(answer.unserved_rows for _, answer in asked)
        keys = page.of(report.keys, max(0, len(report.keys) - unserved))
        data: dict[str, object] = {
            "list": [report.row(key) for key in keys],
            "page_info": page.info(len(report.keys), self._context.options.empty_total_page),
        }
        if query.totals:
            data["total_metrics"] = report.total()
        return Rendered(encode(data), built.headers)

    def _build(self, query: ReportQuery, asked: Sequence[Asked], now: datetime) -> _Built:
        options = self._context.options
        limits = ((advertiser, answer.max_ads) for advertiser, answer in asked)
        groups, cut = find_groups(query, limits, now)
        days = self._days(query, now)
        self._check_cost(query, groups, days)
        frame = Frame(groups, days, parts_of(query.dimensions.breakdowns), now)
        decimals = 3 if options.three_decimals else 2
        style = Style(0 if query.several else decimals, options.cent_fractions)
        report = build_report(query, frame, style, options.zero_rows)
        return _Built(report, CUT_HEADER if cut else {})

    def _days(self, query: ReportQuery, now: datetime) -> Sequence[date]:
        """The days asked for; for a lifetime all until the latest that has begun anywhere."""
        start = query.start or self._context.world.plan.first_day
        return days_between(start, query.end or now.date() + timedelta(days=1))

    def _check_cost(
        self, query: ReportQuery, groups: Sequence[Group], days: Sequence[date]
    ) -> None:
        """Ids x days x metrics, so that halving any of them helps."""
        options = self._context.options
        cost = len(groups) * len(days) * len(query.metrics)
        if options.slow_query_cost and cost > options.slow_query_cost:
            raise NeverAnswered
        if options.query_cost and cost > options.query_cost:
            raise ApiError(40067, MESSAGES[40067])
