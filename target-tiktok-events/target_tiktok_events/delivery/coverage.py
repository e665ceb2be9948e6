"""How many events TikTok can match to a person, and by what: in this run, and in those before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.coverage_log import KeyCounts
from target_tiktok_events.mapping.events import MatchKey

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator, Sequence

    from target_tiktok_events.ledger.coverage_log import CoverageLog
    from target_tiktok_events.mapping.events import Event

_LABELS: Final = {
    MatchKey.EMAIL: "email",
    MatchKey.PHONE: "phone",
    MatchKey.EXTERNAL_ID: "external id",
    MatchKey.TTCLID: "ttclid",
    MatchKey.TTP: "ttp",
    MatchKey.IP_AND_USER_AGENT: "ip and user agent",
}
_ENOUGH_EXPECTED: Final = 10
_COLLAPSED: Final = 1 / 3


class Coverage:
    """Counts the match keys of the events of a run, for each event source.

    Args:
        sources: names of the event sources, by number.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._past = [KeyCounts()] * len(sources)
        self._sources = sources
        self._counts: tuple[Counter[int], ...] = tuple(Counter() for _ in sources)

    def compare_with(self, logs: Sequence[CoverageLog]) -> None:
        """Compares with what the last runs noted for each event source; without logs, nothing.

        Raises:
            StorageError: if the ledger can't be read.
        """
        if logs:
            self._past = [log.last_runs() for log in logs]

    def note_in(self, logs: Sequence[CoverageLog], logger: logging.Logger) -> None:
        """Keeps the counts for the runs to come; what keeps it from that ends no run."""
        try:
            for source, log in enumerate(logs):
                log.add(self.counts(source))
        except StorageError as error:
            logger.warning("The coverage of this run was not noted: %s", error)

    def count(self, event: Event) -> None:
        """Counts an event that was built."""
        self._counts[event.source][int(event.match_keys)] += 1

    def counts(self, source: int) -> KeyCounts:
        """What the events of one event source held."""
        found = self._counts[source]
        holders = {key: sum(n for keys, n in found.items() if keys & key) for key in MatchKey}
        return KeyCounts(sum(found.values()), holders)

    def shares(self) -> dict[str, float]:
        """The share of all events, 0 to 1, that hold each key; empty without events."""
        counts = sum(map(self.counts, range(len(self._counts))), KeyCounts())
        return {label: counts.share(key) for key, label in _LABELS.items()} if counts.events else {}

    def lines(self) -> Iterator[str]:
        """Rows for the final table; beside each share that of the last runs, if there were any."""
        past = sum(self._past, KeyCounts())
        before = {label: past.share(key) for key, label in _LABELS.items()}
        for label, share in self.shares().items():
            row = f"{'events with ' + label:<44}{share:>11.1%}"
            yield f"{row}   (last runs {before[label]:.1%})" if past.events else row

    def collapses(self) -> Iterator[str]:
        """Sentences about keys that far fewer events hold than in the last runs.

        Where ten events or more should hold a key by then, less than a third of these do.
        """
        for source, name in enumerate(self._sources):
            past, counts = self._past[source], self.counts(source)
            where = f" of event source {name}" if len(self._sources) > 1 else ""
            for key, label in _LABELS.items():
                before, now = past.share(key), counts.share(key)
                if counts.events * before >= _ENOUGH_EXPECTED and now < before * _COLLAPSED:
                    yield (
                        f"{now:.1%} of the events{where} hold {label}, in the last runs "
                        f"{before:.1%} did: was a column renamed or emptied? field_mapping says "
                        "where it is found"
                    )
