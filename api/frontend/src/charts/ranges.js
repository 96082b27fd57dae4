// Percentiles, a row a name: a line from the 10th to the 90th, a bar over the middle half, a dot at the median.
import { base, nameAxis, narrow, numberAxis } from "./look.js";
import { daysOf, moneyOf } from "./numbers.js";

const THICK = 10;

export function ranges(table, look, element) {
  const format = element.dataset.currency ? moneyOf(element.dataset.currency) : daysOf;
  const parts = ["p10", "p25", "median", "p75", "p90"].map((name) => table.columns.findIndex((column) => column.name === name));
  const rows = table.rows.map((row, place) => [place, ...parts.map((part) => row.values[part])]);
  return {
    ...base(look),
    grid: { left: 0, right: 20, top: 4, bottom: 4, containLabel: true },
    tooltip: { ...base(look).tooltip, formatter: ({ dataIndex }) => told(table, dataIndex, parts) },
    xAxis: numberAxis(look, format, { scale: true, splitNumber: narrow(element) ? 3 : 6 }),
    yAxis: nameAxis(look, table.rows.map((row) => row.shown[0]), labelWidth(element)),
    series: [{
      type: "custom",
      name: "percentiles",
      data: rows,
      encode: { y: 0, x: [1, 2, 3, 4, 5] },
      renderItem: (_, api) => drawn(api, look),
    }],
  };
}

export const labelWidth = (element) => (narrow(element) ? 128 : Math.min(220, element.clientWidth * 0.36));

function drawn(api, look) {
  const y = api.coord([0, api.value(0)])[1];
  const [p10, p25, median, p75, p90] = [1, 2, 3, 4, 5].map((part) => api.coord([api.value(part), 0])[0]);
  const bar = { x: p25, y: y - THICK / 2, width: Math.max(p75 - p25, 2), height: THICK, r: THICK / 2 };
  return {
    type: "group",
    children: [
      { type: "line", shape: { x1: p10, y1: y, x2: p90, y2: y }, style: { stroke: look.accent, lineWidth: 2, opacity: 0.45 } },
      { type: "rect", shape: bar, style: { fill: look.accent, opacity: 0.75 } },
      { type: "circle", shape: { cx: median, cy: y, r: THICK / 2 + 1 }, style: { fill: look.surface, stroke: look.accent, lineWidth: 2.5 } },
    ],
  };
}

function told(table, place, parts) {
  const { shown } = table.rows[place];
  const lines = parts.map((part) => `${table.columns[part].heading}  ${shown[part]}`);
  return [shown[0], ...lines, `Postings  ${shown[1]}`].join("\n");
}
