"""Invented customers of a small shop. Numbers and domains are of the ranges kept for fiction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

FIRST_NAMES = (
    "Ana",
    "Bruno",
    "Chloé",
    "Dmitri",
    "Émile",
    "Freya",
    "Goran",
    "Hannah",
    "İpek",
    "Jürgen",
)
LAST_NAMES = (
    "Abel",
    "Brontë",
    "Çelik",
    "Dupont",
    "Evans",
    "Fischer",
    "García",
    "Højgaard",
    "Ibsen",
)
MAIL_HOSTS = ("mail.example", "post.example", "inbox.example")
USER_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
)
PLACEHOLDER_PHONES = ("n/a", "0000000000", "-")


@dataclass(frozen=True)
class Country:
    """A country the shop sells to. `phones` are templates whose `#` become digits."""

    code: str
    currency: str
    locale: str
    places: tuple[tuple[str, str, str], ...]
    phones: tuple[str, ...]


COUNTRIES = (
    Country(
        "US",
        "USD",
        "en-US",
        (("Los Angeles", "CA", "90012"), ("Austin", "TX", "78701-1234")),
        ("(213) 555-01##", "+1 213 555 01##", "213.555.01##", "12135550 1##"),
    ),
    Country(
        "GB",
        "GBP",
        "en-GB",
        (("London", "", "SW1A 1AA"), ("Leeds", "", "ls1 4ap")),
        ("07700 9001##", "+44 7700 9001##", "0044 7700 9001##", "+44 (0)7700 9001##"),
    ),
    Country(
        "DE",
        "EUR",
        "de-DE",
        (("Köln", "NW", "50667"), ("Berlin", "BE", "10115")),
        ("0171 39200##", "+49 171 39200##", "0049-171-39200##", "+49 (0) 171/39200##"),
    ),
    Country(
        "FR",
        "EUR",
        "fr-FR",
        (("Paris", "", "75001"), ("Saint-Étienne", "", "42000")),
        ("06 39 98 01 ##", "+33 6 39 98 01 ##", "06.39.98.01.##", "0033639980 1##"),
    ),
)


@dataclass(frozen=True)
class Customer:
    """A customer as the shop knows them; the phone is written as they typed it."""

    customer_id: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    country: Country
    place: tuple[str, str, str]


def customer(number: int, dice: random.Random) -> Customer:
    """The customer of that number; the same dice give the same person."""
    country = dice.choice(COUNTRIES)
    first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
    return Customer(
        customer_id=f"customer-{number}",
        first_name=first,
        last_name=last,
        email=_email(number, dice),
        phone=_phone(country, dice),
        country=country,
        place=dice.choice(country.places),
    )


def _email(number: int, dice: random.Random) -> str | None:
    """An address in the state in which web forms deliver it; one in twenty left it out."""
    plain = f"customer.{number}@{dice.choice(MAIL_HOSTS)}"
    return dice.choice((plain,) * 14 + (plain.upper(),) * 3 + (f" {plain} ",) * 2 + (None,))


def _phone(country: Country, dice: random.Random) -> str | None:
    """A number in one of the country's spellings; some are missing, some are placeholders."""
    written = "".join(
        str(dice.randrange(10)) if sign == "#" else sign for sign in dice.choice(country.phones)
    )
    return dice.choice((written,) * 15 + (None,) * 4 + (dice.choice(PLACEHOLDER_PHONES),))
