"""`GET /pixel/event/stats/`: how many events each pixel had in a range of UTC days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.emulator.access import check_access
from tests.emulator.envelope import ApiError, encode, parameter_error
from tests.emulator.page_cache import Rendered
from tests.emulator.parameters import Parameters, list_of_texts, missing, parse_day
from tests.emulator.pixels import site
from tests.emulator.pixels.event_names import is_standard, statistics_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.context import Context
    from tests.emulator.dataset.pixels import Pixel
    from tests.emulator.events.pixel_counts import PixelCounts
    from tests.emulator.marketing import Call

MAX_PIXELS = 10
MAX_DAYS = 30


class Span(NamedTuple):
    """First and last UTC day, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.first + timedelta(days) for days in range((self.last - self.first).days + 1))


class PixelStats:
    """The counts of a whole range, without any date: what the Events API received, and the site.

    What the browser sent is made up where no test said it (`site`), credit to ads always is.
    """

    def __init__(self, context: Context, counts: PixelCounts) -> None:
        self._context = context
        self._counts = counts

    def answer(self, call: Call) -> Rendered:
        """One row per pixel asked for, in that order; a pixel without events has no statistics."""
        parameters = Parameters(call.request.query)
        advertiser_id = parameters.required("advertiser_id")
        ids, span = _pixel_ids(parameters), _date_range(parameters)
        check_access(self._context, call, advertiser_id)
        owned = {pixel.id: pixel for pixel in self._context.world.pixels(advertiser_id)}
        for pixel_id in ids:
            if pixel_id not in owned:
                raise ApiError(40001, f"No permission to operate pixel: {pixel_id}")
        rows = [{"pixel_id": id_, "statistics": self._statistics(owned[id_], span)} for id_ in ids]
        return Rendered(encode({"list": rows}), {})

    def _statistics(self, pixel: Pixel, span: Span) -> list[dict[str, Any]]:
        now = self._context.clock.now()
        sums: dict[str, list[int]] = {}
        for day in span.days():
            for name, browser, server in self._day(pixel, day):
                total = browser + server
                credit = site.attributed(pixel, name, day, now, total)
                counts = (total, browser, server, credit, site.previews(pixel, name, day, browser))
                sums[name] = [a + b for a, b in zip(sums.get(name, [0] * 5), counts, strict=True)]
        style = self._context.options.pixel_event_names
        return [_statistic(name, sums[name], style) for name in sorted(sums) if sums[name][0]]

    def _day(self, pixel: Pixel, day: date) -> Iterator[tuple[str, int, int]]:
        counts, now = self._counts, self._context.clock.now()
        browser, server = counts.on(pixel.code, day)
        scripted = counts.browser_names(pixel.code)
        if not self._context.options.quiet_sites:
            for name in site.EVENTS.keys() - scripted:
                browser[name] = site.fired(pixel, name, day, now)
        for name in browser.keys() | server.keys():
            yield name, 0 if day in pixel.silent else browser[name], server[name]


def _statistic(name: str, counts: list[int], style: str) -> dict[str, Any]:
    total, browser, server, credit, preview = counts
    kind = (
        {"pixel_event_type": statistics_name(name, style)}
        if is_standard(name)
        else {"custom_event_type": name}
    )
    return {
        **kind,
        "attributed_count": credit,
        "preview_count": preview,
        "total_count": total,
        "browser_event_total_count": browser,
        "server_event_total_count": server,
    }


def _pixel_ids(parameters: Parameters) -> list[str]:
    text = parameters.required("pixel_ids")
    if not text.lstrip().startswith("["):
        raise parameter_error("pixel_ids: Field must be set to array")
    ids = list_of_texts("pixel_ids", parameters.json("pixel_ids"))
    if not 1 <= len(ids) <= MAX_PIXELS:
        raise parameter_error(f"pixel_ids: Length must be between 1 and {MAX_PIXELS}.")
    for index, pixel_id in enumerate(ids):
        if not pixel_id.isdecimal():
            raise parameter_error(f"pixel_ids.{index}: Not a valid pixel ID.")
    return ids


def _date_range(parameters: Parameters) -> Span:
    text = parameters.required("date_range")
    if not text.lstrip().startswith("{"):
        raise parameter_error("date_range: Field must be set to object")
    given = parameters.object("date_range")
    span = Span(*(_day(given, name) for name in ("start_date", "end_date")))
    if not 0 <= (span.last - span.first).days < MAX_DAYS:
        raise parameter_error(f"date_range: The time span must be 1 to {MAX_DAYS} days.")
    return span


def _day(given: dict[str, Any], name: str) -> date:
    value = given.get(name)
    if value is None:
        raise missing(f"date_range.{name}")
    return parse_day(f"date_range.{name}", str(value))
