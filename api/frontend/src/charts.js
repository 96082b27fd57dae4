// Draws each chart of the page from its table, and again when the theme or the size has changed.
import { bars } from "./charts/bars.js";
import { cloud } from "./charts/cloud.js";
import { echarts } from "./charts/echarts.js";
import { look } from "./charts/look.js";
import { loadWorld, map } from "./charts/map.js";
import { ranges } from "./charts/ranges.js";
import { stacked } from "./charts/stacked.js";
import { readTable } from "./charts/table.js";

const KINDS = { bars, cloud, map, ranges, stacked };
const drawn = new Map();
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => resized(target)));

async function draw(element) {
  if (element.dataset.chart === "map") await loadWorld(element.dataset.world);
  if (!element.isConnected || !element.clientWidth) return;
  const known = drawn.get(element);
  const table = known?.table ?? readTable(document.getElementById(element.dataset.table).querySelector("table"));
  const chart = reused(known, element) ?? started(element, table);
  drawn.set(element, { chart, table, width: element.clientWidth });
  chart.setOption(KINDS[element.dataset.chart](table, look(), element), true);
  element.dataset.drawn = "";
}

/** The chart that is there; a cloud begins anew, since one that still places its words would go on between the new ones. */
function reused(known, element) {
  if (element.dataset.chart !== "cloud") return known?.chart;
  known?.chart.dispose();
  return undefined;
}

function started(element, table) {
  const chart = echarts.init(element);
  element.chart = chart;
  chart.on("click", ({ dataIndex }) => follow(table.rows[dataIndex]?.link, element));
  return chart;
}

/** A bar leads where its row in the table leads. */
function follow(link, element) {
  if (link && element.dataset.chart !== "map") location.assign(link);
}

function resized(element) {
  const known = drawn.get(element);
  if (!known) return draw(element);
  if (!element.clientWidth || element.clientWidth === known.width) return undefined;
  known.chart.resize();
  return draw(element);
}

function install(root) {
  for (const element of root.querySelectorAll("[data-chart]")) sizes.observe(element);
}

function forget() {
  for (const [element, { chart }] of drawn) {
    if (element.isConnected) continue;
    chart.dispose();
    sizes.unobserve(element);
    drawn.delete(element);
  }
}

document.addEventListener("themechange", () => drawn.forEach((_, element) => draw(element)));
document.addEventListener("htmx:afterSettle", ({ target }) => {
  forget();
  install(target);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-table-toggle]");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  const table = document.getElementById(button.getAttribute("aria-controls"));
  table.classList.toggle("shown", open);
  document.querySelector(`[data-table="${table.id}"]`).hidden = open;
});
document.fonts.ready.then(() => install(document));
