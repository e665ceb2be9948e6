"""The orders of a small shop, good and broken, and what has to become of each."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.demo.customers import USER_AGENTS, Customer, customer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import psycopg

ORDERS = 3_000
CUSTOMERS = 1_900
DAYS = 25
SEED = 20_26
PRODUCTS = (
    ("sku-1001", "Wool socks", "Apparel", Decimal("8.50")),
    ("sku-1002", "Rain jacket", "Apparel", Decimal("119.00")),
    ("sku-2001", "Enamel mug", "Kitchen", Decimal("14.90")),
    ("sku-2002", "Tea towel", "Kitchen", Decimal("9.95")),
    ("sku-3001", "Head torch", "Outdoor", Decimal("39.99")),
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """A row of the table `shop.orders` and its fate.

    `fate` is `sent` (delivered as `event`), `repeated` (the order of an earlier row),
    `left out` (a rule skips it) or `dead letter`; `flaw` names what is wrong with the last.
    """

    row: Row
    fate: str
    event: str = ""
    flaw: str = ""


def _set(**values: object) -> Callable[[Row], Row]:
    """A flaw that overwrites columns."""
    return lambda row: {**row, **values}


FLAWS: Mapping[str, tuple[int, Callable[[Row], Row]]] = {
    "negative total": (12, lambda row: {**row, "total": -row["total"]}),
    "no time": (9, _set(created_at=None)),
    "unknown currency": (8, _set(currency="EURO")),
    "no order id": (6, _set(order_id=None, customer_id=None)),
    "older than 28 days": (
        25,
        lambda row: {**row, "created_at": row["created_at"] - timedelta(days=40)},
    ),
}
REPEATED = 15


def orders(now: datetime, count: int = ORDERS, seed: int = SEED) -> list[Order]:
    """The shop's orders of the last weeks before `now`, oldest change first.

    The same arguments give the same orders. The last row is always a good one.
    """
    dice = random.Random(seed)
    people = [customer(number, dice) for number in range(1, CUSTOMERS + 1)]
    step = timedelta(days=DAYS) / count
    made = [
        _order(number, dice.choice(people), now - step * (count - number), dice)
        for number in range(1, count + 1)
    ]
    _break_some(made, dice)
    _repeat_some(made, dice)
    return [
        replace(order, row={**order.row, "import_number": place})
        for place, order in enumerate(made, start=1)
    ]


def _order(number: int, buyer: Customer, changed: datetime, dice: random.Random) -> Order:
    """One good order, its rule applied."""
    row = _row(number, buyer, changed, dice)
    if row["is_test"] or row["status"] in {"refunded", "cancelled"}:
        return Order(row, fate="left out")
    event = "CompletePayment" if row["status"] == "paid" else "PlaceAnOrder"
    return Order(row, fate="sent", event=event)


def _row(number: int, buyer: Customer, changed: datetime, dice: random.Random) -> Row:
    """The columns of one order."""
    lines = list(_lines(dice))
    city, state, zip_code = buyer.place
    return {
        "order_id": f"A-{100_000 + number}",
        "status": dice.choices(("paid", "placed", "refunded", "cancelled"), (84, 9, 4, 3))[0],
        "is_test": dice.random() < 0.01,
        "created_at": changed - timedelta(seconds=dice.randrange(60, 172_800)),
        "updated_at": changed,
        "total": sum((line["price"] * line["quantity"] for line in lines), Decimal(0)),
        "currency": buyer.country.currency,
        "email": buyer.email,
        "phone": buyer.phone,
        "customer_id": buyer.customer_id,
        "first_name": buyer.first_name,
        "last_name": buyer.last_name,
        "city": city,
        "state": state,
        "zip": zip_code,
        "country_code": buyer.country.code,
        "locale": buyer.country.locale,
        **_visit(dice),
        "refunded_total": None,
        "is_new_customer": None,
        "line_items": json.dumps(lines, default=str),
    }


def _lines(dice: random.Random) -> Iterator[dict[str, Any]]:
    """One to three line items; prices stay decimal."""
    for sku, name, category, price in dice.sample(PRODUCTS, dice.randint(1, 3)):
        yield {
            "sku": sku,
            "name": name,
            "category": category,
            "price": price,
            "quantity": dice.randint(1, 3),
        }


def _visit(dice: random.Random) -> Row:
    """What the shop kept of the visit: the click id in its column, in the address, or nowhere."""
    click = "E.C.P." + "".join(dice.choices(string.ascii_letters + string.digits, k=60))
    place = dice.choices(("column", "address", "nowhere"), (45, 20, 35))[0]
    query = f"?utm_source=tiktok&ttclid={click}" if place == "address" else ""
    return {
        "ttclid": click if place == "column" else None,
        "ttp": "".join(dice.choices(string.ascii_letters, k=27)) if dice.random() < 0.6 else None,
        "ip": f"203.0.113.{dice.randrange(1, 255)}",
        "user_agent": dice.choice(USER_AGENTS),
        "landing_page_url": f"https://shop.example/offers{query}",
    }


def _break_some(made: list[Order], dice: random.Random) -> None:
    """Give some good paid orders a flaw each; never the last row."""
    paid = [place for place, order in enumerate(made[:-1]) if order.event == "CompletePayment"]
    places = iter(dice.sample(paid, sum(count for count, _ in FLAWS.values())))
    for flaw, (count, spoil) in FLAWS.items():
        for _ in range(count):
            place = next(places)
            made[place] = Order(spoil(made[place].row), fate="dead letter", flaw=flaw)


def _repeat_some(made: list[Order], dice: random.Random) -> None:
    """Put some delivered orders in a second time, as shops do when a row is touched."""
    sent = [place for place, order in enumerate(made) if order.event == "CompletePayment"]
    for place in sorted(dice.sample(sent, REPEATED), reverse=True):
        made.insert(place + 1, replace(made[place], fate="repeated"))


COLUMNS = {
    "import_number": "bigint PRIMARY KEY",
    "order_id": "text",
    "status": "text",
    "is_test": "boolean",
    "created_at": "timestamptz",
    "updated_at": "timestamptz",
    "total": "numeric(12, 2)",
    "currency": "text",
    "email": "text",
    "phone": "text",
    "customer_id": "text",
    "first_name": "text",
    "last_name": "text",
    "city": "text",
    "state": "text",
    "zip": "text",
    "country_code": "text",
    "locale": "text",
    "ttclid": "text",
    "ttp": "text",
    "ip": "text",
    "user_agent": "text",
    "landing_page_url": "text",
    "refunded_total": "numeric(12, 2)",
    "is_new_customer": "boolean",
    "line_items": "jsonb",
}


def put(connection: psycopg.Connection[Any], made: Sequence[Order]) -> None:
    """Create `shop.orders` and copy the rows into it."""
    definition = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute("CREATE SCHEMA shop")
    connection.execute(f"CREATE TABLE shop.orders ({definition})".encode())
    copy = f"COPY shop.orders ({', '.join(COLUMNS)}) FROM STDIN".encode()
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        for order in made:
            rows.write_row([order.row[name] for name in COLUMNS])
