"""Orders for the target's benchmark: every column full, three line items, two kilobytes each.

`python -m tests.benchmarks.orders 1000000 2026-06-30 file` writes a Singer stream: a SCHEMA, so
many RECORDs with a STATE after every 10,000th, the same for the same arguments. With `flat` behind
it they are rows of a table (`orders_flat`), with `shopify` or `woocommerce` those of a shop
(`orders_shops`), with a STATE after every 1,000th. The orders were placed in the ten days before
the given one. Written fast, so that it is no part of what is measured: a few hundred orders are
made once, and numbers are put into them.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from tests.benchmarks.orders_flat import flat_record, flat_schema
from tests.benchmarks.orders_schema import SCHEMA
from tests.benchmarks.orders_shops import shop_record, shop_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STATE_EVERY: Final = 10_000
STATE_EVERY_OF_KINDS: Final = 1_000
DAYS: Final = 10
FIRST_ID: Final = 10_000_000
_CHUNK: Final = 500


class _Place(NamedTuple):
    """Where customers live, and how they write their phone number: seven digits are put in."""

    country: str
    state: str
    city: str
    zip: str
    currency: str
    locale: str
    phone: str


_PLACES: Final = (
    _Place("DE", "Berlin", "Berlin", "@5@", "EUR", "de-DE", "030 @7@"),
    _Place("DE", "Bayern", "M\u00fcnchen", "@5@", "EUR", "de_DE", "+49 (0)151 1@7@"),
    _Place("US", "California", "San Francisco", "@5@-1234", "USD", "en-US", "(415) 2@6@"),
    _Place("US", "New York", "New York", "@5@", "USD", "en-US", "+1 212-2@6@"),
    _Place("GB", "Greater London", "London", "SW@byte@ 1AA", "GBP", "en-GB", "07911 1@5@"),
    _Place("FR", "\u00cele-de-France", "Paris", "@5@", "EUR", "fr-FR", "06 1@7@"),
    _Place("BR", "S\u00e3o Paulo", "S\u00e3o Paulo", "@5@-100", "BRL", "pt-BR", "+55 11 9 1@7@"),
    _Place("JP", "Tokyo", "Chiyoda", "100-0001", "JPY", "ja-JP", "090-1@7@"),
    _Place("SE", "Stockholm", "Stockholm", "111 22", "SEK", "sv-SE", "+46 70 @7@"),
    _Place("AU", "New South Wales", "Sydney", "2000", "AUD", "en-AU", "0412 @6@"),
)
_FIRST_NAMES: Final = (
    *("Zo\u00eb", "Mary Ann", "J\u00fcrgen", "Olivia", "Liam", "Emma", "Noah", "Amelia"),
    *("Ava", "Jos\u00e9", "Sofia", "Lucas", "Mia", "Elias", "Ella", "Hugo", "Aoi", "Yuto"),
    *("Astrid", "Bj\u00f6rn", "Chlo\u00e9", "L\u00e9o", "Ines", "Gabriel"),
)
_AGENTS: Final = (
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (Linux; Android 15; SM-S938B) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/137.0.0.0 Mobile Safari/537.36"
    ),
)


def write_orders(count: int, until: date, output: IO[bytes], kind: str = "") -> None:
    """Write the stream; `until` is the day before which the orders were placed.

    `kind` is `flat`, `shopify`, `woocommerce` or "".
    """
    example = _record(_PLACES[0], _FIRST_NAMES[0], _AGENTS[0], until)
    schema = {"": SCHEMA, "flat": flat_schema(example)}.get(kind) or shop_schema(kind)
    output.write(_line({"type": "SCHEMA", "stream": "orders", **schema}))
    for chunk in _chunks(count, until, kind):
        output.write(b"".join(chunk))


def _chunks(count: int, until: date, kind: str) -> Iterator[list[bytes]]:
    forms = [form.encode() for form in _forms(until, _shape_of(kind))]
    state_every = STATE_EVERY_OF_KINDS if kind else STATE_EVERY
    for start in range(0, count, _CHUNK):
        numbers = range(start, min(start + _CHUNK, count))
        yield [forms[number % len(forms)] % _numbers(number) for number in numbers]
        done = numbers.stop
        if done % state_every == 0 or done == count:
            bookmarks = {"orders": {"replication_key_value": FIRST_ID + done}}
            yield [_line({"type": "STATE", "value": {"bookmarks": bookmarks}})]


def _numbers(number: int) -> dict[bytes, int]:
    """What differs between orders of one form: ids are unique, names and postal codes nearly so.

    What is remembered from order to order is of no more use here than in a shop.
    """
    second = number * 7 % 86_400
    return {
        b"id": FIRST_ID + number,
        b"hour": second // 3600,
        b"minute": second // 60 % 60,
        b"second": second % 60,
        b"seven": number % 9_000_000 + 1_000_000,
        b"six": number % 900_000 + 100_000,
        b"five": number % 90_000 + 10_000,
        b"byte": number % 250 + 1,
        b"cents": number % 100,
        b"units": number % 400 + 20,
    }


def _shape_of(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What makes a record out of a nested order."""
    if not kind:
        return dict
    return flat_record if kind == "flat" else partial(shop_record, kind)


