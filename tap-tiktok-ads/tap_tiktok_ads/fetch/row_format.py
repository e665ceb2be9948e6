"""How the rows of a stream are read: given to what fetches them, which knows no row's meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from decimal import Decimal

    from tap_tiktok_ads.tiktok.rows import RawRow


DIGEST: Final = (1 << 60) - 1
"""Of the hash of a row's key so many bits are kept: a window may have 600,000 rows, and a number of
this size takes a fifth of the key's room. That two of so many rows agree is one chance in six
million; then a row seems to be missing, and is said to be.
"""


class RowFormat(NamedTuple):
    """How rows are read. Pure functions.

    `decode` turns some rows of a page into what they mean, `key_of` tells the rows of an
    advertiser apart, `amounts_of` gives a row's day, spend and impressions, to be summed up.
    """

    decode: Callable[[Sequence[RawRow]], list[Any]]
    key_of: Callable[[Any], Hashable]
    amounts_of: Callable[[Any], tuple[str, Decimal, int]] | None = None
