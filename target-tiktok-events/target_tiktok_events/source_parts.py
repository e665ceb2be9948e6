"""What an event holds for its event source: page (web), app, lead (crm), limited data use."""

from __future__ import annotations

from typing import Any, TYPE_CHECKING

from target_tiktok_events.page_urls import is_absolute, without_personal_parts
from target_tiktok_events.refusals import Refusal
from target_tiktok_events.values import is_blank, text_of, truth

if TYPE_CHECKING:
    from target_tiktok_events.mapping_options import MappingOptions
    from target_tiktok_events.columns import Field, Fields
    from target_tiktok_events.field_paths import Getter
    from collections.abc import Mapping
    from collections import Counter

_TAKE_LIMITED_DATA_USE = frozenset({"web", "app"})


class SourceParts:
    """Puts `page`, `app`, `lead` and `limited_data_use` into events.

    Counted are `page_url_unusable`, `referrer_unusable` (no full URL, or personal data in its
    path), `url_parameter_removed` and `limited_data_use_unusable`.
    """

    def __init__(self, options: MappingOptions, fields: Fields, counts: Counter[str]) -> None:
        self._counts = counts
        self._source = options.event_source
        self._app_id_setting = options.app_id
        self._limited = options.limited_data_use
        self._fields = fields
        self._limited_column = fields["limited_data_use"].get
        self._pages = tuple(getter for _, getter in fields["landing_page_url"].candidates)
        self._referrer = (fields["referrer"].get,)

    def put(self, event: dict[str, Any], record: Mapping[str, Any]) -> None:
        """Add the parts to `event`.

        Raises:
            Refusal: stage `map`; an app event has no app id, or a crm event no lead id.
        """
        if self._source == "web":
            self._put_page(event, record)
        elif self._source == "app":
            event["app"] = self._app(record)
        elif self._source == "crm":
            event["lead"] = self._lead(record)
        if self._source in _TAKE_LIMITED_DATA_USE:
            limited = self._is_limited(record)
            if limited is not None:
                event["limited_data_use"] = limited

    def _put_page(self, event: dict[str, Any], record: Mapping[str, Any]) -> None:
        page = {}
        url = self._url(record, self._pages, "page_url_unusable")
        if url is not None:
            page["url"] = url
        referrer = self._url(record, self._referrer, "referrer_unusable")
        if referrer is not None:
            page["referrer"] = referrer
        if page:
            event["page"] = page

    def _url(
        self, record: Mapping[str, Any], getters: tuple[Getter, ...], unusable: str
    ) -> str | None:
        seen = False
        for get in getters:
            value = get(record)
            if value is None or is_blank(value):
                continue
            seen = True
            text = value.strip() if isinstance(value, str) else ""
            url = without_personal_parts(text) if is_absolute(text) else None
            if url is not None:
                if url != text:
                    self._counts["url_parameter_removed"] += 1
                return url
        if seen:
            self._counts[unusable] += 1
        return None

    def _app(self, record: Mapping[str, Any]) -> dict[str, str]:
        app_id = self._text("app_id", record) or self._app_id_setting
        if app_id is None:
            columns = self._fields["app_id"].columns
            raise Refusal("map", f"no app: {columns} is empty and the setting app_id isn't set")
        app = {"app_id": app_id}
        for key in ("app_name", "app_version"):
            text = self._text(key, record)
            if text is not None:
                app[key] = text
        return app

    def _lead(self, record: Mapping[str, Any]) -> dict[str, str]:
        lead_id = self._text("lead_id", record)
        if lead_id is None:
            raise Refusal("map", f"no lead: {self._fields['lead_id'].columns} is empty")
        lead = {"lead_id": lead_id}
        source = self._text("lead_event_source", record)
        if source is not None:
            lead["lead_event_source"] = source
        return lead

    def _text(self, name: str, record: Mapping[str, Any]) -> str | None:
        field: Field = self._fields[name]
        value = field.get(record)
        text = text_of(value)
        if text is None and not is_blank(value):
            self._counts[f"{name}_unusable"] += 1
        return text

    def _is_limited(self, record: Mapping[str, Any]) -> bool | None:
        value = self._limited_column(record)
        if value is None or is_blank(value):
            return self._limited or None
        limited = truth(value)
        if limited is None:
            # Somebody's wish can't be read: the careful answer is to limit.
            self._counts["limited_data_use_unusable"] += 1
            return True
        return limited
