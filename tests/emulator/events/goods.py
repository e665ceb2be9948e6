"""What TikTok checks in `properties`: money, currency and the items bought."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.emulator.events.fields import CONTENT, OBJECT, PROPERTIES, TEXT, Flag, check_types
from tests.emulator.events.refusals import FieldError
from tests.emulator.events.vocabulary import CONTENT_TYPES, CURRENCIES, DELIVERY_CATEGORIES

if TYPE_CHECKING:
    from tests.emulator.events.options import EventsOptions

_CURRENCY = re.compile(r"[A-Z]{3}")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_AMOUNTS = ("value", "predicted_ltv", "num_items")


def check_properties(properties: dict[str, Any], options: EventsOptions, flag: Flag) -> None:
    """Check the object `properties` of one event.

    Raises:
        FieldError: A value has another JSON type, or is refused by an option.
    """
    check_types(properties, PROPERTIES, "properties.", flag)
    if "currency" in properties:
        _check_currency(properties["currency"], options, flag)
    if "content_type" in properties:
        _check_content_type(properties["content_type"], options, flag)
    if "contents" in properties:
        _check_contents(properties["contents"], flag)
    if "content_ids" in properties:
        _check_content_ids(properties["content_ids"], flag)
    _flag_mistakes(properties, flag)


def _check_currency(currency: str, options: EventsOptions, flag: Flag) -> None:
    if currency in CURRENCIES:
        return
    rule, kind = options.unknown_currency, "unknown_currency"
    if not _CURRENCY.fullmatch(currency):
        rule, kind = options.currency_format, "malformed_currency"
    if rule == "refuse":
        raise FieldError(path="properties.currency", problem="Not a valid choice")
    flag(kind, "properties.currency")


def _check_content_type(content_type: str, options: EventsOptions, flag: Flag) -> None:
    if content_type in CONTENT_TYPES:
        return
    if options.content_type == "refuse":
        raise FieldError(path="properties.content_type", problem="Not a valid choice")
    flag("unknown_content_type", "properties.content_type")


def _check_contents(contents: list[Any], flag: Flag) -> None:
    if not contents:
        flag("empty_list", "properties.contents")
    for position, content in enumerate(contents):
        path = f"properties.contents.{position}"
        if type(content) is not dict:
            raise FieldError(path=path, problem=OBJECT.problem)
        check_types(content, CONTENT, path + ".", flag)
        if "content_id" not in content:
            flag("content_without_id", path)
        if content.get("price", 0) < 0:
            flag("negative_number", path + ".price")
        quantity = content.get("quantity", 1)
        if quantity < 0 or quantity % 1:
            flag("odd_quantity", path + ".quantity")


def _check_content_ids(content_ids: list[Any], flag: Flag) -> None:
    if not content_ids:
        flag("empty_list", "properties.content_ids")
    for position, content_id in enumerate(content_ids):
        if type(content_id) is not str:
            raise FieldError(path=f"properties.content_ids.{position}", problem=TEXT.problem)
        if not content_id:
            flag("blank_text", f"properties.content_ids.{position}")


def _flag_mistakes(properties: dict[str, Any], flag: Flag) -> None:
    for name in _AMOUNTS:
        if properties.get(name, 0) < 0:
            flag("negative_number", "properties." + name)
    if "value" in properties and "currency" not in properties:
        flag("value_without_currency", "properties.value")
    if properties.get("num_items", 0) % 1:
        flag("odd_quantity", "properties.num_items")
    if "contents_ids" in properties:
        flag("misspelt_key", "properties.contents_ids")
    if _DIGEST.fullmatch(properties.get("order_id", "")):
        flag("hashed_order_id", "properties.order_id")
    delivery = properties.get("delivery_category")
    if delivery is not None and delivery not in DELIVERY_CATEGORIES:
        flag("unknown_delivery_category", "properties.delivery_category")
