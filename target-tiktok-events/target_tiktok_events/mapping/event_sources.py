"""What an event holds for its event source: page (web), app, lead (crm), limited data use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.refusals import Refusal
from target_tiktok_events.mapping.values import is_blank, text_of, truth
from target_tiktok_events.personal.pages import is_absolute, without_personal_parts

if TYPE_CHECKING:
    from collections import Counter

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order, Reader

_TAKE_LIMITED_DATA_USE = frozenset({"web", "app"})


class SourceParts:
    """Puts `page`, `app`, `lead` and `limited_data_use` into events.

    Counted are `page_url_unusable`, `referrer_unusable` (no full URL, or personal data in its
    path), `url_parameter_removed` and `limited_data_use_unusable`.
    """

    def __init__(
        self, options: MappingOptions, orders: Reader[Order], counts: Counter[str]
    ) -> None:
        self._counts = counts
        self._source = options.event_source
        self._orders = orders
        self._app_id_setting = options.app_id
        self._limited = options.limited_data_use or None

    def put(self, event: dict[str, Any], order: Order) -> None:
        """Add the parts to `event`.

        Raises:
            Refusal: stage `map`; an app event has no app id, or a crm event no lead id.
        """
        if self._source == "web":
            self._put_page(event, order)
        elif self._source == "app":
            event["app"] = self._app(order)
        elif self._source == "crm":
            event["lead"] = self._lead(order)
        limited: bool | None = self._limited if self._source in _TAKE_LIMITED_DATA_USE else None
        if order.limited_data_use is not None and not is_blank(order.limited_data_use):
            limited = self._is_limited(order.limited_data_use)
        if limited is not None:
            event["limited_data_use"] = limited

    def _put_page(self, event: dict[str, Any], order: Order) -> None:
        page = {}
        pages = (order.landing_page_url, order.landing_site, order.page_url)
        for candidate in pages:
            url = None if candidate is None else self._url(candidate)
            if url is not None:
                page["url"] = url
                break
        else:
            if not all(map(is_blank, pages)):
                self._counts["page_url_unusable"] += 1
        if order.referrer is not None:
            referrer = self._url(order.referrer)
            if referrer is not None:
                page["referrer"] = referrer
            elif not is_blank(order.referrer):
                self._counts["referrer_unusable"] += 1
        if page:
            event["page"] = page

    def _url(self, value: Any) -> str | None:
        if type(value) is not str:
            return None
        text = value.strip()
        url = without_personal_parts(text) if is_absolute(text) else None
        if url is not None and url != text:
            self._counts["url_parameter_removed"] += 1
        return url

    def _app(self, order: Order) -> dict[str, str]:
        app_id = self._text("app_id", order) or self._app_id_setting
        if app_id is None:
            columns = self._orders.columns("app_id")
            raise Refusal("map", f"no app: {columns} is empty and the setting app_id isn't set")
        app = {"app_id": app_id}
        for key in ("app_name", "app_version"):
            text = self._text(key, order)
            if text is not None:
                app[key] = text
        return app

    def _lead(self, order: Order) -> dict[str, str]:
        lead_id = self._text("lead_id", order)
        if lead_id is None:
            raise Refusal("map", f"no lead: {self._orders.columns('lead_id')} is empty")
        lead = {"lead_id": lead_id}
        source = self._text("lead_event_source", order)
        if source is not None:
            lead["lead_event_source"] = source
        return lead

    def _text(self, name: str, order: Order) -> str | None:
        value = getattr(order, name)
        text = text_of(value)
        if text is None and not is_blank(value):
            self._counts[f"{name}_unusable"] += 1
        return text

    def _is_limited(self, value: Any) -> bool:
        limited = truth(value)
        if limited is None:
            # Somebody's wish can't be read: the careful answer is to limit.
            self._counts["limited_data_use_unusable"] += 1
            return True
        return limited
