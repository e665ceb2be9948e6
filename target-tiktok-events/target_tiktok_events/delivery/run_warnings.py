"""What the counts of a run say is probably not meant; said at its end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_tiktok_events.delivery.report import Summary

_CHOSEN_FOR_ALL: Final = frozenset(["streams", "send_since"])
"""Rules that are there to leave out whole streams or all older orders."""


def run_warnings(summary: Summary) -> Iterator[str]:
    """Sentences for the log at the end of a run; none if all is well."""
    if summary.records == summary.ended:
        yield from _nothing_but_left_out(summary)
    yield from summary.coverage.collapses()
    for (earlier, stream), count in summary.collisions.by_streams.most_common():
        yield (
            f"{count} events of stream {stream} have event and event id of one of stream {earlier}:"
            " TikTok and the ledger count such two once. Give the orders of each stream ids of "
            'their own: field_mapping: {event_id: {template: "{shop}-{order_id}"}}'
        )


def _nothing_but_left_out(summary: Summary) -> Iterator[str]:
    """Consent and rules that leave out every record: a column that is always empty, perhaps."""
    by_rule = Counter(summary.left_out)
    for rule in _CHOSEN_FOR_ALL:
        del by_rule[rule]
    if by_rule and not summary.counted:
        counts = ", ".join(f"{rule} {count}" for rule, count in by_rule.most_common())
        yield (
            f"all {by_rule.total()} records were left out and no event was built ({counts}): "
            "check consent_column and event_mappings"
        )
