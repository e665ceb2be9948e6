"""Coverage-guided fuzzing of what the target reads: lines, records, personal data.

`make fuzz` runs it for a minute with Atheris, where Atheris has a wheel (Linux, macOS). The
same promises are tested with hypothesis on every run of the tests; this looks further.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import atheris

with atheris.instrument_imports(include=["target_tiktok_events"]):
    from target_tiktok_events.config.settings import read_settings
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.mapping.mapper import Mapper
    from target_tiktok_events.singer.lines import LineReader

NOW = 1_780_000_000.0
SETTINGS = read_settings(
    {
        "event_source_id": "C4",
        "dry_run": True,
        "default_currency": "EUR",
        "default_country_code": "DE",
    }
)
MAPPER = Mapper(SETTINGS.mapping, lambda: NOW)
COLUMNS = (
    *("order_id", "created_at", "total", "currency", "email", "phone", "external_id", "ip"),
    *("ttclid", "landing_page_url", "user_agent", "first_name", "city", "zip", "country_code"),
    *("line_items", "content_type", "limited_data_use"),
)
EMPTY_DIGEST = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HASHED = re.compile(r"[0-9a-f]{64}")


def one_input(data: bytes) -> None:
    """Read the bytes as a stream of lines, and as one record."""
    read_lines(data)
    map_record(data)


def read_lines(data: bytes) -> None:
    """A stream ends in messages, refused lines or the reader's own error: nothing else."""
    refused: list[int] = []
    reader = LineReader(lambda number, _reason: refused.append(number), lambda _error: None)
    try:
        reader.process_lines(io.BytesIO(data), dict.fromkeys(_TYPES, lambda _message: None))
    except Exception as error:
        if type(error).__module__ != "target_tiktok_events.errors":
            raise


def map_record(data: bytes) -> None:
    """A record ends as event, dead letter or left out, and nothing unhashed leaves."""
    provider = atheris.FuzzedDataProvider(data)
    record = {name: _value(provider) for name in COLUMNS if provider.ConsumeBool()}
    for result in MAPPER.map("orders", record, ["order_id"]):
        assert isinstance(result, Event | Refused | LeftOut)
        if isinstance(result, Event):
            assert EMPTY_DIGEST not in result.payload
            user = json.loads(result.payload).get("user", {})
            for name in ("email", "phone", "external_id"):
                assert all(HASHED.fullmatch(one) for one in user.get(name, []))


_TYPES = ("SCHEMA", "RECORD", "STATE", "ACTIVATE_VERSION", "BATCH")


def _value(provider: Any) -> Any:
    kind = provider.ConsumeIntInRange(0, 7)
    if kind == 0:
        return provider.ConsumeInt(8)
    if kind == 1:
        return provider.ConsumeFloat()
    if kind == 2:
        return provider.ConsumeBool()
    if kind == 3:
        return [provider.ConsumeUnicode(20), {"price": provider.ConsumeUnicode(8)}]
    if kind == 4:
        return f"+49{provider.ConsumeUnicodeNoSurrogates(12)}"
    return provider.ConsumeUnicode(60)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
