"""What can end a report: each is one line that says what to do."""

from __future__ import annotations


class ReportError(Exception):
    """The report can't be made; the message is one line for whoever ran the command."""


class WarehouseError(ReportError):
    """The database can't be reached or read."""
