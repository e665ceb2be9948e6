// Figures → rows of a table, and files for spreadsheets. Names are other people's text: they become
// text nodes and never markup.

const MOST_ROWS_SHOWN = 200;

function element(tag, { className = "", text = null, attributes = {} } = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function isNumber(kind) {
  return ["count", "money", "ratio", "percent"].includes(kind);
}

function statusBadge(text) {
  const { tone, sign, words } = STATUSES[text] ?? { tone: "plain", sign: "", words: text };
  const badge = element("span", { className: `badge ${tone}` });
  if (sign) badge.append(element("span", { text: sign + " ", attributes: { "aria-hidden": "true" } }));
  badge.append(words);
  return badge;
}

function cellOf(column, text, isFirst) {
  const cell = element(isFirst ? "th" : "td", {
    className: isNumber(column.kind) ? "number" : column.kind,
    attributes: isFirst ? { scope: "row" } : {},
  });
  if (column.kind === "status" && text !== NOTHING) cell.append(statusBadge(text));
  else cell.append(["text", "sentence"].includes(column.kind) ? element("bdi", { text }) : text);
  return cell;
}

function rowOf(view, figures) {
  const row = element("tr");
  view.columns.forEach((column, place) => {
    row.append(cellOf(column, figures.texts[column.key], place === 0));
  });
  return row;
}

/** Fill a table; says below it how many rows there are more than are shown. */
function fillTable(table, view, rows, decorate = () => {}) {
  const body = table.tBodies[0];
  body.replaceChildren();
  for (const figures of rows.slice(0, MOST_ROWS_SHOWN)) {
    const row = rowOf(view, figures);
    body.append(row);
    decorate(row, figures);
  }
  if (!rows.length) {
    const empty = element("td", { className: "empty", text: view.when_empty });
    empty.colSpan = view.columns.length;
    body.append(element("tr"));
    body.rows[0].append(empty);
  }
  const more = table.closest("[data-table]").querySelector(".more");
  more.hidden = rows.length <= MOST_ROWS_SHOWN;
  more.textContent =
    `The first ${MOST_ROWS_SHOWN} of ${rows.length.toLocaleString("en")} rows are shown; ` +
    "the file (CSV) holds all of them.";
}

/** Let the rows of a table open those of the next levels, worked out when they are asked for. */
function openedBy(row, figures, levels, rowsOf) {
  const key = figures.keys[figures.keys.length - 1];
  const [view, ...deeper] = levels;
  if (!view || !datasets[view.dataset].parents.has(key)) return;
  const children = [];
  const button = element("button", {
    className: "open",
    attributes: { type: "button", "aria-expanded": "false" },
  });
  const name = row.cells[0].textContent;
  button.setAttribute("aria-label", `${view.caption}: ${name}`);
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) return close(children.splice(0));
    let below = row;
    for (const found of rowsOf(view, key)) {
      const child = rowOf(view, found);
      child.className = `level-${view.name}`;
      for (const spare of missingCells(row, child)) child.append(spare);
      below.after(child);
      below = child;
      children.push(child);
      openedBy(child, found, deeper, rowsOf);
    }
    return undefined;
  });
  row.cells[0].prepend(button);
  row.closeChildren = () => close(children.splice(0));
}

function close(rows) {
  for (const row of rows) {
    row.closeChildren?.();
    row.remove();
  }
}

function missingCells(row, child) {
  return Array.from({ length: row.cells.length - child.cells.length }, () => element("td"));
}

/** Comma-separated values: ids first, figures without separators, and no cell that is a formula. */
function asCsv(view, rows) {
  const shown = new Set(view.columns.filter((one) => one.how === "group").map((one) => one.of[0]));
  const keys = view.group.map((name, place) => ({ name, place })).filter(({ name }) => !shown.has(name));
  const head = [...keys.map(({ name }) => name), ...view.columns.map((column) => column.label)];
  const lines = rows.map((row) => [
    ...keys.map(({ place }) => csvCell(row.keys[place] ?? "")),
    ...view.columns.map((column) => csvFigure(row.values[column.key], column.kind)),
  ]);
  return [head.map(csvCell), ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
}

function csvFigure(value, kind) {
  if (value === null) return "";
  if (typeof value === "string") return csvCell(value);
  return ["money", "count"].includes(kind) ? exactly(value, 0, "") : rounded(value, 6, "");
}

function csvCell(text) {
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? "'" + text : String(text);
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function download(name, text) {
  // The mark at the start tells spreadsheets that it is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { attributes: { href: address, download: name } });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
