"""The settings, declared as JSON Schema.

It is the one place of their kinds, bounds and defaults: reading and checking, `--about`, the
table in the README and `meltano.yml` derive from it (`make settings` writes the last two).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


def _setting(kind: str, description: str, **more: Any) -> dict[str, Any]:
    types = [kind] if "default" in more else [kind, "null"]
    return {"type": types, "description": description, **more}


UNMATCHED: Final = ("dead_letter", "send", "skip")
"""What may become of records that no rule matches."""

_NAME_COLUMN: Final = {
    "properties": {"column": {"type": "string"}},
    "required": ["column"],
    "additionalProperties": False,
}
"""What an event name looks like that is no text but an object."""

EVENT_SOURCES: Final = ("web", "app", "offline", "crm")
"""The kinds of event sources, the default first."""

_EVENT_SOURCE: Final = {
    "type": "object",
    "properties": {
        "name": _setting("string", "What reports call it; its event_source_id by default."),
        "stream": _setting("string", "Stream whose records go there."),
        "when": _setting("object", "Records that go there, as in event_mappings."),
        "event_source_id": {
            "type": ["string", "integer"],
            "description": "Pixel code, event set id or app id.",
        },
        "event_source": _setting("string", "Its kind; that of the settings by default."),
        "access_token": _setting("string", "Its token."),
    },
}

_RULE: Final = {
    "type": "object",
    "properties": {
        "stream": _setting("string", "Stream the rule is for; any by default."),
        "when": _setting(
            "object",
            "Column to value, list of values, {not: …}, {exists: true}, {gt: n} or {lt: n}.",
        ),
        "event_name": {
            "type": ["string", "object", "null"],
            "description": "Name of the event, or {column: …} of the column that holds it.",
            **_NAME_COLUMN,
        },
        "value": {
            "type": ["string", "number", "boolean", "null"],
            "description": "Column, JSONPath, subtraction (total - tax) or number; false leaves "
            "value and currency out.",
        },
        "currency": _setting("string", "Column, JSONPath or ISO 4217 code."),
        "time": _setting("string", "Column or JSONPath of the event's time."),
        "skip": _setting("boolean", "Leaves the record out, counted."),
        "also": _setting("boolean", "Goes on to the next rule that matches, for a second event."),
    },
}

SETTINGS: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "access_token": _setting(
            "string",
            "Events API token of the event source, or a Marketing API token. Required unless "
            "dry_run.",
            secret=True,
            writeOnly=True,
        ),
        "event_source_id": _setting(
            "string", "Pixel code (web), event set id (offline, crm) or app id (app). Required."
        ),
        "event_source": _setting(
            "string",
            "Where the orders come from.",
            default="web",
            enum=list(EVENT_SOURCES),
        ),
        "event_sources": _setting(
            "array",
            "Several event sources in one run, each {name, stream, when, event_source_id, "
            "event_source, access_token}: the first that matches a record gets its event, else the "
            "one of event_source_id. A token may stand in the environment instead, as "
            "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_<NAME>.",
            items=_EVENT_SOURCE,
            secret=True,  # it may hold tokens
            writeOnly=True,
        ),
        "preset": _setting(
            "string",
            "streams, field_mapping and event_mappings for what tap-shopify and tap-woocommerce "
            "emit; your own entries win.",
            enum=["shopify", "woocommerce", None],
        ),
        "streams": _setting(
            "array",
            "Names or globs of the streams that hold orders; records of others are left out, "
            "counted. All by default, with a preset those of its orders.",
            items={"type": "string", "minLength": 1},
        ),
        "event_name": {
            "type": ["string", "object"],
            "description": "Event of an order when no rule in event_mappings matches, or "
            "{column: …} of the column that holds it. Use the name that the site's pixel sends, "
            "else TikTok counts the order twice.",
            "default": "CompletePayment",
            **_NAME_COLUMN,
        },
        "event_mappings": _setting(
            "array",
            "Rules that choose event name, value and currency, or skip records; first match wins.",
            default=[],
            items=_RULE,
        ),
        "unmatched": _setting(
            "string",
            "Records that no rule in event_mappings matches: dead letters, sent as event_name, or "
            "left out, counted. dead_letter by default when a rule names an event, else send.",
            enum=[*UNMATCHED, None],
        ),
        "field_mapping": _setting(
            "object",
            "Event field to column name, JSONPath, list of these (the first that is filled), "
            "{const: value} or {template: text with {columns}}, besides the conventional columns.",
            default={},
            additionalProperties={"type": ["string", "array", "object"]},
        ),
        "consent_column": _setting(
            "string",
            'Records whose column is not true (true, 1, or "true", "t", "1") are left out, '
            "counted.",
        ),
        "app_id": _setting("string", "App events: the app's id."),
        "timezone": _setting(
            "string", "IANA name of the zone of times without one.", default="UTC"
        ),
        "amount_unit": _setting(
            "string",
            "minor: values and prices are whole cents, by the digits of their currency.",
            default="major",
            enum=["major", "minor"],
        ),
        "send_since": _setting(
            "string", "Date or instant; orders before it are left out, counted."
        ),
        "site_url": _setting(
            "string", "Address of the site, for landing pages without one (Shopify's landing_site)."
        ),
        "default_currency": _setting("string", "ISO 4217 code for records without a currency."),
        "default_country_code": _setting(
            "string", "ISO 3166-1 alpha-2 region of phone numbers without country code."
        ),
        "test_event_code": _setting(
            "string", "Routes everything to Test Events in TikTok Events Manager."
        ),
        "limited_data_use": _setting(
            "boolean", "Marks events for TikTok's Limited Data Use.", default=False
        ),
        "batch_size": _setting(
            "integer", "Events per request.", default=1000, minimum=1, maximum=1000
        ),
        "max_batch_bytes": _setting(
            "integer", "Bytes of one request body.", default=1_000_000, minimum=1
        ),
        "max_concurrent_requests": _setting(
            "integer", "Requests at the same time.", default=4, minimum=1, maximum=32
        ),
        "max_event_age_days": _setting(
            "integer", "Older events become dead letters.", default=28, minimum=0
        ),
        "ledger_url": _setting(
            "string",
            'SQLAlchemy URL of the ledger of delivered events; "" switches it off.',
            default="sqlite:///tiktok-events-ledger.db",
            secret=True,  # the URL of a database server holds its password
            writeOnly=True,
        ),
        "dedup_window_minutes": _setting(
            "integer",
            "An event that the ledger knows is not sent again within this time.",
            default=40_320,
            minimum=1,
            maximum=525_600,
        ),
        "outcome_retention_days": _setting(
            "integer",
            "Days that the log of outcomes beside the ledger keeps what became of each record, in "
            "its table tiktok_events_outcomes; 0 switches the log off.",
            default=400,
            minimum=0,
        ),
        "dead_letter_path": _setting(
            "string",
            "File for records that could not be delivered, one JSON object per line.",
            default="tiktok-events-dead-letters.jsonl",
        ),
        "dead_letter_retention_days": _setting(
            "integer",
            "Dead letters older than this are removed when a run begins; none by default.",
            minimum=1,
        ),
        "history_path": _setting(
            "string",
            "File that gets one JSON line per run: times, version, settings without secrets, "
            "counts, last state, exit code. `target-tiktok-events history` prints it as a table.",
        ),
        "max_dead_letters": _setting(
            "string",
            "A number, or a share of the records to be sent (from 20 on): more dead letters fail "
            "the run after everything else was delivered, and hold STATE, so that a run after the "
            "repair reads these records again.",
            default="50%",
            examples=["100", "50%"],
        ),
        "dry_run": _setting(
            "boolean", "Prints the events that would be sent, and sends nothing.", default=False
        ),
        "request_timeout": _setting(
            "number", "Seconds to wait for TikTok.", default=30, exclusiveMinimum=0
        ),
        "api_url": _setting(
            "string",
            "Host of the API: https, or http on this machine.",
            default="https://business-api.tiktok.com",
        ),
    }
)

REQUIRED: Final = ("event_source_id",)

BLANK_IS_A_VALUE: Final = frozenset(["ledger_url", "flattening_separator"])
"""Texts that mean something when they are empty; elsewhere an empty text is an absent one."""
