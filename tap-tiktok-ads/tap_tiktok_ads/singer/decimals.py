"""Decimals in Singer's schemas: how they are declared, with all their digits; pure.

The SDK reads and writes catalogs without `precision` and `scale`, and Snowflake takes a decimal
without them for NUMBER(38, 0): every cent would be lost.
"""

from __future__ import annotations

from typing import Any, Final

PRECISION: Final = 38
"""The digits of a decimal in a warehouse: as many as Snowflake has."""

SCALE: Final = 6
"""The digits behind its point."""

DECLARED: Final = {
    "type": "string",
    "format": "x-singer.decimal",
    "precision": PRECISION,
    "scale": SCALE,
}
"""The schema of a decimal."""


def complete_decimals(schema: dict[str, Any]) -> None:
    """Say in a stream's schema how many digits its decimals have."""
    for declared in schema.get("properties", {}).values():
        if declared.get("format") == DECLARED["format"]:
            declared |= {"precision": PRECISION, "scale": SCALE}
