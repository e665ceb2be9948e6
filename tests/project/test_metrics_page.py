"""The metrics are defined once: the page and the columns of the marts follow from there."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.project.metrics_page import META, MODELS, PAGE, metrics, page

PEOPLE = {"reach", "frequency"}


def test_the_page_is_what_the_definitions_say() -> None:
    """`make settings` would change nothing."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("metric", list(metrics()), ids=lambda metric: str(metric["name"]))
def test_each_metric_says_what_it_is(metric: dict[str, Any]) -> None:
    """Formula, how it adds up, the day it counts on, TikTok's name and unit; a label for people."""
    assert metric["config"]["meta"].keys() == META
    assert metric["label"]
    assert metric["description"]


def test_only_sums_are_called_additive() -> None:
    """What has a division in its formula is a ratio of sums, and no metric is made of people."""
    for metric in metrics():
        meta = metric["config"]["meta"]
        assert ("/" in meta["formula"]) == (meta["additivity"] == "ratio of sums"), metric["name"]
        assert not PEOPLE & {metric["name"], *re.findall(r"\w+", meta["formula"])}


def test_every_metric_of_the_ads_is_a_column_of_each_daily_mart() -> None:
    """By the same name, at all four levels."""
    file = MODELS / "marts" / "ads" / "_ads_daily__models.yml"
    found = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    declared = yaml.safe_load((file.parent / "_ads__metrics.yml").read_text(encoding="utf-8"))

    names = {metric["name"] for metric in declared["metrics"]} | PEOPLE
    assert len(found) == 4
    for model in found:
        assert names <= {column["name"] for column in model["columns"]}, model["name"]