def _forms(until: date, shaped: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[str]:
    """The RECORD lines with places for numbers; in turn they cover every combination."""
    for index, (name, place, agent) in enumerate(product(_FIRST_NAMES, _PLACES, _AGENTS)):
        day = until - timedelta(days=DAYS - index % DAYS)
        record = shaped(_record(place, name, agent, day))
        message = {
            "type": "RECORD",
            "stream": "orders",
            "record": record,
            "time_extracted": f"{until}T00:00:00.000000Z",
        }
        text = json.dumps(message, separators=(",", ":"), ensure_ascii=False).replace("%", "%%")
        for mark, field in _FIELDS.items():
            text = text.replace(mark, field)
        yield text + "\n"


_FIELDS: Final = {
    '"@number@"': "%(id)d",
    "@id@": "%(id)d",
    "@hour@": "%(hour)02d",
    "@minute@": "%(minute)02d",
    "@second@": "%(second)02d",
    "@7@": "%(seven)d",
    "@6@": "%(six)d",
    "@5@": "%(five)d",
    "@byte@": "%(byte)d",
    '"@price@"': "%(units)d.%(cents)02d",
    '"@total@"': "1%(units)d.%(cents)02d",
    "@amount@": "1%(units)d.%(cents)02d",
}
"""Marks in a form -> where a number goes; prices lose their quotes."""


def _record(place: _Place, name: str, agent: str, day: date) -> dict[str, Any]:
    page = "https://shop.example.com/collections/summer/products/linen-shirt-@5@"
    click = f"E.C.P.CkQKEwiB0ZXd1fP-AhXP3LsIHbGkBnwQABgBIAEoATABOAFAAUgB{'AXgBgAEB' * 26}@id@"
    return {
        "order_id": "@id@",
        "event_id": "order-@id@",
        "created_at": f"{day}T@hour@:@minute@:@second@.000000Z",
        "total": "@total@",
        "currency": place.currency,
        "email": " Customer.@id@@Example.com",
        "phone": place.phone,
        "external_id": "customer-@id@",
        "ttclid": click,
        "ttp": "94e2a4j9-h3j5-k2h5-98cc-@id@",
        "ip": "203.0.113.@byte@",
        "user_agent": agent,
        "landing_page_url": f"{page}?utm_source=tiktok&utm_medium=paid&utm_campaign=summer-sale"
        f"&utm_content=video-@byte@&ttclid={click}",
        "referrer": "https://www.tiktok.com/foryou/item-@id@",
        "locale": place.locale,
        "first_name": name,
        "last_name": "O'Hara-@5@",
        "city": place.city,
        "state": place.state,
        "zip": place.zip,
        "country": place.country,
        "country_code": place.country,
        "line_items": [_item(number) for number in range(3)],
        "content_type": "product",
        "shop_id": "shop-1",
        "limited_data_use": False,
    }


def _item(number: int) -> dict[str, Any]:
    return {
        "product_id": f"sku-{number}@5@",
        "name": ("Linen shirt, long sleeves", "Canvas tote bag", "Cotton socks, three pairs")[
            number
        ],
        "category": ("Apparel > Shirts", "Accessories > Bags", "Apparel > Socks")[number],
        "brand": "Example & Daughters",
        "price": "@price@",
        "quantity": number + 1,
    }


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


if __name__ == "__main__":
    with Path(sys.argv[3]).open("wb") as file:
        until = date.fromisoformat(sys.argv[2])
        write_orders(int(sys.argv[1]), until, file, *sys.argv[4:])
