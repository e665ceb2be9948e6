"""The plugin definitions in `hub/`, in the format of Meltano's hub, as the code has the settings.

The files can be handed to the hub as they are; until then `meltano add --from-ref` reads them.
`python -m tests.project.settings_tables --write` writes them beside the other tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from tap_tiktok_ads.operator.commands import COMMANDS as COMMANDS_OF_TAP
from tap_tiktok_ads.reports.ready_made import PATTERNS, is_ready_made
from tap_tiktok_ads.streams import STREAM_TYPES, name_of
from target_tiktok_events.operator.commands import COMMANDS as COMMANDS_OF_TARGET
from tests.project.places import ROOT
from tests.project.repository import REPOSITORY
from tests.project.settings import PACKAGE_OF, PLUGINS, Setting, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIANT = "adloop"

# What the SDK brings, where it works in this plugin: name -> kind and meaning.
_BUILT_IN = {
    "batch_config": ("object", "Where and how BATCH files are written (Singer SDK)."),
    "flattening_enabled": ("boolean", "Give every nested field a column of its own."),
    "flattening_max_depth": ("integer", "Levels to flatten."),
    "stream_map_config": ("object", "Values for the expressions in stream_maps."),
    "stream_maps": ("object", "Renames or filters columns on the way (Singer SDK stream maps)."),
}


@dataclass(frozen=True)
class HubPlugin:
    """What the hub wants to know beside the settings."""

    name: str
    kind: str
    label: str
    domain_url: str
    prereq: str
    groups: tuple[tuple[str, ...], ...]
    built_in: tuple[str, ...]
    commands: Mapping[str, str] = field(default_factory=dict)
    """Name and meaning of what `meltano invoke PLUGIN:NAME` does."""
    extras: str = ""
    select: tuple[str, ...] = ()
    """Meltano selects all streams unless told otherwise, also those that the tap does not."""

    @property
    def path(self) -> Path:
        """Where the definition stands: the hub's own folders."""
        return ROOT / "hub" / self.kind / self.name / f"{VARIANT}.yml"


_UNSELECTED = [name_of(one) for one in STREAM_TYPES if not one.selected_by_default]

TAP = HubPlugin(
    name="tap-tiktok-ads",
    kind="extractors",
    label="TikTok Ads",
    domain_url="https://business-api.tiktok.com/portal/docs",
    prereq="A developer app at TikTok with read permissions, and a long-term access token.",
    groups=(("access_token", "advertiser_ids"), ("access_token", "app_id", "app_secret")),
    built_in=tuple(_BUILT_IN),
    commands={name: one.get_short_help_str(limit=200) for name, one in COMMANDS_OF_TAP.items()},
    select=(
        "*.*",
        *(f"!{name}.*" for name in _UNSELECTED if not is_ready_made(name)),
        *(f"!{pattern}.*" for pattern in PATTERNS),
    ),
)
TARGET = HubPlugin(
    name="target-tiktok-events",
    kind="loaders",
    label="TikTok Events API",
    domain_url="https://business-api.tiktok.com/portal/docs",
    prereq="A pixel, event set or app at TikTok, and an Events API token for it.",
    groups=(("access_token", "event_source_id"), ("dry_run", "event_source_id")),
    built_in=("stream_map_config", "stream_maps"),
    commands={name: one.get_short_help_str(limit=200) for name, one in COMMANDS_OF_TARGET.items()},
    extras="[postgres]",
)
EVENT_LOG = HubPlugin(
    name="tap-tiktok-event-log",
    kind="extractors",
    label="TikTok Events log",
    domain_url="https://business-api.tiktok.com/portal/docs",
    prereq="target-tiktok-events has run once with the same ledger_url.",
    groups=(("ledger_url",),),
    built_in=tuple(_BUILT_IN),
    extras="[postgres]",
)
HUB_PLUGINS = (TAP, TARGET, EVENT_LOG)


def definition(plugin: HubPlugin) -> dict[str, Any]:
    """The definition of one plugin, as an object."""
    cls = PLUGINS[plugin.name]
    package = PACKAGE_OF.get(plugin.name, plugin.name)
    name = f"adloop-{package}{plugin.extras}"
    commands = {
        name: {"args": name, "description": meaning} for name, meaning in plugin.commands.items()
    }
    return {
        **({"select": list(plugin.select)} if plugin.select else {}),
        "commands": commands,
        "capabilities": sorted(one.value for one in cls.capabilities),
        "description": (cls.__doc__ or "").strip().splitlines()[0],
        "docs": f"{REPOSITORY}/blob/main/{package}/README.md",
        "domain_url": plugin.domain_url,
        "executable": plugin.name,
        "keywords": ["api", "meltano_sdk"],
        "label": plugin.label,
        "logo_url": f"/assets/logos/{plugin.kind}/tiktok.png",
        "maintenance_status": "active",
        "name": plugin.name,
        "namespace": plugin.name.replace("-", "_"),
        # Meltano splits it at blanks.
        "pip_url": f"{name}@git+{REPOSITORY}.git#subdirectory={package}",
        "prereq": plugin.prereq,
        "quality": "silver",
        "repo": REPOSITORY,
        "settings": [*map(_own, settings_of(plugin.name)), *map(_brought, plugin.built_in)],
        "settings_group_validation": [list(group) for group in plugin.groups],
        "supported_python_versions": ["3.10", "3.11", "3.12", "3.13", "3.14"],
        "variant": VARIANT,
    }


def _own(setting: Setting) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": setting.description,
        "kind": "options" if setting.choices else setting.meltano_kind,
        "label": label_of(setting.name),
        "name": setting.name,
    }
    if setting.choices:
        found["options"] = [{"label": label_of(one), "value": one} for one in setting.choices]
    if setting.secret:
        found |= {"kind": "password", "sensitive": True}
    if setting.has_meltano_default and setting.default not in ([], {}):
        found["value"] = setting.default
    return found


def _brought(name: str) -> dict[str, Any]:
    kind, description = _BUILT_IN[name]
    return {"description": description, "kind": kind, "label": label_of(name), "name": name}


def label_of(name: str) -> str:
    """A name for people: `event_source_id` is `Event Source ID`."""
    words = {"id": "ID", "ids": "IDs", "url": "URL", "crm": "CRM"}
    return " ".join(words.get(word, word.capitalize()) for word in name.split("_"))


def as_yaml(value: dict[str, Any]) -> str:
    """The text of a definition, by the hub's rules: keys sorted, sequences not indented."""
    return yaml.safe_dump(value, sort_keys=True, allow_unicode=True, width=10_000)
