"""meltano.yml is complete, private, and needs no Meltano Hub."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.project.places import ROOT

TEXT = (ROOT / "meltano.yml").read_text(encoding="utf-8")
PROJECT = yaml.safe_load(TEXT)
COMMENTED = re.compile(r"^  # (?P<code>(?:- name:|  ).*)$", re.MULTILINE)


def _commented_entries() -> list[dict[str, Any]]:
    """The loader entries that stand in comments, as their reader would uncomment them."""
    code = "\n".join(match["code"] for match in COMMENTED.finditer(TEXT))
    entries: list[dict[str, Any]] = yaml.safe_load(code)
    return entries


def _plugins() -> list[dict[str, Any]]:
    """Every plugin, the commented ones too."""
    plugins = PROJECT["plugins"]
    return [*plugins["extractors"], *plugins["loaders"], *_commented_entries()]


def test_nobody_is_told_about_runs() -> None:
    """Telemetry is off, and the project has an id of its own, so that none is made up."""
    assert PROJECT["send_anonymous_usage_stats"] is False
    assert PROJECT["project_id"]


@pytest.mark.parametrize("plugin", _plugins(), ids=lambda plugin: plugin["name"])
def test_a_plugin_needs_no_hub(plugin: dict[str, Any]) -> None:
    """Meltano looks up plugins that do not say everything themselves."""
    assert plugin["namespace"] == plugin["name"].replace("-", "_")
    assert plugin["executable"] == plugin["name"]
    assert plugin["pip_url"]
    for setting in plugin["settings"]:
        assert setting["name"]
        assert setting["kind"]
        assert setting["description"]


@pytest.mark.parametrize("plugin", _plugins(), ids=lambda plugin: plugin["name"])
def test_groups_and_config_name_settings_that_are_declared(plugin: dict[str, Any]) -> None:
    """A misspelt setting in a group or below config would be ignored."""
    declared = {setting["name"] for setting in plugin["settings"]}
    used = {name for group in plugin.get("settings_group_validation", ()) for name in group}

    assert used | set(plugin.get("config", {})) <= declared


def test_snowflake_and_bigquery_are_ready_to_be_uncommented() -> None:
    """Both stand in comments, complete."""
    assert [entry["name"] for entry in _commented_entries()] == [
        "target-snowflake",
        "target-bigquery",
    ]


def test_passwords_and_tokens_are_masked() -> None:
    """Meltano hides a setting in its output only when told that it is sensitive."""
    secret = re.compile(r"password|token|secret|passphrase|private_key$|_url$|credentials_json")
    exempt = {"api_url", "site_url"}

    for plugin in _plugins():
        for setting in plugin["settings"]:
            if secret.search(setting["name"]) and setting["name"] not in exempt:
                assert setting.get("sensitive"), (plugin["name"], setting["name"])


def test_no_secret_stands_in_the_project_file() -> None:
    """Config holds no value for a sensitive setting."""
    for plugin in _plugins():
        sensitive = {s["name"] for s in plugin["settings"] if s.get("sensitive")}
        assert not sensitive & set(plugin.get("config", {}))


def test_both_directions_have_a_job_and_a_schedule() -> None:
    """`meltano run <job>` and `meltano schedule run <schedule>` exist for each direction."""
    tasks = {job["name"]: job["tasks"] for job in PROJECT["jobs"]}

    assert tasks == {
        "ads-to-warehouse": ["tap-tiktok-ads target-postgres"],
        "orders-to-tiktok": ["tap-postgres target-tiktok-events"],
    }
    assert {schedule["job"] for schedule in PROJECT["schedules"]} == set(tasks)


def test_environments_are_demo_and_prod() -> None:
    """A run without --environment is a production run."""
    assert {environment["name"] for environment in PROJECT["environments"]} == {"demo", "prod"}
    assert PROJECT["default_environment"] == "prod"
