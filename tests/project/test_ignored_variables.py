"""Variables with a plugin's prefix that reach no setting are found, alike in both packages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tap_tiktok_ads.config import ignored_variables as of_tap
from tap_tiktok_ads.tap import TapTikTokAds
from target_tiktok_events.config import ignored_variables as of_target
from target_tiktok_events.target import TargetTikTokEvents

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

PLUGINS = [
    pytest.param(of_tap, TapTikTokAds, id="tap"),
    pytest.param(of_target, TargetTikTokEvents, id="target"),
]
MODULES = [pytest.param(of_tap, id="tap"), pytest.param(of_target, id="target")]
DECLARED: dict[str, Any] = {
    "dry_run": {"type": "boolean", "default": False},
    "ids": {"type": "array"},
    "access_token": {"type": "string"},
    "maps": {"type": "object"},
    "limit": {"type": "integer"},
}


def named(
    module: ModuleType,
    variables: dict[str, str],
    config: dict[str, Any] | None = None,
    *,
    with_environment: bool = False,
    name: str = "",
) -> list[str]:
    """The variables, without the prefix, that a sentence is about."""
    environment = {f"{module.PREFIX}{key}": text for key, text in variables.items()}
    if name:
        environment |= {"MELTANO_EXTRACTOR_NAME": name, "MELTANO_LOADER_NAME": name}
    sentences = module.ignored_variables(
        {**environment, "_": "x", "PATH": "x"},
        config or {},
        DECLARED,
        with_environment=with_environment,
    )
    return [sentence.split()[0].removeprefix(module.PREFIX) for sentence in sentences]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "variables",
    [{"DRY_RUN": "true"}, {"DRYRUN": "true"}, {"LIMIT": "3"}, {"MAPS_X": "y"}],
    ids=lambda one: next(iter(one)),
)
def test_a_variable_that_no_setting_has_is_named(
    module: ModuleType, variables: dict[str, str]
) -> None:
    """Declared by the plugin but not handed to it, misspelt, or a part of what is not there."""
    assert named(module, variables) == list(variables)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("True", True),
        ("28", 28),
        ("10.0", 10),
        ("a", "a"),
        ("a,b", ["a", "b"]),
        ("7001112223334445556", ["7001112223334445556"]),
        ("['a', 'b']", ["a", "b"]),
        ('["a", "b"]', ["a", "b"]),
        ('{"x": {"y": 1}}', {"x": {"y": 1}}),
        ('{"x.y": 1, "z": [1]}', {"x": {"y": 1}, "z": [1]}),
        ('[{"when": {"a": true}}]', [{"when": {"a": True}}]),
    ],
)
def test_a_variable_that_says_what_the_setting_has_reached_it(
    module: ModuleType, text: str, value: Any
) -> None:
    """Meltano exports each setting in forms of its own, besides handing it over in a file."""
    assert named(module, {"LIMIT": text}, {"limit": value}) == []
    assert named(module, {"UNDECLARED": text}, {"undeclared": value}) == []


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("text", "value"),
    [("true", False), ("7001112223334445556", "7001112223334445557"), ("a,b", ["a"]), ("x", 1)],
)
def test_a_variable_that_says_otherwise_did_not_reach_the_setting(
    module: ModuleType, text: str, value: Any
) -> None:
    """The file counts, and somebody meant the variable."""
    assert named(module, {"LIMIT": text}, {"limit": value}) == ["LIMIT"]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "name",
    ["LOGLEVEL", "LOG_LEVEL", "_SELECT", "_LOAD_SCHEMA", "EU_ACCESS_TOKEN", "EU__SELECT"],
)
def test_variables_of_others_are_none(module: ModuleType, name: str) -> None:
    """The SDK's, Meltano's extras, and those of a plugin with a longer name."""
    assert named(module, {name: "x"}) == []


def test_clock_and_tokens_of_event_sources_are_none() -> None:
    """Both are read from the environment and nowhere else."""
    assert named(of_tap, {"NOW": "2026-01-01T00:00:00Z"}) == []
    assert named(of_target, {"ACCESS_TOKEN_STORE": "x"}) == []


@pytest.mark.parametrize("module", MODULES)
def test_an_empty_variable_and_a_default_are_none(module: ModuleType) -> None:
    """Nothing was asked for that the run would not do."""
    assert named(module, {"LIMIT": "", "DRYRUN": " ", "DRY_RUN": "false"}) == []


@pytest.mark.parametrize("module", MODULES)
def test_parts_of_an_object_reached_it(module: ModuleType) -> None:
    """Meltano exports each value inside of an object, too."""
    config = {"maps": {"x": "y", "z": {"a": 1}}}
    assert named(module, {"MAPS_X": "y", "MAPS_Z_A": "1"}, config) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_plugin_of_another_name_has_a_prefix_of_its_own(module: ModuleType) -> None:
    """Meltano says as which plugin it runs this one; an inherited one has both prefixes."""
    variables = {"EU_DRY_RUN": "true", "_EU_LIMIT": "3"}
    base = module.PREFIX.lower().rstrip("_").replace("_", "-")

    assert named(module, variables, name=base) == []
    assert named(module, variables, name=f"{base}-eu") == ["EU_DRY_RUN"]
    assert named(module, variables, name=f"{base}--eu") == ["_EU_LIMIT"]


@pytest.mark.parametrize("module", MODULES)
def test_where_the_environment_is_read_settings_reach_the_run(module: ModuleType) -> None:
    """With `--config=ENV` only a name that is no setting is passed over."""
    variables = {"DRY_RUN": "true", "DRYRUN": "true"}
    assert named(module, variables, {"dry_run": False}, with_environment=True) == ["DRYRUN"]


@pytest.mark.parametrize("module", MODULES)
def test_a_misspelt_variable_is_named_with_the_one_that_was_meant(module: ModuleType) -> None:
    """The suggestion is a variable that can be copied; no value is repeated."""
    (sentence,) = module.ignored_variables(
        {f"{module.PREFIX}ACCES_TOKEN": "s3cret"}, {}, DECLARED, with_environment=True
    )
    assert sentence.endswith(f"did you mean {module.PREFIX}ACCESS_TOKEN?")
    assert "s3cret" not in sentence


@pytest.mark.parametrize(("module", "plugin"), PLUGINS)
def test_a_run_with_an_ignored_variable_ends_before_it_begins(
    module: ModuleType,
    plugin: type[TapTikTokAds | TargetTikTokEvents],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Exit code 1 and one line; --about, --help and --version work all the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"{module.PREFIX}REQUEST_TIMEOUT", "7654")
    config = {"access_token": "t", "advertiser_ids": "1", "event_source_id": "C0"}
    (tmp_path / "c.json").write_text(json.dumps(config))
    command = plugin.get_singer_command()

    ended = CliRunner().invoke(command, ["--config=c.json"], input="")

    assert ended.exit_code == 1
    (line,) = [one for one in caplog.messages if module.PREFIX in one]
    assert line.startswith(f"{module.PREFIX}REQUEST_TIMEOUT is set, but did not reach")
    assert "7654" not in ended.output + caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]
    for option in ("--about", "--help", "--version"):
        assert CliRunner().invoke(command, [option]).exit_code == 0
