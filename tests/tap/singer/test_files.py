"""Files that the command line hands in: read, or refused with what is wrong."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.singer.files import check_state, read_json
from tests.tap.singer_output import state_of


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_an_empty_file_is_none(text: str) -> None:
    """Orchestrators write one before the first run."""
    assert read_json(io.StringIO(text), "--state") is None


@pytest.mark.parametrize("text", ['{"a": 1}', '\ufeff{"a": 1}\r\n'])
def test_an_object_is_read(text: str) -> None:
    """Also behind the mark that some systems begin their files with."""
    assert read_json(io.StringIO(text), "--state") == {"a": 1}


@pytest.mark.parametrize("content", [b"{", b"[]", b'"{}"', b"\xff\xfe", b'{"a":1}\n{"a":2}'])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    """Half a file, a list, a file in another encoding, several STATE lines."""
    with pytest.raises(SettingError, match="the file of --state holds no JSON object"):
        read_json(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"), "--state")


@pytest.mark.parametrize(
    "state", [None, {}, {"bookmarks": {}}, state_of("ads", "modify_time", {"7": "2026-03-01"})]
)
def test_a_state_of_the_tap_is_taken_as_it_is(state: dict[str, Any] | None) -> None:
    """Nothing is lost of it."""
    assert check_state(state) == state


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"singer_state": {"bookmarks": {}}}, "Meltano's own state: hand in what is inside"),
        ({"type": "STATE", "value": {}}, "a whole STATE message: hand in what is inside"),
        ({"ads": "2026-03-01"}, "has no bookmarks"),
        ({"bookmarks": []}, "bookmarks must be an object"),
        ({"bookmarks": {"ads": "2026-03-01"}}, "bookmarks.ads must be an object"),
        ({"bookmarks": {"ads": {"partitions": {}}}}, "bookmarks.ads.partitions must be a list"),
        ({"bookmarks": {"ads": {"partitions": [{}]}}}, "a list of objects with a context"),
    ],
    ids=str,
)
def test_a_state_of_another_shape_is_refused(state: dict[str, Any], told: str) -> None:
    """To read it as none would import everything again, and skip days before the default start."""
    with pytest.raises(SettingError, match="the file of --state") as error:
        check_state(state)

    assert told in str(error.value)
