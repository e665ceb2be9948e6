// What the reader chose → the figures of a view: the same sums and ratios as figures.py, which
// writes the page, in whole numbers, because money is exact.

const NOTHING = "–";
const DECIMALS = 12;
const ONE = 10n ** BigInt(DECIMALS);

/** Decimals as text, or whole numbers → units of 10^-12; null stays null. */
function scaled(cell) {
  if (cell === null || cell === undefined) return null;
  const [whole, decimals = ""] = String(cell).replace("-", "").split(".");
  const units = BigInt(whole + decimals.padEnd(DECIMALS, "0"));
  return String(cell).startsWith("-") ? -units : units;
}

/** Datasets of the page by name: rows by column, and each column's numbers, read once. */
function makeDatasets(embedded) {
  return Object.fromEntries(
    Object.entries(embedded).map(([name, { columns, texts, rows: coded }]) => {
      const place = new Map(columns.map((column, index) => [column, index]));
      // Texts that come often stand in a list of their own, and in the rows is their place in it.
      const lists = columns.map((column) => texts[column]);
      const rows = coded.map((row) =>
        row.map((cell, index) => (lists[index] && cell !== null ? lists[index][cell] : cell)),
      );
      const numbers = new Map();
      const numbersOf = (column) => {
        if (!numbers.has(column)) {
          const index = place.get(column);
          numbers.set(column, rows.map((row) => scaled(row[index])));
        }
        return numbers.get(column);
      };
      const parents = new Set(place.has("parent_id") ? rows.map((row) => row[place.get("parent_id")]) : []);
      const cellOf = (row, column) => (place.has(column) ? rows[row][place.get(column)] : null);
      return [name, { count: rows.length, cellOf, numbersOf, parents }];
    }),
  );
}

function takes(dataset, row, choice) {
  const currency = dataset.cellOf(row, "currency");
  const advertiser = dataset.cellOf(row, "advertiser_id");
  const day = dataset.cellOf(row, "day");
  return (
    (!choice.currency || currency === null || currency === choice.currency) &&
    (!choice.advertiser || advertiser === null || advertiser === choice.advertiser) &&
    (day === null || !choice.firstDay || day >= choice.firstDay) &&
    (day === null || !choice.lastDay || day <= choice.lastDay)
  );
}

/** The rows of a view, in its order: { keys, values, texts }; `parent` keeps those of one parent. */
function evaluate(view, dataset, choice, names, parent = null) {
  const groups = new Map();
  for (let row = 0; row < dataset.count; row += 1) {
    if (!takes(dataset, row, choice)) continue;
    if (parent !== null && dataset.cellOf(row, "parent_id") !== parent) continue;
    const keys = view.group.map((key) => dataset.cellOf(row, key));
    const group = JSON.stringify(keys);
    if (!groups.has(group)) groups.set(group, { keys, rows: [] });
    groups.get(group).rows.push(row);
  }
  const found = [...groups.values()].map(({ keys, rows }) => {
    const values = {};
    const texts = {};
    for (const column of view.columns) {
      values[column.key] = valueOf(column, dataset, rows, names);
      texts[column.key] = written(values[column.key], column.kind, choice.currency);
    }
    return { keys, values, texts };
  });
  return inOrder(view, found);
}

function inOrder(view, rows) {
  const sign = view.is_descending ? -1 : 1;
  const known = rows.filter((row) => row.values[view.order] !== null);
  const unknown = rows.filter((row) => row.values[view.order] === null);
  known.sort((one, other) => sign * compare(one.values[view.order], other.values[view.order]));
  return [...known, ...unknown];
}

function compare(one, other) {
  if (typeof one === "string") return one < other ? -1 : Number(one > other);
  const difference = one.over * other.under - other.over * one.under;
  return difference < 0n ? -1 : Number(difference > 0n);
}

function valueOf(column, dataset, rows, names) {
  const [first, second] = column.of;
  const last = dataset.cellOf(rows[rows.length - 1], first);
  if (column.how === "group") {
    return typeof last === "number" ? fraction(scaled(last), ONE) : last;
  }
  if (column.how === "name") return last === null ? null : (names[second]?.[last] ?? last);
  if (column.how === "text") {
    const texts = rows.map((row) => dataset.cellOf(row, first)).filter((cell) => cell !== null);
    return texts.length ? String(texts[texts.length - 1]) : null;
  }
  return ofSums(column.how, column.of.map((key) => sum(dataset.numbersOf(key), rows)));
}

function ofSums(how, [first, second]) {
  if (how === "sum") return first === null ? null : fraction(first, ONE);
  if (first === null || second === null) return null;
  if (how === "difference") return fraction(first - second, ONE);
  return second === 0n ? null : fraction(first, second);
}

function sum(numbers, rows) {
  let total = null;
  for (const row of rows) {
    if (numbers[row] !== null) total = (total ?? 0n) + numbers[row];
  }
  return total;
}

function fraction(over, under) {
  return under < 0n ? { over: -over, under: -under } : { over, under };
}

/** As a float, for drawing only. */
function drawn(value) {
  return Number((value.over * 10n ** 9n) / value.under) / 1e9;
}

/** How a figure is written: money with all decimals it has, ratios rounded half up. */
function written(value, kind, currency, separator = ",") {
  if (value === null) return NOTHING;
  if (typeof value === "string") return value;
  if (kind === "money") return exactly(value, WITHOUT_CENTS.has(currency) ? 0 : 2, separator);
  if (kind === "count") return exactly(value, 0, separator);
  if (kind === "percent") {
    return rounded({ over: value.over * 100n, under: value.under }, 1, separator) + " %";
  }
  return rounded(value, 2, separator);
}

function exactly(value, least, separator) {
  for (let digits = least; digits <= DECIMALS; digits += 1) {
    if ((value.over * 10n ** BigInt(digits)) % value.under === 0n) {
      return rounded(value, digits, separator);
    }
  }
  return rounded(value, least, separator);
}

function rounded({ over, under }, digits, separator) {
  const size = over < 0n ? -over : over;
  const units = (2n * size * 10n ** BigInt(digits) + under) / (2n * under);
  const text = units.toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, separator);
  const sign = over < 0n && units ? "-" : "";
  return sign + whole + (digits ? "." + text.slice(-digits) : "");
}
