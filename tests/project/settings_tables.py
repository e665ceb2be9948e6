"""Keeps the settings in the READMEs, in meltano.yml and in hub/ as the code has them.

The address of the repository, too, in these files and the packages' metadata.

python -m tests.project.settings_tables           tells which files differ; exit code 1 then
python -m tests.project.settings_tables --write   writes them
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from tests.project.hub_definitions import HUB_PLUGINS, as_yaml, definition
from tests.project.places import PACKAGES, ROOT
from tests.project.repository import REPOSITORY
from tests.project.settings import PACKAGE_OF, PLUGINS, Setting, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

ADDRESS = re.compile(r"https://github\.com/[\w-]+/[\w-]+")
"""These files name no repository but this one."""

README_HEAD = "| setting | kind | default | meaning |\n|---|---|---|---|\n"


def readme_table(settings: Sequence[Setting]) -> str:
    """The settings as a Markdown table."""
    return README_HEAD + "".join(map(_readme_row, settings))


def _readme_row(setting: Setting) -> str:
    """One row; pipes in the text are escaped."""
    kind = ", ".join(f"`{choice}`" for choice in setting.choices) or setting.kind
    if setting.secret:
        kind += ", secret"
    if setting.required:
        default = "required"
    elif setting.default is None:
        default = ""
    else:
        default = f"`{_plain(setting.default)}`"
    meaning = setting.description.replace("|", "\\|")
    return f"| `{setting.name}` | {kind} | {default} | {meaning} |\n"


def _plain(value: object) -> str:
    """A default as a user would write it."""
    return value if isinstance(value, str) else json.dumps(value)


def meltano_block(settings: Sequence[Setting]) -> str:
    """The settings as the items of a `settings` list in meltano.yml."""
    return "".join(map(_meltano_item, settings))


def _meltano_item(setting: Setting) -> str:
    """One item. JSON text is YAML text."""
    parts = [f"name: {setting.name}", f"kind: {setting.meltano_kind}"]
    if setting.secret:
        parts.append("sensitive: true")
    if setting.has_meltano_default:
        parts.append(f"value: {json.dumps(setting.default)}")
    parts.append(f"description: {json.dumps(setting.description, ensure_ascii=False)}")
    return f"    - {{{', '.join(parts)}}}\n"


def replaced(text: str, begin: str, end: str, body: str) -> str:
    """The text with the lines between the two marker lines replaced.

    Raises:
        ValueError: the markers are not there exactly once.
    """
    pattern = re.compile(f"({re.escape(begin)}\n).*?([ ]*{re.escape(end)}\n)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + body + match[2], text)
    if count != 1:
        message = f"expected one block between {begin!r} and {end!r}, found {count}"
        raise ValueError(message)
    return new


def wanted() -> dict[Path, str]:
    """What each file should hold."""
    meltano = ROOT / "meltano.yml"
    texts = {meltano: meltano.read_text(encoding="utf-8")}
    for plugin in PLUGINS:
        settings = settings_of(plugin)
        readme = ROOT / PACKAGE_OF.get(plugin, plugin) / "README.md"
        what = f"settings of {plugin}" if plugin in PACKAGE_OF else "settings"
        texts[readme] = replaced(
            texts.get(readme) or readme.read_text(encoding="utf-8"),
            f"<!-- {what}: begin -->",
            f"<!-- {what}: end -->",
            readme_table(settings),
        )
        texts[meltano] = replaced(
            texts[meltano],
            f"# settings of {plugin}: begin",
            f"# settings of {plugin}: end",
            meltano_block(settings),
        )
    for path in (ROOT / "README.md", *(ROOT / name / "pyproject.toml" for name in PACKAGES)):
        texts[path] = path.read_text(encoding="utf-8")
    texts = {path: ADDRESS.sub(REPOSITORY, text) for path, text in texts.items()}
    return texts | {plugin.path: as_yaml(definition(plugin)) for plugin in HUB_PLUGINS}


def differing() -> list[Path]:
    """The files whose settings differ from the code."""
    return [path for path, text in wanted().items() if text != _text_of(path)]


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def write() -> list[Path]:
    """Write the files that differ and name them."""
    texts = wanted()
    changed = differing()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
    return changed


def main(arguments: Sequence[str]) -> int:
    """Compare or write; 1 when the comparison finds a difference."""
    writing = "--write" in arguments
    action: Callable[[], list[Path]] = write if writing else differing
    changed = action()
    for path in changed:
        print(f"{'written' if writing else 'differs'}: {path.relative_to(ROOT)}")
    return int(bool(changed) and not writing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
