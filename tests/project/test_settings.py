"""Settings stand in three places; the code decides."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.project import settings_tables
from tests.project.places import ROOT
from tests.project.settings import PLUGINS, Setting, built_in_names, kind_of, settings_of
from tests.project.settings_tables import differing, replaced

MELTANO = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))


def _entry(plugin: str) -> dict[str, Any]:
    """The plugin's entry of meltano.yml."""
    kind = "extractors" if plugin.startswith("tap-") else "loaders"
    found: dict[str, Any] = next(
        entry for entry in MELTANO["plugins"][kind] if entry["name"] == plugin
    )
    return found


def test_readmes_and_meltano_have_the_settings_of_the_code() -> None:
    """`make settings` would change nothing."""
    assert differing() == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_meltano_declares_every_setting_alike(plugin: str) -> None:
    """Parsed as YAML, name, default and secrecy of each setting are those of the code."""
    declared = {entry["name"]: entry for entry in _entry(plugin)["settings"]}

    for setting in settings_of(plugin):
        entry = declared.pop(setting.name)
        assert entry["kind"] == setting.meltano_kind
        assert entry.get("value") == (setting.default if setting.has_meltano_default else None)
        assert entry.get("sensitive", False) == setting.secret
        assert entry["description"] == setting.description
    assert set(declared) <= built_in_names(plugin)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_meltano_declares_the_plugins_capabilities(plugin: str) -> None:
    """What meltano.yml says the plugin can do is what the plugin says."""
    assert sorted(_entry(plugin)["capabilities"]) == sorted(
        capability.value for capability in PLUGINS[plugin].capabilities
    )


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_setting_is_described_in_a_sentence(plugin: str) -> None:
    """A description begins with a capital or a name and ends with a full stop."""
    for setting in settings_of(plugin):
        assert setting.description.endswith((".", ")")), setting.name


@pytest.mark.parametrize("plugin", PLUGINS)
def test_secrets_are_secret(plugin: str) -> None:
    """Tokens, what may hold them, app secret and the addresses of databases are masked."""
    secret = {setting.name for setting in settings_of(plugin) if setting.secret}

    assert (
        secret
        == {
            "tap-tiktok-ads": {"access_token", "app_secret", "change_store_url"},
            "target-tiktok-events": {"access_token", "event_sources", "ledger_url"},
            "tap-tiktok-event-log": {"ledger_url"},
        }[plugin]
    )


@pytest.mark.parametrize("plugin", PLUGINS)
def test_env_example_names_settings_that_exist(plugin: str) -> None:
    """Every variable of .env.example is a setting of its plugin, or an extra of Meltano's."""
    prefix = plugin.replace("-", "_").upper() + "_"
    names = {
        line.removeprefix(prefix).split("=")[0].lower()
        for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if line.startswith(prefix) and not line.startswith(f"{prefix}_")  # Meltano's own: select
    }

    assert names
    assert names - {"_select"} <= {setting.name for setting in settings_of(plugin)}


@pytest.mark.parametrize(
    ("definition", "kind"),
    [
        ({"type": ["string", "null"]}, "text"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": ["array", "string", "null"], "items": {"type": "string"}}, "list of text"),
        ({"type": ["array", "null"], "items": {"type": ["object"]}}, "list of objects"),
        (
            {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
            "list of text",
        ),
        ({"type": ["integer", "null"]}, "whole number"),
        ({"type": ["number", "null"]}, "number"),
        ({"type": ["number", "string"]}, "number or text"),
        ({"type": ["boolean", "null"]}, "yes or no"),
        ({"type": ["object", "null"]}, "object"),
    ],
)
def test_kinds_are_words(definition: dict[str, Any], kind: str) -> None:
    """A JSON schema becomes one word a person understands."""
    assert kind_of(definition) == kind


def test_an_unknown_kind_is_refused() -> None:
    """A setting that the tables have no word for is an error, not a blank cell."""
    with pytest.raises(ValueError, match="no word for"):
        kind_of({"type": "null"})


def test_a_table_row_shows_what_a_user_must_know() -> None:
    """Choices, secrecy, default and meaning stand in one row; pipes do not break the table."""
    setting = Setting("mode", "text", ("a", "b"), True, False, "a", "One | other.")  # noqa: FBT003 - a record

    assert settings_tables.readme_table([setting]).splitlines()[-1] == (
        "| `mode` | `a`, `b`, secret | `a` | One \\| other. |"
    )


@pytest.mark.parametrize("text", ["nothing here\n", "begin\nend\nbegin\nend\n"])
def test_markers_must_be_there_once(text: str) -> None:
    """A table without its markers, or with two pairs, is an error."""
    with pytest.raises(ValueError, match="expected one block"):
        replaced(text, "begin", "end", "body\n")


def test_a_block_is_replaced_between_its_markers() -> None:
    """Everything around the block stays."""
    assert replaced("a\nbegin\nold\n  end\nb\n", "begin", "end", "new\n") == (
        "a\nbegin\nnew\n  end\nb\n"
    )
