"""How the rows of a stream are read: given to what fetches them, which knows no row's meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from decimal import Decimal

    from tap_tiktok_ads.tiktok.rows import RawRow


class RowFormat(NamedTuple):
    """How rows are read. Pure functions.

    `decode` turns some rows of a page into what they mean, `key_of` tells the rows of an
    advertiser apart, `amounts_of` gives a row's day, spend and impressions, to be summed up.
    """

    decode: Callable[[Sequence[RawRow]], list[Any]]
    key_of: Callable[[Any], Hashable]
    amounts_of: Callable[[Any], tuple[str, Decimal, int]] | None = None
