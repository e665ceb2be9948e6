"""The `filtering` object of the listings: conditions that all must hold."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tests.emulator.catalogue.campaign_types import (
    AUTOMATION_TYPES,
    PLATFORM,
    SYSTEM_ORIGINS,
    TOP_VIEW,
)
from tests.emulator.catalogue.statuses import (
    DEFAULT_STATUS,
    PRIMARY_STATUSES,
    check_buying_types,
)
from tests.emulator.dataset.objects import Ad, AdGroup, Object, campaign_of
from tests.emulator.dataset.statuses import has_status, secondary_status
from tests.emulator.envelope import parameter_error
from tests.emulator.parameters import (
    Parameters,
    list_of_ids,
    list_of_texts,
    not_acceptable,
    parse_time,
)

if TYPE_CHECKING:
    import argparse

Listing = Literal["campaign", "adgroup", "ad", "smart_plus"]

IDS: dict[Listing, tuple[str, ...]] = {
    "campaign": ("campaign_ids",),
    "adgroup": ("campaign_ids", "adgroup_ids"),
    "ad": ("campaign_ids", "adgroup_ids", "ad_ids", "ad_ids_v2"),
    "smart_plus": ("campaign_ids", "adgroup_ids", "smart_plus_ad_ids"),
}
NAMES: dict[Listing, str] = {
    "campaign": "campaign_name",
    "adgroup": "adgroup_name",
    "ad": "ad_name",
    "smart_plus": "ad_name",
}
SHARED = (
    *("primary_status", "secondary_status", "campaign_system_origins", "buying_types"),
    *("campaign_automation_type", "objective_type", "optimization_goal"),
    *("creation_filter_start_time", "creation_filter_end_time"),
)
ACCEPTED: dict[Listing, tuple[str, ...]] = {
    "campaign": (
        *("sales_destination", "campaign_product_source", "campaign_type"),
        *("is_smart_performance_campaign", "creative_campaign_type", "split_test_enabled"),
        *("gmv_max_promotion_types", "store_ids"),
    ),
    "adgroup": (
        *("split_test_enabled", "promotion_type", "bid_strategy", "billing_events"),
        "creative_material_mode",
    ),
    "ad": ("destination", "creative_material_mode", "sales_destination", "modified_after"),
    "smart_plus": ("sales_destination", "modified_after"),
}
"""Further keys of each listing, known to TikTok; most change nothing here."""

DEFAULT_BUYING_TYPES = {
    "auction": ["AUCTION"],
    "auction-and-rf": ["AUCTION", "RESERVATION_RF"],
}

Test = Callable[[Object, datetime], bool]


class Filters(NamedTuple):
    """What a listing keeps; `by_grain`: rows are Smart+ ads, not creatives."""

    tests: tuple[Test, ...]
    by_grain: bool
    top_view: bool

    def keep(self, found: Object, now: datetime) -> bool:
        """Whether every condition holds."""
        return all(test(found, now) for test in self.tests)


def read_filters(parameters: Parameters, listing: Listing, options: argparse.Namespace) -> Filters:
    """The conditions of a listing.

    Raises:
        ApiError: 40002 for a malformed value or, by the option, an unknown key; 40011 for more
            than 100 ids.
    """
    filtering = parameters.object("filtering")
    known = {*IDS[listing], NAMES[listing], *SHARED, *ACCEPTED[listing]}
    for key in filtering:
        if key not in known and options.unknown_filter == "reject":
            raise parameter_error(f"filtering.{key}: Unknown field.")
    filtering.setdefault("buying_types", DEFAULT_BUYING_TYPES[options.default_buying_types])
    filtering.setdefault("campaign_system_origins", [PLATFORM])
    tests: list[Test] = [_status_test(filtering, _STATUSES[listing])]
    for key, read in _READERS.items():
        if key in known and filtering.get(key) is not None:
            tests.append(read(f"filtering.{key}", filtering[key]))
    return Filters(
        tuple(tests),
        by_grain="ad_ids_v2" in filtering and listing == "ad",
        top_view=filtering.get("buying_types") == [TOP_VIEW],
    )


_STATUSES: dict[Listing, tuple[str, ...]] = {
    "campaign": PRIMARY_STATUSES["campaign"],
    "adgroup": PRIMARY_STATUSES["adgroup"],
    "ad": PRIMARY_STATUSES["ad"],
    "smart_plus": PRIMARY_STATUSES["ad"],
}


def _status_test(filtering: dict[str, Any], statuses: tuple[str, ...]) -> Test:
    """The primary status asked for; without one, deleted objects are hidden."""
    wanted = filtering.get("primary_status")
    secondary = filtering.get("secondary_status")
    if wanted is None and secondary is not None:
        return _secondary_test(str(secondary))
    if wanted is None:
        wanted = DEFAULT_STATUS
    elif wanted not in statuses:
        raise not_acceptable("filtering.primary_status", statuses)
    if secondary is None:
        return lambda found, now: has_status(found, wanted, now)
    test = _secondary_test(str(secondary))
    return lambda found, now: has_status(found, wanted, now) and test(found, now)


def _secondary_test(wanted: str) -> Test:
    if wanted.endswith("_STATUS_ALL"):
        return lambda _found, _now: True
    return lambda found, now: secondary_status(found, now) == wanted


def _ids_of(found: Object) -> dict[str, int]:
    ids = {"campaign_ids": campaign_of(found).id}
    if isinstance(found, AdGroup):
        ids["adgroup_ids"] = found.id
    if isinstance(found, Ad):
        ids |= {"adgroup_ids": found.ad_group.id, "ad_ids": found.id}
        ids |= {"ad_ids_v2": found.grain_id, "smart_plus_ad_ids": found.grain_id}
    return ids


def _read_ids(name: str, value: Any) -> Test:
    wanted = frozenset(list_of_ids(name, value))
    key = name.removeprefix("filtering.")
    return lambda found, _: str(_ids_of(found)[key]) in wanted


def _read_name(name: str, value: Any) -> Test:
    if not isinstance(value, str):
        raise parameter_error(f"{name}: Not a valid string.")
    return lambda found, _: value.lower() in found.name.lower()


def _read_buying_types(name: str, value: Any) -> Test:
    values = list_of_texts(name, value)
    check_buying_types(name, values)
    return lambda found, _: campaign_of(found).buying_type in values


def _read_automation(name: str, value: Any) -> Test:
    _check_closed(name, value, AUTOMATION_TYPES)
    return lambda found, _: campaign_of(found).automation == value


def _read_origins(name: str, value: Any) -> Test:
    origins = list_of_texts(name, value)
    for index, origin in enumerate(origins):
        _check_closed(f"{name}.{index}", origin, SYSTEM_ORIGINS)
    return lambda found, _: campaign_of(found).origin in origins


def _read_objective(_name: str, value: Any) -> Test:
    same = {"CONVERSIONS": "WEB_CONVERSIONS"}
    return lambda found, _: campaign_of(found).objective == same.get(value, value)


def _read_created_after(name: str, value: Any) -> Test:
    start = parse_time(name, value)
    return lambda found, _: found.created.replace(tzinfo=None) > start


def _read_created_before(name: str, value: Any) -> Test:
    end = parse_time(name, value)
    return lambda found, _: found.created.replace(tzinfo=None) < end


def _read_modified_after(name: str, value: Any) -> Test:
    start = parse_time(name, value)
    return lambda found, now: found.modified(now).replace(tzinfo=None) > start


def _check_closed(name: str, value: object, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise not_acceptable(name, allowed)


_READERS: dict[str, Callable[[str, Any], Test]] = {
    **dict.fromkeys((*IDS["ad"], *IDS["smart_plus"]), _read_ids),
    **dict.fromkeys(NAMES.values(), _read_name),
    "buying_types": _read_buying_types,
    "campaign_automation_type": _read_automation,
    "campaign_system_origins": _read_origins,
    "objective_type": _read_objective,
    "creation_filter_start_time": _read_created_after,
    "creation_filter_end_time": _read_created_before,
    "modified_after": _read_modified_after,
}
