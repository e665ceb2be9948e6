"""Keeps docs/metrics.md as the definitions of the models' metrics have it.

python -m tests.project.metrics_page           tells whether it differs; exit code 1 then
python -m tests.project.metrics_page --write   writes it
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import yaml

from tests.project.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "metrics.md"
MODELS = ROOT / "transform" / "models"
META = frozenset({"formula", "additivity", "day", "tiktok", "unit"})
"""What each metric says of itself, below `config.meta`, beside label and description."""

INTRODUCTION = """# Metrics

Written by `make settings` from the definitions in `transform/models/` (`*__metrics.yml`), of which
dbt's documentation and semantic layer are made too.

- **Days** are the advertiser's own, cut in the time zone in `timezone`; columns that end
  in `_utc` are UTC days. TikTok's days cannot be shifted afterwards.
- **Currency**: every amount is in the currency of its row. Amounts are never added across
  currencies.
- **Adds up**: what is *additive* may be summed over objects of one level, days and advertisers of
  one currency. A *ratio of sums* is computed anew from the sums, never summed or averaged. What is
  *not additive* is true for its row alone.
- **Levels** (ad, ad group, campaign, advertiser) are TikTok's own sums each, and need not agree:
  `level_gaps` shows where. Never add rows of two levels.
- **Per cent** is written as TikTok writes it: 1.18 is 1.18 %.
- A ratio whose denominator is 0 is null.
"""
HEAD = (
    "| metric | what it is | formula | adds up | unit | counts on | TikTok's name |\n"
    "|---|---|---|---|---|---|---|\n"
)


def page() -> str:
    """The whole page."""
    descriptions = _descriptions()
    return INTRODUCTION + "".join(
        _section(file, descriptions) for file in _files() if file.get("metrics")
    )


def metrics() -> Iterator[dict[str, Any]]:
    """Every metric of the models, as its YAML has it."""
    for file in _files():
        yield from file.get("metrics") or ()


def _files() -> list[dict[str, Any]]:
    paths = sorted(MODELS.rglob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def _descriptions() -> dict[str, str]:
    """The texts of all `{% docs name %}` blocks."""
    block = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", re.DOTALL)
    texts = (path.read_text(encoding="utf-8") for path in sorted(MODELS.rglob("*.md")))
    return {name: " ".join(text.split()) for one in texts for name, text in block.findall(one)}


def _section(file: dict[str, Any], descriptions: dict[str, str]) -> str:
    (first, *_) = file["semantic_models"]
    meta = first["config"]["meta"]
    rows = "".join(_row(metric, descriptions) for metric in file["metrics"])
    rows += "".join(
        f"| `{name}` | {descriptions[name]} | as TikTok reports it | not additive | "
        f"{other['unit']} | day it happened | {_code(other['tiktok'])} |\n"
        for name, other in meta.get("not_additive", {}).items()
    )
    models = ", ".join(f"`{name}`" for name in meta["models"].split(", "))
    return f"\n## {meta['title']}\n\nIn {models}: {meta['grain']}.\n\n{HEAD}{rows}"


def _row(metric: dict[str, Any], descriptions: dict[str, str]) -> str:
    meta = metric["config"]["meta"]
    said = re.sub(
        r"{{ doc\('(\w+)'\) }}", lambda found: descriptions[found[1]], metric["description"]
    )
    cells = (
        f"`{metric['name']}`",
        said,
        _code(meta["formula"]),
        meta["additivity"],
        meta["unit"],
        meta["day"],
        _code(meta["tiktok"]),
    )
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    return "" if text == "none" else text if text == "sum" else f"`{text}`"


def main(arguments: list[str]) -> int:
    """Write the page, or tell whether it differs."""
    if "--write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    same = PAGE.read_text(encoding="utf-8") == page()
    print("docs/metrics.md is up to date" if same else "docs/metrics.md differs: make settings")
    return not same


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
