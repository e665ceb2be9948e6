"""The conditions of a user's report: entries of its `filters`, checked offline.

Source: TikTok's page "Run a synchronous report", the table of `filtering`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.reports.report import OF_LISTS, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPARISONS: Final = (
    *("IN", "MATCH", "GREATER_EQUAL", "GREATER_THAN", "LOWER_EQUAL", "LOWER_THAN", "BETWEEN"),
    "NOT_IN",
)
_ID_FIELDS: Final = frozenset({"campaign_ids", "adgroup_ids", "ad_ids", "ad_ids_v2"})
_MOST_IDS: Final = 100
_BOUNDS: Final = 2


def read_filters(given: Any, place: str) -> tuple[Filter, ...]:
    """Return the filters of an entry: `{field: value or list}`, or TikTok's own form in a list.

    Raises:
        SettingError: one is none. `place` is how the error names the entry.
    """
    if given is None:
        return ()
    if isinstance(given, dict):
        given = [{"field_name": name, "filter_value": value} for name, value in given.items()]
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise SettingError(
            f"{place}: filters must be an object of fields and values, or a list of objects with "
            "field_name, filter_type and filter_value"
        )
    return tuple(_filter(one, place) for one in given)


def _filter(entry: Mapping[str, Any], place: str) -> Filter:
    field = entry.get("field_name")
    if not isinstance(field, str) or not field:
        raise SettingError(f"{place}: a filter has no field_name")
    value = entry.get("filter_value")
    values = value if isinstance(value, list) else [value]
    if not values or any(isinstance(one, (dict, list, type(None))) for one in values):
        raise SettingError(f"{place}: the filter on {field} has no value")
    comparison = str(entry.get("filter_type", "IN")).upper()
    if comparison not in _COMPARISONS:
        raise SettingError(
            f"{place}: filter_type of {field} must be one of {', '.join(_COMPARISONS)}"
        )
    is_number_right = {
        "BETWEEN": len(values) == _BOUNDS,
        "IN": field not in _ID_FIELDS or len(values) <= _MOST_IDS,
    }.get(comparison, comparison in OF_LISTS or len(values) == 1)
    if not is_number_right:
        raise SettingError(
            f"{place}: the filter on {field} has {len(values)} values: BETWEEN takes 2, ids at "
            f"most {_MOST_IDS}, other comparisons than IN one"
        )
    return Filter(field, tuple(map(_text, values)), comparison)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
