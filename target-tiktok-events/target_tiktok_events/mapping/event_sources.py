"""What an event holds for its event source: page (web), app, lead (crm), limited data use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Unmappable, ValueCounts
from target_tiktok_events.mapping.values import is_blank, text_of, truth
from target_tiktok_events.personal.pages import sendable_page

if TYPE_CHECKING:
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order

_TAKE_LIMITED_DATA_USE = frozenset({"web", "app"})


class EventSourceBuilder:
    """Builds `page`, `app`, `lead` and `limited_data_use` of events.

    Counted are `page_url_unusable` and `referrer_unusable` (no web address, or a relative one
    while site_url isn't set), `url_parameter_removed`, `url_path_segment_replaced` and
    `limited_data_use_unusable`.
    """

    def __init__(
        self, options: MappingOptions, fields: FieldFinder[Order], counts: ValueCounts
    ) -> None:
        self._counts = counts
        self._source = options.event_source
        self._app_id_setting = options.app_id
        self._site_url = options.site_url
        takes_limit = options.event_source in _TAKE_LIMITED_DATA_USE
        self._limited = True if takes_limit and options.limited_data_use else None
        self._no_app = f"{fields.columns('app_id')} is empty and the setting app_id isn't set"
        self._no_lead = f"{fields.columns('lead_id')} is empty"

    def build(self, order: Order) -> dict[str, Any]:
        """What the event holds for its event source.

        Raises:
            Unmappable: stage `map`; an app event has no app id, or a crm event no lead id.
        """
        found: dict[str, Any] = {}
        if self._source == "web":
            if page := self._page(order):
                found["page"] = page
        elif self._source == "app":
            found["app"] = self._app(order)
        elif self._source == "crm":
            found["lead"] = self._lead(order)
        limited = self._limited
        if order.limited_data_use is not None and not is_blank(order.limited_data_use):
            limited = self._is_limited(order.limited_data_use)
        if limited is not None:
            found["limited_data_use"] = limited
        return found

    def _page(self, order: Order) -> dict[str, str]:
        page = {}
        for candidate in order.pages:
            url = None if candidate is None else self._url(candidate)
            if url is not None:
                page["url"] = url
                break
        else:
            if not all(map(is_blank, order.pages)):
                self._counts.unusable("page_url")
        if order.referrer is not None:
            referrer = self._url(order.referrer)
            if referrer is not None:
                page["referrer"] = referrer
            elif not is_blank(order.referrer):
                self._counts.unusable("referrer")
        return page

    def _url(self, value: Any) -> str | None:
        if type(value) is not str:
            return None
        page = sendable_page(value.strip(), self._site_url)
        if page is None:
            return None
        if page.is_shortened:
            self._counts.note("url_parameter_removed")
        if page.is_path_changed:
            self._counts.note("url_path_segment_replaced")
        return page.url

    def _app(self, order: Order) -> dict[str, str]:
        app_id = self._text("app_id", order) or self._app_id_setting
        if app_id is None:
            raise Unmappable("map", f"no app: {self._no_app}")
        app = {"app_id": app_id}
        for key in ("app_name", "app_version"):
            text = self._text(key, order)
            if text is not None:
                app[key] = text
        return app

    def _lead(self, order: Order) -> dict[str, str]:
        lead_id = self._text("lead_id", order)
        if lead_id is None:
            raise Unmappable("map", f"no lead: {self._no_lead}")
        lead = {"lead_id": lead_id}
        source = self._text("lead_event_source", order)
        if source is not None:
            lead["lead_event_source"] = source
        return lead

    def _text(self, name: str, order: Order) -> str | None:
        value = getattr(order, name)
        text = text_of(value)
        if text is None and not is_blank(value):
            self._counts.unusable(name)
        return text

    def _is_limited(self, value: Any) -> bool:
        limited = truth(value)
        if limited is None:
            # Somebody's wish can't be read: the careful answer is to limit.
            self._counts.unusable("limited_data_use")
            return True
        return limited
