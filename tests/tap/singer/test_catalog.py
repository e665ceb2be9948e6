"""A catalog as users hand it in: completed, or refused with the place that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.singer.catalog import StreamFacts, readable_catalog, unknown_streams
from tap_tiktok_ads.tap import TapTikTokAds

FACTS = {"ads": StreamFacts(("ad_id",), "modify_time"), "advertisers": StreamFacts(("id",), None)}


def entry(**changes: Any) -> dict[str, Any]:
    properties = {"ad_id": {"type": "string"}, "modify_time": {}, "ad_name": {}}
    given = {"tap_stream_id": "ads", "schema": {"properties": properties}, **changes}
    return {name: value for name, value in given.items() if value is not None}


def read(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = readable_catalog({"streams": [one]}, FACTS)["streams"][0]
    return found


def test_what_a_catalog_does_not_say_is_the_streams() -> None:
    """Name, key, bookmark, and that these columns are in every record."""
    found = read(entry())

    assert found["stream"] == "ads"
    assert found["key_properties"] == ["ad_id"]
    assert found["replication_key"] == "modify_time"
    assert found["replication_method"] == "INCREMENTAL"
    assert found["metadata"] == [
        {"breadcrumb": ["properties", "ad_id"], "metadata": {"inclusion": "automatic"}},
        {"breadcrumb": ["properties", "modify_time"], "metadata": {"inclusion": "automatic"}},
    ]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"key_properties": ["ad_name"]}, ["ad_name"]),
        ({"key_properties": []}, []),
        (
            {"metadata": [{"breadcrumb": [], "metadata": {"table-key-properties": ["ad_name"]}}]},
            ["ad_name"],
        ),
    ],
    ids=["of the entry", "none", "of the metadata"],
)
def test_the_key_of_a_catalog_counts(changes: dict[str, Any], key: list[str]) -> None:
    """Also an empty one: who wants every version of a row appends."""
    assert read(entry(**changes))["key_properties"] == key


@pytest.mark.parametrize(
    "changes",
    [
        {"replication_method": "FULL_TABLE"},
        {"metadata": [{"breadcrumb": [], "metadata": {"replication-method": "FULL_TABLE"}}]},
        {"metadata": [{"breadcrumb": [], "metadata": {"forced-replication-method": "FULL_TABLE"}}]},
    ],
    ids=["entry", "chosen", "forced"],
)
def test_a_full_table_may_be_asked_for_in_any_of_singers_places(changes: dict[str, Any]) -> None:
    """Discovery says INCREMENTAL in one of them, and users change another."""
    assert read({"replication_method": "INCREMENTAL", **entry(**changes)})[
        "replication_method"
    ] == ("FULL_TABLE")


def test_another_replication_key_does_not_count() -> None:
    """TikTok can't be asked for other changes, so the bookmark stays what it is."""
    assert read(entry(replication_key="ad_name"))["replication_key"] == "modify_time"


def test_a_stream_that_there_is_not_is_left_out_and_named() -> None:
    """A catalog of a newer version, or of another tap."""
    catalog = {"streams": [entry(tap_stream_id="ad_insights"), entry()]}

    assert unknown_streams(catalog, FACTS) == ["ad_insights"]
    assert [one["stream"] for one in readable_catalog(catalog, FACTS)["streams"]] == ["ads"]


@pytest.mark.parametrize(
    ("catalog", "place"),
    [
        ({}, "streams must be a list"),
        ({"streams": {}}, "streams must be a list"),
        ({"streams": ["ads"]}, "streams[0] must be an object"),
        ({"streams": [{}]}, "streams[0].tap_stream_id must be text"),
        ({"streams": [entry(schema=[])]}, "ads.schema must be an object"),
        ({"streams": [entry(schema={})]}, "ads.schema.properties must be an object of columns"),
        (
            {"streams": [entry(schema={"properties": {"ad_id": None}})]},
            "ads.schema.properties.ad_id must be an object",
        ),
        ({"streams": [entry(schema={"properties": {}})]}, "ads has no column ad_id"),
        ({"streams": [entry(key_properties="ad_id")]}, "ads.key_properties must be a list"),
        ({"streams": [entry(key_properties=["adid"])]}, "ads has no column adid"),
        ({"streams": [entry(metadata={})]}, "ads.metadata must be a list"),
        ({"streams": [entry(metadata=[{"breadcrumb": []}])]}, "ads.metadata must be"),
        (
            {"streams": [entry(metadata=[{"breadcrumb": [1], "metadata": {}}])]},
            "ads.metadata must be a list with breadcrumbs of text",
        ),
        (
            {"streams": [entry(metadata=[{"breadcrumb": [], "metadata": {"selected": "no"}}])]},
            "selected in ads.metadata must be true or false",
        ),
        ({"streams": [entry(replication_method="LOG_BASED")]}, "FULL_TABLE or INCREMENTAL"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_catalog_is_refused(catalog: dict[str, Any], place: str) -> None:
    """In one line, with the option and the place."""
    with pytest.raises(SettingError, match="--catalog: ") as error:
        readable_catalog(catalog, FACTS)

    assert place in str(error.value)
    assert "\n" not in str(error.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["key_properties", "metadata", "schema", "replication_method", "stream"]),
        json_values,
    )
)
def test_the_tap_begins_or_says_why_not(changes: dict[str, Any]) -> None:
    """Whatever stands in an entry of a catalog, no defect of the tap comes of it."""
    config = {"access_token": "t", "advertiser_ids": "1"}
    catalog = {"streams": [entry(**changes)]}
    try:
        stream = TapTikTokAds(config=config, catalog=catalog).streams["ads"]
    except SettingError:
        return
    assert stream.stream_maps
