"""The parameter `fields`: one wrong name refuses the whole request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.parameters import Parameters, list_of_texts, not_acceptable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection

FIELD_TYPES = ("NULL_FIELD",)


def read_fields(
    parameters: Parameters, legal: Collection[str], refused: Collection[str] = ()
) -> list[str] | None:
    """The fields asked for; none means all. Where an advertiser refuses some, all means the others.

    Raises:
        ApiError: 40002 with the first offending index and the legal names.
    """
    value = parameters.json("fields")
    if refused:
        legal = [name for name in legal if name not in refused]
    if value is None:
        return list(legal) if refused else None
    names = list_of_texts("fields", value)
    for index, name in enumerate(names):
        if name not in legal:
            raise not_acceptable(f"fields.{index}", legal)
    return list(dict.fromkeys(names)) or None


def read_null_exclusion(parameters: Parameters) -> bool:
    """Whether `exclude_field_types_in_response` drops null fields."""
    names = parameters.texts("exclude_field_types_in_response") or []
    for index, name in enumerate(names):
        if name not in FIELD_TYPES:
            raise not_acceptable(f"exclude_field_types_in_response.{index}", FIELD_TYPES)
    return bool(names)


def cut_record(
    record: dict[str, Any],
    fields: list[str] | None,
    options: argparse.Namespace,
    *,
    without_nulls: bool = False,
) -> dict[str, Any]:
    """The record as it was asked for; a field it does not have at all stays away."""
    if options.sandbox:
        record.pop("secondary_status", None)
    if fields is not None:
        record = {name: record[name] for name in fields if name in record}
    if without_nulls:
        record = {name: value for name, value in record.items() if value is not None}
    if options.extra_fields:
        record["new_field_of_2027"] = {"anything": [1, None]}
    return record
