"""The columns of every stream, and the JSON schema made of them."""

from __future__ import annotations

import re
import subprocess
import sys

import jsonschema
import pytest

from tap_tiktok_ads.reports.daily_reports import DAILY_REPORTS
from tap_tiktok_ads.schemas import ad_groups, ads, advertisers, campaigns
from tap_tiktok_ads.schemas.column import Column, Kind, json_schema, requested_names

STREAMS = [
    pytest.param(advertisers.COLUMNS, ("advertiser_id",), id="advertisers"),
    pytest.param(campaigns.COLUMNS, ("campaign_id",), id="campaigns"),
    pytest.param(ad_groups.COLUMNS, ("adgroup_id",), id="ad_groups"),
    pytest.param(ads.COLUMNS, ("ad_id",), id="ads"),
    *(pytest.param(report.columns(), report.key, id=report.name) for report in DAILY_REPORTS),
]

JSON_TYPES = {
    Kind.ID: ("string", None),
    Kind.TEXT: ("string", None),
    Kind.NUMBER: ("number", None),
    Kind.DECIMAL: ("string", "x-singer.decimal"),
    Kind.INTEGER: ("integer", None),
    Kind.BOOLEAN: ("boolean", None),
    Kind.TIME: ("string", "date-time"),
    Kind.EPOCH: ("string", "date-time"),
    Kind.DATE: ("string", "date"),
    Kind.TEXT_LIST: ("array", None),
    Kind.NUMBER_LIST: ("array", None),
    Kind.OBJECT: ("object", None),
    Kind.OBJECT_LIST: ("array", None),
}


@pytest.mark.parametrize(("columns", "key"), STREAMS)
def test_a_stream_has_each_column_once(columns: tuple[Column, ...], key: tuple[str, ...]) -> None:
    """No stream has two columns that a warehouse could take for one, not even by their case."""
    names = [column.name.casefold() for column in columns]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("columns", "key"), STREAMS)
def test_every_column_is_described_and_loads_anywhere(
    columns: tuple[Column, ...], key: tuple[str, ...]
) -> None:
    """Every column says what it holds, in a sentence, under a name that all warehouses take."""
    for column in columns:
        assert re.fullmatch(r"[A-Z0-9{].*\.", column.description), column
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,62}", column.name), column


@pytest.mark.parametrize(("columns", "key"), STREAMS)
def test_the_key_comes_first_and_is_never_null(
    columns: tuple[Column, ...], key: tuple[str, ...]
) -> None:
    """A record can be loaded by its key: required, not null, in front."""
    schema = json_schema(columns, key)
    assert tuple(schema["properties"])[: len(key)] == key
    assert schema["required"] == list(key)
    for name, prop in schema["properties"].items():
        nullable = isinstance(prop["type"], list) and "null" in prop["type"]
        assert nullable is (name not in key), name


@pytest.mark.parametrize(("columns", "key"), STREAMS)
def test_ids_are_text(columns: tuple[Column, ...], key: tuple[str, ...]) -> None:
    """Ids have 19 digits, more than a double keeps: no id column is a number."""
    for column in columns:
        if column.name.endswith("_id"):
            assert column.kind is Kind.ID, column
        if column.name.endswith("_ids"):
            assert column.kind is Kind.TEXT_LIST, column


@pytest.mark.parametrize(("columns", "key"), STREAMS)
def test_the_schema_is_valid_and_keeps_order_and_descriptions(
    columns: tuple[Column, ...], key: tuple[str, ...]
) -> None:
    """The JSON schema says of each column what its declaration says, in the same order."""
    schema = json_schema(columns, key)
    jsonschema.Draft7Validator.check_schema(schema)
    assert list(schema["properties"]) == [column.name for column in columns]
    for column in columns:
        assert schema["properties"][column.name]["description"] == column.description


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_one_json_type(kind: Kind) -> None:
    """A kind has one JSON type besides null: loaders turn mixed scalar types into text."""
    prop = json_schema([Column("a", kind, "A.")], ())["properties"]["a"]
    assert (prop["type"], prop.get("format")) == (
        [JSON_TYPES[kind][0], "null"],
        JSON_TYPES[kind][1],
    )
    assert "anyOf" not in prop


