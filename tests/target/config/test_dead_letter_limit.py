"""The setting `max_dead_letters`."""

from __future__ import annotations

import pytest

from target_tiktok_events.config.dead_letter_limit import read_limit
from target_tiktok_events.errors import SettingError


@pytest.mark.parametrize("text", ["50%", "50 %", "050%", "50.0%"])
def test_share_is_exceeded_by_more_than_itself(text: str) -> None:
    """Half of the records is still allowed; shares count from 20 records on."""
    limit = read_limit(text)
    assert not limit.is_exceeded(10, 20)
    assert limit.is_exceeded(11, 20)
    assert not limit.is_exceeded(19, 19)


def test_shares_may_have_decimals_and_reach_from_none_to_all() -> None:
    """0% allows none, 100% all of them."""
    assert read_limit("0%").is_exceeded(1, 1000)
    assert not read_limit("100%").is_exceeded(1000, 1000)
    assert not read_limit("12.5%").is_exceeded(125, 1000)
    assert read_limit("12.5%").is_exceeded(126, 1000)


def test_number_counts_from_the_first_record() -> None:
    """A plain number has nothing to do with how many records there are."""
    assert read_limit("0").is_exceeded(1, 1)
    assert not read_limit("5").is_exceeded(5, 5)


@pytest.mark.parametrize("text", ["-1", "1.5", "101%", "half", "50%%", "%", "5 0%", "1e3"])
def test_other_texts_are_refused_without_being_repeated(text: str) -> None:
    """The complaint names the setting and both forms."""
    with pytest.raises(SettingError, match="whole number, at least 0, or a share such as 50%"):
        read_limit(text)
