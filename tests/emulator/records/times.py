"""Times in records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def stamp(instant: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC, without saying so."""
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def operation_status(*, enabled: bool) -> str:
    """ENABLE or DISABLE."""
    return "ENABLE" if enabled else "DISABLE"