@pytest.mark.parametrize(
    ("kind", "item"), [(Kind.TEXT_LIST, "string"), (Kind.NUMBER_LIST, "number")]
)
def test_list_items_have_one_type(kind: Kind, item: str) -> None:
    """A list of scalars becomes an array of one type, without nulls inside."""
    prop = json_schema([Column("a", kind, "A.")], ())["properties"]["a"]
    assert prop["items"] == {"type": item}


def test_schemas_do_not_share_what_a_caller_may_change() -> None:
    """Changing one stream's schema changes no other: the SDK edits the schemas it is given."""
    columns = [Column("a", Kind.TEXT_LIST, "A."), Column("b", Kind.OBJECT, "B.")]
    first = json_schema(columns, ())
    first["properties"]["a"]["items"]["type"] = "integer"
    first["properties"]["b"]["additionalProperties"] = False
    second = json_schema(columns, ())
    assert second["properties"]["a"]["items"] == {"type": "string"}
    assert second["properties"]["b"]["additionalProperties"] is True


def test_a_key_without_a_column_is_refused() -> None:
    """A stream can't be declared with a key that its records lack."""
    with pytest.raises(ValueError, match=r"names no column: \['b'\]"):
        json_schema([Column("a", Kind.ID, "A.")], ("a", "b"))


def test_two_columns_of_one_name_are_refused() -> None:
    """A stream can't be declared with two columns of one name."""
    with pytest.raises(ValueError, match=r"share a name: \['a'\]"):
        json_schema([Column("a", Kind.ID, "A."), Column("a", Kind.TEXT, "B.")], ())


def test_only_requested_columns_are_asked_for() -> None:
    """TikTok is asked for the requested columns, in their order."""
    columns = [
        Column("b", Kind.ID, "B."),
        Column("c", Kind.TEXT, "C.", requested=False),
        Column("a", Kind.TEXT, "A."),
    ]
    assert requested_names(columns) == ["b", "a"]


def test_the_field_that_empties_the_answer_is_not_asked_for() -> None:
    """company_name_editable makes TikTok leave out all else, so it is a column only."""
    assert "company_name_editable" in [column.name for column in advertisers.COLUMNS]
    assert "company_name_editable" not in requested_names(advertisers.COLUMNS)


@pytest.mark.parametrize("columns", [campaigns.COLUMNS, ad_groups.COLUMNS, ads.COLUMNS])
def test_entities_ask_for_their_ids_and_times(columns: tuple[Column, ...]) -> None:
    """TikTok sends ids and times only when asked, and the bookmark lives on modify_time."""
    asked = requested_names(columns)
    assert asked == [column.name for column in columns]
    assert {"advertiser_id", "campaign_id", "create_time", "modify_time"} <= set(asked)
    assert {column.name: column.kind for column in columns}["modify_time"] is Kind.TIME


def test_the_advertiser_time_is_read_as_unix_seconds() -> None:
    """Of all times only an advertiser's create_time is Unix seconds."""
    assert {c.name for c in advertisers.COLUMNS if c.kind is Kind.EPOCH} == {"create_time"}
    for columns in (campaigns.COLUMNS, ad_groups.COLUMNS, ads.COLUMNS):
        assert Kind.EPOCH not in {column.kind for column in columns}


def test_declaring_columns_does_not_load_the_sdk() -> None:
    """Schemas and records are pure: importing them does not start the Singer SDK."""
    code = (
        "import sys, tap_tiktok_ads.records.listed_objects, tap_tiktok_ads.records.report_rows;"
        "import tap_tiktok_ads.records.lines, tap_tiktok_ads.reports.daily_reports;"
        "sys.exit('singer_sdk' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
