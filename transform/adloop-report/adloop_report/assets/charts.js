// Figures → rows of a chart, and a sentence that says what it shows.

const DAY = 86400000;

function atOf(chart, value) {
  if (chart.kind === "days") return Date.parse(value + "T00:00:00Z");
  return chart.kind === "numbers" ? drawn(value) : value;
}

function writtenAt(value) {
  return typeof value === "string" ? value : written(value, "count", "");
}

function order(one, other) {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compare(one, other);
}

/** The rows that a chart draws; a day without a value draws nothing. */
function chartRows(chart, rowsOf) {
  return chart.series.flatMap((series) => {
    const view = page.views[series.view];
    // What has no place in the order (orders of no campaign spend nothing) is no bar.
    const all = rowsOf(series.view).filter((row) => row.values[view.order] !== null);
    const rows = chart.most ? all.slice(0, chart.most) : [...all];
    if (chart.kind !== "bars") rows.sort((one, other) => order(one.values[chart.x], other.values[chart.x]));
    return rows.flatMap((row, place) => {
      const [at, value] = [row.values[chart.x], row.values[series.column]];
      if (value === null || at === null) return [];
      const [where, text] = [writtenAt(at), row.texts[series.column]];
      const name = chart.split ? row.texts[chart.split] : series.label;
      return {
        x: atOf(chart, at),
        where,
        series: name,
        value: drawn(value),
        text,
        said: `${where}, ${name}: ${text}`,
        exact: value,
        place,
      };
    });
  });
}

/** One sentence per series: all of it, and its highest point. */
function sentences(chart, rows, totalOf) {
  const names = [...new Set(rows.map((row) => row.series))];
  return names.map((name) => {
    const own = rows.filter((row) => row.series === name);
    const top = own.reduce((one, other) => (compare(one.exact, other.exact) < 0 ? other : one));
    if (chart.kind === "bars" && chart.series.length === 1) {
      return own.map((row) => `${row.where}: ${row.text}`).join("; ") + ".";
    }
    if (chart.kind === "numbers") {
      const [first, last] = [own[0], own[own.length - 1]];
      return `${name}: ${first.text} after ${first.where} days, ${last.text} after ${last.where}.`;
    }
    // Bars stand for some of the rows only: what they add up to says nothing.
    const total = chart.kind === "bars" ? null : totalOf(chart, name);
    if (top.exact.over === 0n) return `${name}: ${top.text}.`;
    const all = total === null ? "" : `${total} ${isRatio(chart, name) ? "overall" : "in all"}, `;
    return `${name}: ${all}highest ${chart.kind === "days" ? "on" : "for"} ${top.where} (${top.text}).`;
  });
}

function isRatio(chart, name) {
  const series = chart.series.find((one) => one.label === name) ?? chart.series[0];
  const column = page.views[series.view].columns.find((one) => one.key === series.column);
  return column.how === "ratio";
}

/** The rows with a break in a line wherever days are missing between two of its points. */
function withBreaks(chart, rows) {
  if (chart.kind !== "days") return rows;
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    const isGap = before?.series === row.series && row.x - before.x > DAY;
    return isGap ? [{ ...row, x: before.x + DAY, value: null }, row] : [row];
  });
}

async function drawCharts(charts, rowsOf, totalOf) {
  for (const chart of charts) {
    const figure = document.querySelector(`[data-chart="${chart.name}"]`);
    const rows = chartRows(chart, rowsOf);
    figure.querySelector(".says").textContent = rows.length
      ? sentences(chart, rows, totalOf).join(" ")
      : "Nothing to draw in this choice.";
    figure.querySelector(".drawing").hidden = !rows.length;
    if (rows.length) await drawChart(chart, figure.querySelector(".drawing"), rows);
  }
}

const BAR = 22;
const SPACE = 12;

/** The height of a chart: bars have theirs, however many there are. */
function heightOf(chart, rows) {
  if (chart.kind !== "bars") return chart.spec.height;
  return new Set(rows.map((row) => row.x)).size * (BAR * chart.series.length + SPACE);
}

/** The signs of series that are a column's values: the same ones, whatever the reader chooses. */
function fixSeries(chart, spec) {
  if (!chart.split) return;
  const { cellOf, count } = datasets[page.views[chart.series[0].view].dataset];
  const names = Array.from({ length: count }, (_, row) => cellOf(row, chart.split));
  const domain = [...new Set(names)].sort();
  for (const { encoding } of spec.layer) {
    for (const channel of [encoding.color, encoding.strokeDash].filter(Boolean)) {
      channel.scale = { ...channel.scale, domain };
    }
  }
}

async function drawChart(chart, place, rows) {
  const drawnRows = withBreaks(chart, rows).map(({ exact, ...row }) => row);
  const height = heightOf(chart, rows);
  if (chart.view) {
    await chart.view.data("rows", drawnRows).height(height).resize().runAsync();
    return;
  }
  const spec = { ...chart.spec, height, datasets: { rows: drawnRows } };
  fixSeries(chart, spec);
  // On a phone names take less of the room.
  const labelLimit = Math.max(90, Math.min(190, place.clientWidth * 0.3));
  spec.config = { ...spec.config, axisY: { labelLimit } };
  // `ast`: no code is made of text, which the page's security policy would refuse.
  const options = { actions: false, renderer: "svg", ast: true, tooltip: { theme: "adloop" } };
  chart.view = (await window.vegaEmbed(place, spec, options)).view;
}
