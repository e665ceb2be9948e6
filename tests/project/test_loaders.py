"""The guide to loaders speaks of today's columns and of the versions that are pinned."""

from __future__ import annotations

import pytest

from tests.demo.meltano import ROOT
from tests.loaders.table import BEGIN, END, KINDS, LOADERS, PAGE, Loader, header

PINS = [ROOT / "meltano.yml", *(ROOT / "warehouses").glob("*.yml")]


def rows() -> list[list[str]]:
    """The cells of the table."""
    table = PAGE.read_text().split(BEGIN)[1].split(END)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_every_kind_was_asked_of_every_loader() -> None:
    """Another loader or kind: `python -m tests.loaders` writes the table anew."""
    first, _, *others = rows()

    assert first == ["column", *header()]
    assert [cells[0] for cells in others] == list(KINDS)
    assert all(len(cells) == len(first) and all(cells) for cells in others)


def test_a_decimal_is_one_where_loaders_know_it() -> None:
    """With its two lengths: without them Snowflake would drop the cents."""
    (decimal,) = (cells for cells in rows() if cells[0] == "decimal")

    assert decimal[1:3] == ["`decimal(38, 6)`"] * 2


@pytest.mark.parametrize("loader", LOADERS[:3], ids=lambda loader: loader.name)
def test_the_loaders_asked_are_those_that_the_project_pins(loader: Loader) -> None:
    """Meltano installs the very version whose types the guide names."""
    assert any(loader.requirements.split()[0] in pins.read_text() for pins in PINS)
