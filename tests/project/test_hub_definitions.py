"""The definitions in `hub/`: accepted by the hub's rules, and enough for `meltano add`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.project.hub_definitions import HUB_PLUGINS, VARIANT, HubPlugin, definition
from tests.project.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

MELTANO = ROOT / ".venv-meltano" / "bin" / "meltano"

# The hub's schemas, as far as they name what is allowed.
REQUIRED = {"name", "namespace", "variant", "quality"}
OF_BOTH = REQUIRED | {
    *("pip_url", "label", "description", "executable", "settings", "docs", "repo", "logo_url"),
    *("hidden", "python", "settings_group_validation", "commands", "capabilities"),
    *("maintenance_status", "domain_url", "keywords", "requires", "definition", "next_steps"),
    *("settings_preamble", "usage", "prereq", "supported_python_versions", "log_parser"),
}
KEYS = {
    "extractors": OF_BOTH | {"metadata", "schema", "select"},
    "loaders": OF_BOTH | {"dialect", "target_schema"},
}
CAPABILITIES = {
    "extractors": {
        *("properties", "catalog", "discover", "state", "about", "stream-maps", "batch", "test"),
        *("schema-flattening", "activate-version", "log-based", "structured-logging"),
    },
    "loaders": {
        *("about", "stream-maps", "activate-version", "batch", "soft-delete", "hard-delete"),
        *("datatype-failsafe", "schema-flattening", "target-schema", "validate-records"),
        "structured-logging",
    },
}
SETTING_KEYS = {
    *("name", "aliases", "label", "value", "placeholder", "kind", "description", "tooltip"),
    *("documentation", "env", "value_processor", "value_post_processor", "oauth", "options"),
    *("docs", "hidden", "sensitive"),
}
KINDS = {
    *("oauth", "hidden", "password", "date_iso8601", "file", "email", "integer", "options"),
    *("object", "array", "boolean", "string", "decimal"),
}

each_plugin = pytest.mark.parametrize("plugin", HUB_PLUGINS, ids=lambda plugin: plugin.name)


def definition_of(plugin: HubPlugin) -> dict[str, Any]:
    """What stands in the file."""
    read: dict[str, Any] = yaml.safe_load(plugin.path.read_text(encoding="utf-8"))
    return read


@each_plugin
def test_a_definition_is_what_the_executable_says_of_itself(plugin: HubPlugin) -> None:
    """`--about` has the same capabilities, and every setting with its default."""
    about = json.loads(
        subprocess.run(
            [Path(sys.executable).with_name(plugin.name), "--about", "--format=json"],
            capture_output=True,
            check=True,
        ).stdout
    )
    written = definition_of(plugin)
    assert written == json.loads(json.dumps(definition(plugin)))
    assert written["capabilities"] == sorted(about["capabilities"])
    settings = {setting["name"]: setting for setting in written["settings"]}
    declared = about["settings"]["properties"]
    assert set(settings) <= set(declared)
    for name, setting in settings.items():
        assert setting.get("value", declared[name].get("default")) == declared[name].get("default")
        assert bool(setting.get("sensitive")) == bool(declared[name].get("secret"))


def test_the_example_of_variables_selects_what_the_definition_does() -> None:
    """`meltano add --from-ref` drops the definition's `select`, and Meltano then selects all."""
    (tap,) = (one for one in HUB_PLUGINS if one.name == "tap-tiktok-ads")
    (line,) = (
        one
        for one in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if one.startswith("TAP_TIKTOK_ADS__SELECT=")
    )

    assert json.loads(line.partition("=")[2].strip("'")) == definition_of(tap)["select"]


@each_plugin
def test_the_hub_accepts_a_definition(plugin: HubPlugin) -> None:
    """Keys, capabilities, kinds and options are those that the hub's schemas know."""
    written = definition_of(plugin)
    assert set(written) >= REQUIRED
    assert set(written) <= KEYS[plugin.kind]
    assert plugin.path.parts[-3:-1] == (plugin.kind, written["name"])
    assert set(written["capabilities"]) <= CAPABILITIES[plugin.kind]
    assert " " not in written["pip_url"]  # Meltano would split it there
    for setting in written["settings"]:
        assert set(setting) <= SETTING_KEYS
        assert setting["kind"] in KINDS
        assert setting["description"]
        assert all(isinstance(one["value"], str) for one in setting.get("options", ()))
    names = {setting["name"] for setting in written["settings"]}
    assert {name for group in written["settings_group_validation"] for name in group} <= names


