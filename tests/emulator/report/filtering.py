"""The `filtering` of reports: a list of conditions that all must hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.emulator.catalogue.attributes import AD, AD_GROUP, CAMPAIGN
from tests.emulator.catalogue.campaign_types import AUTOMATION_TYPES, SYSTEM_ORIGINS
from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.catalogue.statuses import (
    PRIMARY_STATUSES,
    check_buying_types,
)
from tests.emulator.envelope import ApiError, parameter_error
from tests.emulator.parameters import (
    Parameters,
    list_of_ids,
    list_of_texts,
    not_acceptable,
    parse_time,
)
from tests.emulator.report.dimension_rules import CONFLICT, Dimensions

if TYPE_CHECKING:
    from collections.abc import Collection

SETTLED_TYPES = (
    *("IN", "MATCH", "GREATER_EQUAL", "GREATER_THAN", "LOWER_EQUAL", "LOWER_THAN", "BETWEEN"),
)
DISPUTED_TYPES = ("RANGE", "NOT_IN", "CONTAIN_ANY_OF")
LIST_TYPES = frozenset({"IN", "NOT_IN", "CONTAIN_ANY_OF", "BETWEEN", "RANGE"})
COMPARISONS = frozenset(
    {*("GREATER_EQUAL", "GREATER_THAN", "LOWER_EQUAL", "LOWER_THAN", "BETWEEN", "RANGE")}
)

STATUS_FIELDS = {"campaign_status": CAMPAIGN, "adgroup_status": AD_GROUP, "ad_status": AD}
STATUS_KINDS = {"campaign_status": "campaign", "adgroup_status": "adgroup", "ad_status": "ad"}
ID_FIELDS = ("campaign_ids", "adgroup_ids", "ad_ids", "ad_ids_v2")
BUYING_TYPE_FIELDS = ("buying_type", "buying_types")
CLOSED_FIELDS: dict[str, Collection[str]] = {
    "campaign_automation_type": AUTOMATION_TYPES,
    "campaign_system_origins": SYSTEM_ORIGINS,
}
OPEN_FIELDS = ("objective_type", "promotion_type", "billing_event", "image_mode")
FIELDS = frozenset(
    {
        *(*STATUS_FIELDS, *ID_FIELDS, *BUYING_TYPE_FIELDS, *CLOSED_FIELDS, *OPEN_FIELDS),
        *("create_time", "country_code"),
    }
)


@dataclass(frozen=True, slots=True)
class Switches:
    """Where TikTok's behaviour is not settled."""

    clamp_page_size: bool = False
    disputed_filter_types: bool = False


class ReportFilter(NamedTuple):
    """One condition; `values` has one value for a comparison, two for BETWEEN."""

    field: str
    type: str
    values: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether it compares a metric."""
        return self.field not in FIELDS


def read_filters(
    parameters: Parameters, level: str, dimensions: Dimensions, switches: Switches
) -> tuple[ReportFilter, ...]:
    """The conditions of a request.

    Raises:
        ApiError: 40002 for anything malformed, unknown or at the wrong level; 40011 for more
            than 100 ids.
    """
    value = parameters.json("filtering")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise parameter_error("filtering: Not a valid list.")
    types = (*SETTLED_TYPES, *(DISPUTED_TYPES if switches.disputed_filter_types else ()))
    filters = tuple(_read(index, entry, types) for index, entry in enumerate(value))
    for index, condition in enumerate(filters):
        _check(f"filtering.{index}", condition, level, dimensions)
    return filters


def _read(index: int, entry: Any, types: Collection[str]) -> ReportFilter:
    name = f"filtering.{index}"
    if not isinstance(entry, dict):
        raise parameter_error(f"{name}: Invalid input type.")
    for key in ("field_name", "filter_type", "filter_value"):
        if key not in entry:
            raise parameter_error(f'"{name}.{key}" is required, but missing.')
    field, type_, value = entry["field_name"], entry["filter_type"], entry["filter_value"]
    if field not in FIELDS and (field not in METRICS or METRICS[field].is_attribute):
        raise parameter_error(f"{name}.field_name: {field} is not supported.")
    if type_ not in types:
        raise not_acceptable(f"{name}.filter_type", types)
    if not isinstance(value, str):
        raise parameter_error(f"{name}.filter_value: Not a valid string.")
    values = _list(name, value) if type_ in LIST_TYPES else (value,)
    return ReportFilter(field, type_, values)


def _list(name: str, text: str) -> tuple[str, ...]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, list):
        raise parameter_error(f"{name}.filter_value: Not a valid JSON array.")
    return tuple(str(item) for item in value)


def _check(name: str, condition: ReportFilter, level: str, dimensions: Dimensions) -> None:
    field, values = condition.field, list(condition.values)
    if condition.is_numeric:
        _check_numbers(name, condition)
    elif field in STATUS_FIELDS:
        if level != STATUS_FIELDS[field]:
            raise parameter_error(f"{name}: {field} does not match data_level {level}")
        _check_closed(name, values, PRIMARY_STATUSES[STATUS_KINDS[field]])
    elif field in ID_FIELDS:
        list_of_ids(name, values)
    elif field in BUYING_TYPE_FIELDS:
        check_buying_types("filtering.buying_types", values)
    elif field in CLOSED_FIELDS:
        _check_closed(name, values, CLOSED_FIELDS[field])
    elif field == "create_time":
        for value in values:
            parse_time(name, value)
    _check_relation(field, dimensions)


def _check_relation(field: str, dimensions: Dimensions) -> None:
    """Countries must be a dimension too; ids of creatives do not go with ids of Smart+ ads."""
    if field == "country_code" and "country_code" not in dimensions.breakdowns:
        raise parameter_error(CONFLICT)
    if field == "ad_ids" and dimensions.id == "ad_id_v2":
        raise parameter_error(CONFLICT)


def _check_closed(name: str, values: list[str], allowed: Collection[str]) -> None:
    for value in list_of_texts(name, values):
        if value not in allowed:
            raise not_acceptable(f"{name}.filter_value", allowed)


def _check_numbers(name: str, condition: ReportFilter) -> None:
    if condition.type not in COMPARISONS:
        raise _unfit(name, condition)
    try:
        for value in condition.values:
            Decimal(value)
    except InvalidOperation:
        raise _unfit(name, condition) from None
    if condition.type in LIST_TYPES and len(condition.values) != 2:
        raise _unfit(name, condition)


def _unfit(name: str, condition: ReportFilter) -> ApiError:
    return parameter_error(f"{name}: {condition.type} does not go with {condition.field}.")
