"""meltano.yml is complete, private, and needs no Meltano Hub."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.project.hub_definitions import HUB_PLUGINS, HubPlugin, definition
from tests.project.places import ROOT

TEXT = (ROOT / "meltano.yml").read_text(encoding="utf-8")
PROJECT = yaml.safe_load(TEXT)
WAREHOUSES = sorted((ROOT / "warehouses").glob("*.meltano.yml"))


def _of_warehouses() -> list[dict[str, Any]]:
    """The loaders in the files that can be included."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in WAREHOUSES]
    return [loader for one in read for loader in one["plugins"]["loaders"]]


def _plugins() -> list[dict[str, Any]]:
    """Every plugin that stands on its own, those of the files that can be included too."""
    plugins = PROJECT["plugins"]
    found = [*plugins["extractors"], *plugins["loaders"], *_of_warehouses()]
    return [plugin for plugin in found if "inherit_from" not in plugin]


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


def test_an_inherited_plugin_changes_settings_that_its_parent_declares() -> None:
    """It adds nothing else: it shares its parent's environment and variables."""
    known = {plugin["name"]: plugin for plugin in _plugins()}
    heirs = [one for one in PROJECT["plugins"]["loaders"] if "inherit_from" in one]

    for heir in heirs:
        declared = {setting["name"] for setting in known[heir["inherit_from"]]["settings"]}
        assert set(heir) <= {"name", "label", "inherit_from", "config"}
        assert set(heir["config"]) <= declared
    assert [heir["name"] for heir in heirs] == ["target-postgres-events"]


@pytest.mark.parametrize("plugin", HUB_PLUGINS, ids=lambda plugin: plugin.name)
def test_a_plugin_has_the_commands_of_its_definition(plugin: HubPlugin) -> None:
    """`meltano invoke PLUGIN:COMMAND` works here as with the definition of the hub."""
    entry = next(one for one in _plugins() if one["name"] == plugin.name)

    assert entry.get("commands", {}) == definition(plugin).get("commands", {})
    assert entry.get("select") == definition(plugin).get("select")


def test_the_demo_imports_pixels_and_nothing_else_that_is_optional() -> None:
    """Optional reports would make it wait for what it does not show."""
    (demo,) = (one for one in PROJECT["environments"] if one["name"] == "demo")
    (tap,) = demo["config"]["plugins"]["extractors"]
    usual = next(one for one in _plugins() if one["name"] == tap["name"])["select"]

    assert tap["select"] == [one for one in usual if "pixel" not in one]


def test_every_warehouse_can_be_included() -> None:
    """Each file is named in the comment that says how, which lacks nothing but its two signs."""
    named = re.findall(r"^# - (warehouses/\S+)$", TEXT, re.MULTILINE)

    assert [ROOT / name for name in sorted(named)] == WAREHOUSES
    assert [entry["name"] for entry in _of_warehouses()] == ["target-bigquery", "target-snowflake"]


def test_no_variable_of_the_example_that_stays_empty_is_a_number() -> None:
    """Meltano breaks off at an empty number, list or object; empty text counts as not set."""
    kinds = {
        f"{plugin['namespace']}_{setting['name']}".upper(): setting["kind"]
        for plugin in _plugins()
        for setting in plugin["settings"]
    }
    names = re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert names
    assert {kinds[name] for name in names} <= {"string", "date_iso8601"}


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


def test_each_direction_has_a_job_and_a_schedule() -> None:
    """`meltano run <job>` and `meltano schedule run <schedule>` exist; for the log, too."""
    tasks = {job["name"]: job["tasks"] for job in PROJECT["jobs"]}

    assert tasks == {
        "ads-to-warehouse": ["tap-tiktok-ads target-postgres"],
        "orders-to-tiktok": ["tap-postgres target-tiktok-events"],
        "event-log-to-warehouse": ["tap-tiktok-event-log target-postgres-events"],
    }
    assert {schedule["job"] for schedule in PROJECT["schedules"]} == set(tasks)


def test_environments_are_demo_and_prod() -> None:
    """A run without --environment is a production run."""
    assert {environment["name"] for environment in PROJECT["environments"]} == {"demo", "prod"}
    assert PROJECT["default_environment"] == "prod"
