"""The way of an order to TikTok, stage by stage: what is left of the orders of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adloop_report.datasets import Dataset, dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STAGES: Final = (
    ("1 Orders", "orders"),
    ("2 Eligible", "eligible"),
    ("3 Sent", "sent"),
    ("4 Received by TikTok", "received"),
    ("5 Attributed to an ad", "attributed"),
)
"""Each stage as the page calls it (the number keeps the order), and the figure behind it."""

NO_SALE: Final = "ineligible"
LOSSES: Final = {
    NO_SALE: "1 → 2: no sale to report",
    "left_out": "1 → 2: left out by a rule of yours",
    "dead_letter": "2 → 3: refused (dead letter)",
    "not_seen": "2 → 3: never reached the target",
    "not_received": "3 → 4: sent, but not in the pixel's statistics",
}
"""Each kind of loss in the model, and where on the way it stands."""

_NONE: Final = {None, "", "none"}
_WITHOUT_REASON: Final = {NO_SALE: "a test, or a status that is no sale"}


def funnel(rows: Iterable[Mapping[str, Any]]) -> Dataset:
    """Make the stages of each day: orders of the stage, of the one before, and of all."""
    columns = ("day", "stage", "orders", "orders_before", "orders_of_all")
    return dataset(columns, (stage for row in rows for stage in _stages(row)))


def _stages(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    counts = _counts(row)
    before = None
    for label, name in STAGES:
        count = counts[name]
        known = count is not None
        yield {
            "day": row.get("day_utc"),
            "stage": label,
            "orders": count,
            # Shares of the days only whose stage is known, not of all.
            "orders_before": before if known else None,
            "orders_of_all": counts["orders"] if known else None,
        }
        before = count


def _counts(row: Mapping[str, Any]) -> dict[str, int | None]:
    sent, before = row.get("sent"), row.get("already_sent")
    missing, eligible = row.get("missing"), row.get("eligible")
    return {
        "orders": row.get("orders"),
        "eligible": eligible,
        "sent": None if sent is None else sent + (before or 0),
        "received": None if missing is None or eligible is None else eligible - missing,
        "attributed": row.get("pixel_attributed"),
    }


def losses(days: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> Dataset:
    """Make the losses of each day: where on the way, and why."""
    columns = ("day", "where", "reason", "orders")
    no_sale = ({**row, "kind": NO_SALE, "orders": row.get("ineligible")} for row in days)
    first = [_loss(row) for row in no_sale if row["orders"]]
    return dataset(columns, [*first, *(_loss(row) for row in rows)])


def _loss(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(row.get("kind"))
    parts = [str(part) for part in (row.get("stage"), row.get("reason")) if part not in _NONE]
    return {
        "day": row.get("day_utc"),
        "where": LOSSES.get(kind, kind),
        "reason": ": ".join(parts) or _WITHOUT_REASON.get(kind),
        "orders": row.get("orders"),
    }


def days_with_sentences(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the days of the reconciliation, each with what happened in words."""
    return [{**row, "sentence": _sentence(row)} for row in rows]


def _sentence(row: Mapping[str, Any]) -> str | None:
    if row.get("waiting_for"):
        return str(row["waiting_for"])
    if not row.get("cause"):
        return None
    many = row.get("cause_orders")
    return f"{row['cause']} ({many:,})" if isinstance(many, int) else str(row["cause"])