@each_plugin
def test_a_definition_is_formatted_as_the_hub_wants_it(plugin: HubPlugin) -> None:
    """Keys are sorted at each level, lists are not indented, and no document start is written."""

    def is_sorted(value: Any) -> bool:
        if isinstance(value, dict):
            return list(value) == sorted(value) and all(map(is_sorted, value.values()))
        return not isinstance(value, list) or all(map(is_sorted, value))

    text = plugin.path.read_text(encoding="utf-8")
    assert is_sorted(yaml.safe_load(text))
    assert not text.startswith("---")
    assert "\nsettings:\n- " in text


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The directory over HTTP."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def meltano(project: Path, *arguments: str) -> str:
    """Run Meltano in a project; it must succeed."""
    finished = subprocess.run(
        [MELTANO, "--log-level=warning", *arguments],
        cwd=project,
        env={
            **{name: value for name, value in os.environ.items() if "MELTANO" not in name},
            "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty Meltano project."""
    (tmp_path / "meltano.yml").write_text("project_id: somebody\n")
    return tmp_path


def plugins_of(project: Path) -> dict[str, Any]:
    """What stands in meltano.yml, by name."""
    read = yaml.safe_load((project / "meltano.yml").read_text(encoding="utf-8"))
    return {one["name"]: one for of_kind in read["plugins"].values() for one in of_kind}


pytestmark = pytest.mark.xdist_group("hub")


@pytest.mark.end_to_end
def test_meltano_adds_a_plugin_by_its_definition(project: Path) -> None:
    """From a path and over HTTP the whole definition is written into an empty project."""
    tap, target, *others = HUB_PLUGINS
    meltano(project, "add", "--no-install", "--from-ref", str(tap.path), tap.name)
    with served(target.path.parent) as url:
        reference = f"{url}/{target.path.name}"
        meltano(project, "add", "--no-install", "--from-ref", reference, target.name)
    for other in others:
        meltano(project, "add", "--no-install", "--from-ref", str(other.path), other.name)
    added = plugins_of(project)
    assert set(added) == {plugin.name for plugin in HUB_PLUGINS}
    for plugin in HUB_PLUGINS:
        names = [setting["name"] for setting in added[plugin.name]["settings"]]
        assert names == [setting["name"] for setting in definition_of(plugin)["settings"]]


@pytest.mark.end_to_end
def test_meltano_adds_the_plugins_by_name_from_a_hub(project: Path, tmp_path: Path) -> None:
    """A hub of one's own, which is four JSON files, serves them as the public one would."""
    site = tmp_path / "site"
    with served(site) as url:
        for plugin in HUB_PLUGINS:
            folder = site / "plugins" / plugin.kind
            written = folder / f"{plugin.name}--{VARIANT}"
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(definition_of(plugin)))
            reference = f"{url}/plugins/{plugin.kind}/{written.name}"
            of_kind = folder / "index"
            index = json.loads(of_kind.read_text()) if of_kind.exists() else {}
            index[plugin.name] = {
                "default_variant": VARIANT,
                "variants": {VARIANT: {"ref": reference}},
                "logo_url": None,
            }
            of_kind.write_text(json.dumps(index))
        for kind in ("utilities", "mappers", "transformers", "orchestrators", "files"):
            (site / "plugins" / kind).mkdir()
            (site / "plugins" / kind / "index").write_text("{}")
        with (project / "meltano.yml").open("a", encoding="utf-8") as file:
            file.write(f"hub_api_root: {url}\n")
        meltano(project, "add", "--no-install", *(plugin.name for plugin in HUB_PLUGINS))
    assert {one["variant"] for one in plugins_of(project).values()} == {VARIANT}
    locks = sorted(path.name for path in project.glob("plugins/*/*.lock"))
    assert locks == sorted(f"{plugin.name}--{VARIANT}.lock" for plugin in HUB_PLUGINS)
