"""`GET /smart_plus/ad/get/`: the ads ("asset groups") of upgraded Smart+ campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.access import check_access
from tests.emulator.entities.fields import cut_record, read_fields
from tests.emulator.entities.filters import Filters, read_filters
from tests.emulator.envelope import encode
from tests.emulator.page_cache import Rendered
from tests.emulator.paging import read_page
from tests.emulator.parameters import Parameters
from tests.emulator.records.ad import smart_plus_record

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.dataset.objects import Ad
    from tests.emulator.dataset.world import Advertiser
    from tests.emulator.marketing import Call

LARGEST_SIZE = 100
ALWAYS = ("advertiser_id", "smart_plus_ad_id")
LEGAL = (
    *("advertiser_id", "campaign_id", "campaign_name", "adgroup_id", "adgroup_name"),
    *("smart_plus_ad_id", "ad_name", "operation_status", "secondary_status", "create_time"),
    *("modify_time", "creative_list", "ad_text_list", "call_to_action_list"),
    *("landing_page_url_list", "deeplink_list", "page_list", "interactive_add_on_list"),
    *("disclaimer", "ad_configuration"),
)


class SmartPlusAds:
    """The listing; its two ids are in every row, asked for or not."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def answer(self, call: Call) -> Rendered:
        """One page, newest id first."""
        options = self._context.options
        parameters = Parameters(call.request.query)
        advertiser_id = parameters.required("advertiser_id")
        answer = self._context.answers.of(advertiser_id, call.path)
        fields = read_fields(parameters, LEGAL, answer.refused_fields)
        filters = read_filters(parameters, "smart_plus", options)
        page = read_page(parameters, LARGEST_SIZE, clamp=options.page_size_clamp)
        advertiser = check_access(self._context, call, advertiser_id)
        found = self._find(advertiser, filters)
        if fields is not None:
            fields = list(dict.fromkeys((*ALWAYS, *fields)))
        listed = [
            cut_record(record, fields, options)
            for record in page.of(found, answer.served(len(found)))
        ]
        info = page.info(len(found), options.empty_total_page)
        return Rendered(encode({"list": listed, "page_info": info}), {})

    def _find(self, advertiser: Advertiser, filters: Filters) -> list[dict[str, Any]]:
        now = self._context.clock.now()
        members: dict[int, list[Ad]] = {}
        for ad in reversed(advertiser.ads):
            if ad.smart_plus_id is not None and ad.created <= now and filters.keep(ad, now):
                members.setdefault(ad.smart_plus_id, []).append(ad)
        return [smart_plus_record(ads, advertiser.id, now) for ads in members.values()]
