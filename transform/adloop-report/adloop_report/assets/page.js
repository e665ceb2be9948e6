// The page follows the reader's choice: one currency, an advertiser or all, from a day to a day.

const page = JSON.parse(document.getElementById("page").textContent);
const WITHOUT_CENTS = new Set(page.without_cents);
const STATUSES = page.statuses;
const datasets = makeDatasets(page.datasets);
const choice = { ...page.choice };
let worked = new Map();

function rowsOf(name) {
  if (!worked.has(name)) {
    const view = page.views[name];
    worked.set(name, evaluate(view, datasets[view.dataset], choice, page.names));
  }
  return worked.get(name);
}

function childrenOf(view, parent) {
  return evaluate(view, datasets[view.dataset], choice, page.names, parent);
}

function totalsOf(name, wanted) {
  const view = { ...page.views[name], group: [] };
  return evaluate(view, datasets[view.dataset], wanted, page.names)[0];
}

function totalOf(chart, name) {
  if (!chart.split) {
    const { view, column } = chart.series.find((one) => one.label === name);
    return totalsOf(view, choice)?.texts[column] ?? null;
  }
  const [{ view, column }] = chart.series;
  const split = { ...page.views[view], group: [chart.split] };
  const rows = evaluate(split, datasets[split.dataset], choice, page.names);
  return rows.find((row) => row.texts[chart.split] === name)?.texts[column] ?? null;
}

function fillTiles() {
  const before = daysBefore();
  for (const tile of document.querySelectorAll("[data-tile]")) {
    const [view, column] = tile.dataset.tile.split(".");
    const now = totalsOf(view, choice);
    tile.querySelector(".figure").textContent = now?.texts[column] ?? NOTHING;
    const then = before && totalsOf(view, before);
    tile.querySelector(".change").textContent = change(now?.values[column], then?.values[column]);
  }
}

function dayOf(milliseconds) {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The days before the chosen ones, as many, where the page holds them. */
function daysBefore() {
  if (!choice.firstDay) return null;
  const [first, last] = [Date.parse(choice.firstDay), Date.parse(choice.lastDay)];
  const start = dayOf(first - (last - first) - DAY);
  if (start < page.choice.firstDay) return null;
  return { ...choice, firstDay: start, lastDay: dayOf(first - DAY) };
}

function change(now, then) {
  if (!now || !then || then.over === 0n) return "";
  const part = fraction(now.over * then.under - then.over * now.under, now.under * then.over);
  if (part.over > 10n * part.under) return "▲ over 1,000 % vs days before";
  const sign = part.over > 0n ? "▲ " : part.over < 0n ? "▼ " : "";
  return `${sign}${written(part, "percent", "").replace("-", "")} vs days before`;
}

function fillTables() {
  for (const table of document.querySelectorAll("table[data-view]")) {
    const view = page.views[table.dataset.view];
    const levels = (table.dataset.children ?? "").split(" ").filter(Boolean);
    fillTable(table, view, rowsOf(view.name), (row, figures) => {
      openedBy(row, figures, levels.map((name) => page.views[name]), childrenOf);
    });
  }
}

function followChoice() {
  worked = new Map();
  fillTiles();
  fillTables();
  const words = document.getElementById("chosen");
  const who = choice.advertiser ? page.names.advertisers[choice.advertiser] : "all advertisers";
  const when = choice.firstDay ? `${choice.firstDay} to ${choice.lastDay}` : "no days";
  words.textContent = `${choice.currency || "no currency"}, ${who}, ${when}`;
  for (const place of document.querySelectorAll(".currency")) place.textContent = choice.currency;
  return drawCharts(page.charts, rowsOf, totalOf);
}

function offerAdvertisers() {
  const select = document.getElementById("advertiser");
  const offered = page.advertisers.filter((one) => one.currency === choice.currency);
  if (!offered.some((one) => one.advertiser_id === choice.advertiser)) choice.advertiser = "";
  select.replaceChildren(new Option("All advertisers", ""));
  for (const one of offered) select.append(new Option(one.name, one.advertiser_id));
  select.value = choice.advertiser;
}

/** The choice as the end of the address, so that it can be kept and sent. */
const IN_ADDRESS = { currency: "currency", advertiser: "advertiser", from: "firstDay", to: "lastDay" };

function isDayOfPage(text) {
  const day = Date.parse(text);
  const isDay = !Number.isNaN(day) && dayOf(day) === text;
  return isDay && page.choice.firstDay <= text && text <= page.choice.lastDay;
}

function choiceInAddress() {
  const given = new URLSearchParams(window.location.hash.slice(1));
  const known = {
    currency: page.currencies.includes(given.get("currency")),
    advertiser: page.advertisers.some((one) => one.advertiser_id === given.get("advertiser")),
    from: isDayOfPage(given.get("from")),
    to: isDayOfPage(given.get("to")),
  };
  const named = Object.entries(IN_ADDRESS).filter(([name]) => known[name]);
  return Object.fromEntries(named.map(([name, key]) => [key, given.get(name)]));
}

function keepInAddress() {
  const named = Object.entries(IN_ADDRESS).filter(([, key]) => choice[key] !== page.choice[key]);
  const hash = new URLSearchParams(named.map(([name, key]) => [name, choice[key]])).toString();
  const [address] = window.location.href.split("#");
  window.history.replaceState(null, "", hash ? `${address}#${hash}` : address);
}

function choose(changes) {
  const wanted = { ...choice, ...changes };
  if (wanted.firstDay > wanted.lastDay) {
    [wanted.firstDay, wanted.lastDay] = [wanted.lastDay, wanted.firstDay];
  }
  Object.assign(choice, wanted);
  offerAdvertisers();
  keepInAddress();
  document.getElementById("currency").value = choice.currency;
  document.getElementById("first-day").value = choice.firstDay;
  document.getElementById("last-day").value = choice.lastDay;
  return followChoice();
}

function lastDays(count) {
  const last = page.choice.lastDay;
  if (!last) return {};
  const first = dayOf(Date.parse(last) - (count - 1) * DAY);
  return { firstDay: first > page.choice.firstDay ? first : page.choice.firstDay, lastDay: last };
}

function listen() {
  const on = (id, change) =>
    document.getElementById(id).addEventListener("change", (event) => choose(change(event.target.value)));
  on("currency", (currency) => ({ currency }));
  on("advertiser", (advertiser) => ({ advertiser }));
  on("first-day", (day) => ({ firstDay: day || page.choice.firstDay }));
  on("last-day", (day) => ({ lastDay: day || page.choice.lastDay }));
  for (const button of document.querySelectorAll("[data-days]")) {
    button.addEventListener("click", () => choose(lastDays(Number(button.dataset.days))));
  }
  document.getElementById("all").addEventListener("click", () => choose({ ...page.choice }));
  for (const button of document.querySelectorAll("[data-csv]")) {
    const view = page.views[button.dataset.csv];
    button.addEventListener("click", () => download(`${view.name}.csv`, asCsv(view, rowsOf(view.name))));
  }
  document.getElementById("theme").addEventListener("click", changeTheme);
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

function changeTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
}

listen();
choose(choiceInAddress()).then(() => document.documentElement.setAttribute("data-ready", "true"));
