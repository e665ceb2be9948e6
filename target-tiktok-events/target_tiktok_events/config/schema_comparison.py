"""Settings against SCHEMA: what they name has to be there, else a mistake sends wrong events.

A stream is compared when its first record comes, with the SCHEMAs that are known by then. Streams
that can give no event are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.derived import sources_instead
from target_tiktok_events.mapping.fields import order_finder
from target_tiktok_events.mapping.rules import NameColumn
from target_tiktok_events.mapping.sources import columns_of, in_turn
from target_tiktok_events.mapping.stream_names import is_for, stream_filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.rules import EventRule

_NEEDED = (
    ("id", ("event_id", "order_id", "lead_id"), "field_mapping.order_id"),
    ("time", ("created_at",), "field_mapping.created_at"),
)
"""What every event needs: its name, the fields that give it, and the setting that says where."""


class _Use(NamedTuple):
    """A setting that names columns: all of one of `choices` must be there, or of one `instead`."""

    setting: str
    choices: tuple[frozenset[str], ...]
    instead: tuple[frozenset[str], ...] = ()


class SchemaComparison:
    """Compares the settings with the streams of the input.

    Args:
        options: checked settings of the mapping.
    """

    def __init__(self, options: MappingOptions) -> None:
        self._options = options
        self._is_read = stream_filter(options.streams)
        self._uses = tuple(_uses_of_mapping(options))
        self._columns: dict[str, Columns] = {}

    def learn(self, stream: str, columns: Iterable[str]) -> None:
        """Takes the columns of a stream's SCHEMA; without any, nothing is known of it."""
        self._columns[stream] = Columns(columns)

    def check(self, stream: str) -> None:
        """Compares a stream whose first record has come.

        Raises:
            SettingError: it has no column for the id or the time of an event, or a column that a
                setting names is in no stream that the setting is for.
        """
        if not self._columns[stream].names or not self.can_send(stream):
            return
        complaints = [*self._missing_columns(stream), *self._needs(stream)]
        if complaints:
            raise SettingError("; ".join(complaints))

    def _missing_columns(self, stream: str) -> Iterator[str]:
        known = {name: each for name, each in self._columns.items() if self.can_send(name)}
        for use in self._uses:
            yield from _complaint(use, stream, known)
        own = [
            (rule, _uses_of_rule(rule, self._options.field_mapping))
            for rule in filter(_is_own, self._rules_for(stream))
        ]
        routes = [(rule, _uses_of_rule(rule)) for rule in self._routes_for(stream)]
        for rule, uses in own + routes:
            streams = known if rule.stream is None else {stream: self._columns[stream]}
            for use in uses:
                yield from _complaint(use, stream, streams)

    def _needs(self, stream: str) -> Iterator[str]:
        columns = self._columns[stream]
        options = self._options.of_stream(columns)
        finder = order_finder(options.event_source, options.field_mapping, columns)
        for what, fields, setting in _NEEDED:
            if what == "time" and self._rules_tell_time(stream):
                continue
            if not any(finder.may_be_filled(field, columns) for field in fields):
                looked_for = ", ".join(filter(None, map(finder.columns, fields)))
                yield (
                    f"stream {stream!r} has no column for the {what} of an event ({looked_for}): "
                    f"name it in {setting}, or leave the stream out with streams; "
                    f"{_nearest(columns, fields)}"
                )

    def _rules_tell_time(self, stream: str) -> bool:
        return any(
            not rule.skip and rule.time and self._columns[stream].has(rule.time)
            for rule in self._rules_for(stream)
        )

    def can_send(self, stream: str) -> bool:
        """Whether records of a stream can become events, as far as settings say."""
        if not self._is_read(stream):
            return False
        for rule in self._rules_for(stream):
            if not rule.skip:
                return True
            if not rule.when:
                return False
        named = {rule.stream for rule in self._options.event_mappings} - {None}
        is_named = not named or any(is_for(name, stream) for name in named)
        return self._options.unmatched == "send" and is_named

    def _routes_for(self, stream: str) -> list[EventRule]:
        rules = [route.rule for route in self._options.routes]
        return [rule for rule in rules if is_for(rule.stream, stream)]

    def _rules_for(self, stream: str) -> list[EventRule]:
        return [rule for rule in self._options.event_mappings if is_for(rule.stream, stream)]


def _uses_of_mapping(options: MappingOptions) -> Iterator[_Use]:
    own = {key: each for key, each in options.order_mapping.items() if options.is_own(key)}
    for key, raw in own.items():
        setting = f"field_mapping.{key}"
        yield _Use(setting, tuple(frozenset(columns_of(each)) for each in in_turn(raw, setting)))
    if options.consent_column:
        yield _Use("consent_column", (frozenset([options.consent_column]),))
    if isinstance(options.event_name, NameColumn):
        yield _Use("event_name.column", (frozenset([options.event_name.column]),))


def _is_own(rule: EventRule) -> bool:
    return rule.is_own


def _uses_of_rule(rule: EventRule, field_mapping: Mapping[str, Any] | None = None) -> list[_Use]:
    """The columns of a rule; with `field_mapping` conditions may ask for derived values, too."""
    found: list[_Use] = []

    def note(setting: str, text: str) -> str:
        is_derivable = field_mapping is not None and setting == f"{rule.name}.when"
        instead = sources_instead(text, field_mapping or {}) if is_derivable else ()
        found.append(_Use(setting, (frozenset([text]),), tuple(instead)))
        return text

    rule.with_columns(note)
    return found


def _complaint(use: _Use, stream: str, streams: dict[str, Columns]) -> Iterator[str]:
    """A complaint, if no stream has what a setting names; a stream of unknown columns has all."""
    for columns in streams.values():
        if not columns.names or any(
            all(map(columns.has, choice)) for choice in use.choices + use.instead
        ):
            return
    texts = sorted({text for choice in use.choices for text in choice})
    missing = [text for text in texts if not streams[stream].has(text)]
    where = f"stream {stream!r} has" if len(streams) == 1 else "no stream has"
    number = "no column" if len(streams) == 1 else "the column"
    yield (
        f"{use.setting} names {' and '.join(map(repr, missing))}, but {where} {number} of that "
        f"name; {_nearest(streams[stream], missing)}"
    )


def _nearest(columns: Columns, texts: Iterable[str]) -> str:
    names: dict[str, Any] = {}
    for text in texts:
        names |= dict.fromkeys(columns.nearest(text))
    return f"the nearest are {', '.join(names)}"
