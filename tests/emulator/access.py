"""Whether the token of a call may read an advertiser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.auth import no_permission

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.dataset.world import Advertiser
    from tests.emulator.marketing import Call


def check_access(context: Context, call: Call, advertiser_id: str) -> Advertiser:
    """The advertiser when the call may read it.

    Raises:
        ApiError: 40001 (or 40300) in TikTok's words when it may not, or when there is none.
    """
    if not context.tokens.may_read(call.token, advertiser_id):
        raise no_permission(advertiser_id)
    context.modes.check(advertiser_id, call.path)
    if not context.world.exists(advertiser_id):
        raise no_permission(advertiser_id)
    return context.world.advertiser(advertiser_id)
