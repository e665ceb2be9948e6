"""Reads a page as a person without a mouse would: headings, tables, hints, figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "input", "link", "br", "img"}
_HEADS = {f"h{level}" for level in range(1, 7)}


@dataclass
class Table:
    """A table: its caption, its head, and the texts of its rows."""

    caption: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    scopes: list[str | None] = field(default_factory=list)

    def column(self, label: str) -> list[str]:
        """The texts of a column."""
        return [row[self.head.index(label)] for row in self.rows]

    def row(self, first: str) -> dict[str, str]:
        """The row whose first cell is this."""
        found = next(row for row in self.rows if row[0] == first)
        return dict(zip(self.head, found, strict=True))


class PageReader(HTMLParser):
    """The page's parts, by what they are for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, Table] = {}
        self.tiles: dict[str, str] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.hints: list[str] = []
        self.sentences: dict[str, str] = {}
        self.data = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._table = Table()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.elements.append((tag, own))
        if tag in _VOID:
            return
        self._open.append((tag, own))
        if tag == "table":
            self._table = self.tables.setdefault(str(own.get("data-view")), Table())
        if tag == "tr" and self._inside("tbody"):
            self._table.rows.append([])
        if tag in {"td", "th"}:
            self._table.scopes += [own.get("scope")] if tag == "th" else []
            (self._table.rows[-1] if self._inside("tbody") else self._table.head).append("")
        if tag in _HEADS:
            self.headings.append("")
        if own.get("class") == "hint":
            self.hints.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if not tags or tags[-1] == "style":
            return
        if tags[-1] == "script":
            self.data += data if self._open[-1][1].get("id") == "page" else ""
        elif "caption" in tags:
            self._table.caption += data
        elif "tbody" in tags and {"td", "th"} & set(tags):
            self._table.rows[-1][-1] += data
        elif "thead" in tags and "th" in tags:
            self._table.head[-1] += data
        elif _HEADS & set(tags):
            self.headings[-1] += data
        self._read_marked(data)

    def _read_marked(self, data: str) -> None:
        classes = [str(own.get("class")) for _, own in self._open]
        if "hint" in classes:
            self.hints[-1] += data
        if "figure" in classes:
            tile = next(own["data-tile"] for _, own in self._open if "data-tile" in own)
            self.tiles[str(tile)] = data
        if "says" in classes:
            chart = next(own["data-chart"] for _, own in self._open if "data-chart" in own)
            self.sentences[str(chart)] = data

    def _inside(self, tag: str) -> bool:
        return any(one == tag for one, _ in self._open)
