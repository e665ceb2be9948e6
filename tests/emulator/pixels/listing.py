"""`GET /pixel/list/`: an advertiser's pixels, oldest first unless asked otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.emulator.access import check_access
from tests.emulator.envelope import encode, parameter_error
from tests.emulator.page_cache import Rendered
from tests.emulator.paging import read_page
from tests.emulator.parameters import Parameters
from tests.emulator.pixels import site
from tests.emulator.pixels.event_names import OPTIMIZATION_EVENTS, is_standard, list_name
from tests.emulator.records.times import stamp

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.dataset.pixels import Pixel
    from tests.emulator.events.pixel_counts import PixelCounts
    from tests.emulator.marketing import Call

LARGEST_SIZE = 20
ORDERS = ("EARLIEST_CREATE", "LATEST_CREATE")
REFRESH = timedelta(hours=4)
"""An event is listed at the latest so long after it was first received."""


class PixelList:
    """The listing; it has no parameter `fields`."""

    def __init__(self, context: Context, counts: PixelCounts) -> None:
        self._context = context
        self._counts = counts

    def answer(self, call: Call) -> Rendered:
        """One page under the key `pixels`."""
        options = self._context.options
        parameters = Parameters(call.request.query)
        advertiser_id = parameters.required("advertiser_id")
        order = parameters.one_of("order_by", ORDERS, ORDERS[0])
        _read_filtering(parameters)
        page = read_page(parameters, LARGEST_SIZE, clamp=options.page_size_clamp)
        check_access(self._context, call, advertiser_id)
        found = [p for p in self._context.world.pixels(advertiser_id) if _wanted(p, parameters)]
        if order == ORDERS[1]:
            found.reverse()
        served = self._context.answers.of(advertiser_id, call.path).served(len(found))
        listed = [self._record(pixel) for pixel in page.of(found, served)]
        info = page.info(len(found), options.empty_total_page)
        return Rendered(encode({"pixels": listed, "page_info": info}), {})

    def _record(self, pixel: Pixel) -> dict[str, Any]:
        record: dict[str, Any] = {
            "pixel_id": pixel.id,
            "pixel_code": pixel.code,
            "pixel_name": pixel.name,
            "pixel_category": "ONLINE_STORE",
            "pixel_script": f"<script>ttq.load('{pixel.code}')</script>",
            "pixel_setup_mode": "DEVELOPER",
            "partner_name": "",
            "create_time": stamp(pixel.created),
            "advanced_matching_fields": {"phone_number": False, "email": True},
            "automatic_advanced_matching_fields": dict.fromkeys(
                ("phone_number", "email", "name", "address", "external_id"), False
            ),
            "enable_first_party_cookies": True,
            "enable_expanded_data_sharing": False,
            "asset_ownership": {
                "asset_relation_status": None,
                "ownership_status": True,
                "owner_bc_id": None,
            },
            "events": self._events(pixel),
        }
        if self._context.options.extra_fields:
            record |= {"activity_status": "ACTIVE", "new_field_of_2027": {"anything": [1, None]}}
        return record

    def _events(self, pixel: Pixel) -> list[dict[str, Any]]:
        now = self._context.clock.now()
        names = self._counts.names_until(pixel.code, now - REFRESH)
        if not self._context.options.quiet_sites:
            names |= set(site.EVENTS)
        return [_event(number, name) for number, name in enumerate(sorted(names), start=1)]


def _event(number: int, name: str) -> dict[str, Any]:
    kind = (
        {"event_type": list_name(name), "optimization_event": OPTIMIZATION_EVENTS.get(name)}
        if is_standard(name)
        else {"custom_event_type": name, "optimization_event": None}
    )
    return {
        "event_id": str(number),
        "event_code": "",
        "name": name,
        **kind,
        "statistic_type": "EVERY_TIME",
        "currency": "",
        "currency_value": "",
        "deprecated": False,
        "rules": [],
    }


def _read_filtering(parameters: Parameters) -> None:
    only = parameters.object("filtering").get("available_for_catalog_only", False)
    if not isinstance(only, bool):
        raise parameter_error("filtering.available_for_catalog_only: Not a valid boolean.")


def _wanted(pixel: Pixel, parameters: Parameters) -> bool:
    code, pixel_id = parameters.text("code"), parameters.text("pixel_id")
    part = (parameters.text("name") or "").lower()
    if code not in {None, pixel.code} or pixel_id not in {None, pixel.id}:
        return False
    return part in pixel.name.lower()
