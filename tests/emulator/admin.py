"""The paths under /__emulator__/: what a test may ask and change while the process runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tests.emulator.admin_changes import (
    AdvertiserChange,
    AnswerChange,
    ClockChange,
    ObjectChange,
    PageOf,
    PixelChange,
    TokenChange,
)
from tests.emulator.clock import parse_instant
from tests.emulator.envelope import encode
from tests.emulator.faults import Fault
from tests.emulator.truth import truth
from tests.emulator.wire import Endpoint, Reply, Request

if TYPE_CHECKING:
    from tests.emulator.context import Context

Call = Callable[[Request], Any]
Result = TypeVar("Result")


class Admin:
    """The admin calls. Wrong calls answer 400 with a text that says what is wrong."""

    def __init__(
        self, context: Context, token_changed: Callable[[str | None, str | None], None]
    ) -> None:
        self._context = context
        self._token_changed = token_changed

    def routes(self) -> dict[tuple[str, str], Endpoint]:
        """Every admin path with its method."""
        calls: dict[tuple[str, str], Call] = {
            ("GET", "health"): lambda _: {"status": "ok"},
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): lambda _: self._context.log.clear(),
            ("GET", "faults"): lambda _: {"faults": self._context.faults.listed()},
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda _: self._clear_faults(),
            ("GET", "clock"): lambda _: self._clock(),
            ("POST", "clock"): self._set_clock,
            ("POST", "tokens"): self._change_token,
            ("GET", "advertisers"): lambda _: {
                "advertiser_ids": self._context.world.advertiser_ids
            },
            ("POST", "advertisers"): self._change_advertiser,
            ("POST", "pixels"): self._change_pixel,
            ("POST", "answers"): self._change_answers,
            ("DELETE", "answers"): lambda _: self._context.answers.clear(),
            ("POST", "objects"): self._change_object,
            ("GET", "truth"): self._truth,
        }
        return {
            (method, f"/__emulator__/{name}"): _endpoint(call)
            for (method, name), call in calls.items()
        }

    def _requests(self, request: Request) -> dict[str, Any]:
        since = int(request.query.get("since", "0"))
        return {"requests": self._context.log.entries(request.query.get("path"), since)}

    def _add_fault(self, request: Request) -> None:
        self._context.faults.add(msgspec.json.decode(request.body, type=Fault))

    def _clear_faults(self) -> None:
        """Drop the faults, and the punishments that scripted time-outs brought."""
        self._context.faults.clear()
        self._context.punishment.clear()

    def _clock(self) -> dict[str, str]:
        return {"now": self._context.clock.now().isoformat()}

    def _set_clock(self, request: Request) -> dict[str, str]:
        change = msgspec.json.decode(request.body, type=ClockChange)
        if change.now is not None:
            self._context.clock.set(parse_instant(change.now))
        self._context.clock.forward(change.forward)
        if change.date_ahead is not None:
            self._context.clock.let_date_be_ahead(change.date_ahead)
        return self._clock()

    def _change_token(self, request: Request) -> None:
        change = msgspec.json.decode(request.body, type=TokenChange)
        self._when(change.after_page, None, lambda: self._apply_to_token(change))

    def _apply_to_token(self, change: TokenChange) -> None:
        if change.revoke is not None:
            self._context.tokens.revoke(change.revoke)
        if change.grant is not None:
            self._context.tokens.grant(change.grant, change.advertiser_ids)
        self._token_changed(change.grant, change.revoke)

    def _change_advertiser(self, request: Request) -> None:
        change = msgspec.json.decode(request.body, type=AdvertiserChange)
        self._when(
            change.after_page, change.advertiser_id, lambda: self._apply_to_advertiser(change)
        )

    def _apply_to_advertiser(self, change: AdvertiserChange) -> None:
        modes, who = self._context.modes, change.advertiser_id
        if change.mode is not None:
            for path in change.paths():
                modes.set(who, change.mode, path)
        if change.status is not None:
            modes.set_status(who, change.status)

    def _change_pixel(self, request: Request) -> dict[str, Any]:
        change = msgspec.json.decode(request.body, type=PixelChange)
        pixel = self._context.world.pixel(change.advertiser_id, change.code, change.name)
        pixel.silent.update(change.silent)
        return {"pixel_id": pixel.id}

    def _change_answers(self, request: Request) -> None:
        change = msgspec.json.decode(request.body, type=AnswerChange)
        who, path, attributes = change.advertiser_id, change.path, change.attributes()
        self._when(
            change.after_page, who, lambda: self._context.answers.change(who, path, **attributes)
        )

    def _change_object(self, request: Request) -> dict[str, Any]:
        change = msgspec.json.decode(request.body, type=ObjectChange)
        id_ = self._when(
            change.after_page, change.advertiser_id, lambda: self._apply_to_object(change)
        )
        return {"id": id_}

    def _apply_to_object(self, change: ObjectChange) -> str:
        world, owner, kind = self._context.world, change.advertiser_id, change.kind
        if change.action == "insert":
            return world.insert(owner, kind, change.parent_id, change.name)
        if change.action == "delete":
            return world.delete(owner, kind, change.id)
        return world.enable(owner, kind, change.id, enabled=change.action == "resume")

    def _when(
        self, page: PageOf | None, advertiser_id: str | None, change: Callable[[], Result]
    ) -> Result | None:
        """Change at once, or right after a page was served, for the advertiser if one is named."""
        if page is None:
            return change()
        self._context.after_page.schedule(page.path, page.page, advertiser_id, change)
        return None

    def _truth(self, request: Request) -> dict[str, Any]:
        advertiser = self._context.world.advertiser(request.query["advertiser_id"])
        start = date.fromisoformat(request.query["start_date"])
        end = date.fromisoformat(request.query["end_date"])
        return truth(
            advertiser,
            start,
            end,
            self._context.clock.now(),
            cent_fractions=self._context.options.cent_fractions,
        )


def _endpoint(call: Call) -> Endpoint:
    def answer(request: Request) -> Reply:
        try:
            return Reply(encode(call(request)))
        except (KeyError, ValueError, TypeError, msgspec.MsgspecError) as error:
            return Reply(f"{type(error).__name__}: {error}".encode(), 400, "text/plain")

    return answer
