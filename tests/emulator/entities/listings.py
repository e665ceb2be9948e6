"""`GET /campaign/get/`, `/adgroup/get/`, `/ad/get/`, `/smart_plus/ad/get/`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.emulator.access import check_access
from tests.emulator.catalogue.ad_fields import AD_FIELDS, AD_ID_V2
from tests.emulator.catalogue.ad_group_fields import AD_GROUP_FIELDS
from tests.emulator.catalogue.campaign_fields import CAMPAIGN_FIELDS
from tests.emulator.catalogue.campaign_types import PROMOTE
from tests.emulator.dataset.objects import Ad, AdGroup, Campaign, Kind, Object, campaign_of
from tests.emulator.entities.fields import cut_record, read_fields, read_null_exclusion
from tests.emulator.entities.filters import Filters, read_filters
from tests.emulator.envelope import encode
from tests.emulator.page_cache import Rendered
from tests.emulator.paging import LARGEST_SIZE, Page, read_page
from tests.emulator.parameters import Parameters
from tests.emulator.recent import Recent
from tests.emulator.records.ad import ad_record
from tests.emulator.records.ad_group import ad_group_record
from tests.emulator.records.campaign import campaign_record
from tests.emulator.records.promote import promote_record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tests.emulator.answers import Answer
    from tests.emulator.context import Context
    from tests.emulator.dataset.world import Advertiser
    from tests.emulator.marketing import Call

TOP_VIEW_SIZE = 100
KEPT_LISTINGS = 64
LEGAL: dict[Kind, tuple[str, ...]] = {
    "campaign": tuple(CAMPAIGN_FIELDS),
    "adgroup": tuple(AD_GROUP_FIELDS),
    "ad": (*AD_FIELDS, AD_ID_V2),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A valid listing request."""

    fields: list[str] | None
    without_nulls: bool
    filters: Filters
    answer: Answer
    page: Page


class Listings:
    """The listings of objects, newest id first, over a set that may change between pages."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._recent: Recent[Sequence[Object]] = Recent(KEPT_LISTINGS)

    def of(self, kind: Kind) -> Callable[[Call], Rendered]:
        """The endpoint of one kind."""
        return lambda call: self._answer(call, kind)

    def _answer(self, call: Call, kind: Kind) -> Rendered:
        parameters = Parameters(call.request.query)
        advertiser_id = parameters.required("advertiser_id")
        answer = self._context.answers.of(advertiser_id, call.path)
        query = self._read(parameters, kind, answer)
        advertiser = check_access(self._context, call, advertiser_id)
        now = self._context.clock.now()
        same = {k: v for k, v in call.request.query.items() if k not in {"page", "page_size"}}
        moment = self._context.clock.version()
        state = (kind, advertiser.version, moment, answer, tuple(sorted(same.items())))
        return self._context.pages.get(
            (state, query.page), lambda: self._render(advertiser, kind, query, state, now)
        )

    def _read(self, parameters: Parameters, kind: Kind, answer: Answer) -> Query:
        options = self._context.options
        filters = read_filters(parameters, kind, options)
        largest = TOP_VIEW_SIZE if filters.top_view and kind != "campaign" else LARGEST_SIZE
        return Query(
            fields=read_fields(parameters, LEGAL[kind], answer.refused_fields),
            without_nulls=read_null_exclusion(parameters),
            filters=filters,
            answer=answer,
            page=read_page(parameters, largest, clamp=options.page_size_clamp),
        )

    def _render(
        self, advertiser: Advertiser, kind: Kind, query: Query, state: object, now: datetime
    ) -> Rendered:
        found = self._recent.get(state, lambda: _find(advertiser, kind, query.filters, now))
        page = query.page
        options = self._context.options
        listed = [
            cut_record(
                _as_answered(
                    _record(thing, kind, advertiser.id, now, by_grain=query.filters.by_grain),
                    query.answer,
                ),
                query.fields,
                options,
                without_nulls=query.without_nulls,
            )
            for thing in page.of(found, query.answer.served(len(found)))
        ]
        info = page.info(len(found), options.empty_total_page)
        return Rendered(encode({"list": listed, "page_info": info}), {})


def _as_answered(record: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if answer.optimization_event is not None and record.get("optimization_goal") == "CONVERT":
        record["optimization_event"] = answer.optimization_event
    return record


def _find(advertiser: Advertiser, kind: Kind, filters: Filters, now: datetime) -> Sequence[Object]:
    newest_first = reversed(advertiser.objects(kind))
    found = [o for o in newest_first if o.created <= now and filters.keep(o, now)]
    return _one_per_grain(found) if filters.by_grain else found


def _one_per_grain(ads: list[Object]) -> list[Object]:
    grains: dict[int, Object] = {}
    for ad in ads:
        assert isinstance(ad, Ad)
        grains.setdefault(ad.grain_id, ad)
    return list(grains.values())


def _record(
    found: Object, kind: Kind, advertiser_id: str, now: datetime, *, by_grain: bool
) -> dict[str, Any]:
    record = _whole_record(found, advertiser_id, now, by_grain=by_grain)
    return promote_record(record, kind) if campaign_of(found).origin == PROMOTE else record


def _whole_record(
    found: Object, advertiser_id: str, now: datetime, *, by_grain: bool
) -> dict[str, Any]:
    if isinstance(found, Ad):
        return ad_record(found, advertiser_id, now, by_grain=by_grain)
    if isinstance(found, AdGroup):
        return ad_group_record(found, advertiser_id, now)
    assert isinstance(found, Campaign)
    return campaign_record(found, advertiser_id, now)
