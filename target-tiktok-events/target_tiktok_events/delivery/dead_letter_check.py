"""Whether a run that delivered what it could fails for its dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.errors import TooManyDeadLetters

if TYPE_CHECKING:
    from target_tiktok_events.config.dead_letter_limit import DeadLetterLimit
    from target_tiktok_events.delivery.report import Summary


def check_dead_letters(summary: Summary, limit: DeadLetterLimit, *, is_dry_run: bool) -> None:
    """Looks at the counts of a run that has come to its end.

    Raises:
        TooManyDeadLetters: more records became dead letters than `limit` allows.
    """
    if not limit.is_exceeded(summary.dead, summary.counted):
        return
    rest = "nothing was sent" if is_dry_run else "everything else was delivered"
    message = (
        f"{summary.dead} of {summary.counted} records became dead letters, more than "
        f"max_dead_letters ({limit.text}) allows; {rest}. STATE is held: {_way_out(summary)}"
    )
    raise TooManyDeadLetters(message)


def _way_out(summary: Summary) -> str:
    too_old = sum(count for why, count in summary.dead_letters.items() if why.startswith("age:"))
    if too_old * 2 > summary.dead:
        return "most orders are older than max_event_age_days; leave these out with send_since"
    return "mend what the dead letters name, and the next run reads these records once more"
