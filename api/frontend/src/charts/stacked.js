// Bars over time, a series a board.
import { base, narrow, numberAxis } from "./look.js";
import { whole } from "./numbers.js";

export function stacked(table, look, element) {
  const [, ...boards] = table.columns.map((column) => column.heading);
  const dates = table.rows.map((row) => row.values[0]);
  const shown = table.rows.map((row) => row.shown[0]);
  return {
    ...base(look),
    color: look.series,
    grid: { left: 4, right: 4, top: 12, bottom: 40, containLabel: true },
    legend: {
      type: "scroll",
      bottom: 0,
      left: 0,
      icon: "roundRect",
      itemWidth: 12,
      itemHeight: 12,
      itemGap: 16,
      textStyle: { color: look.ink, fontSize: 12 },
      pageTextStyle: { color: look.muted },
      pageIconColor: look.ink,
      pageIconInactiveColor: look.line,
    },
    tooltip: { ...base(look).tooltip, trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: look.ink, opacity: 0.06 } }, formatter: (points) => told(points, shown) },
    xAxis: {
      type: "category",
      data: dates,
      z: 3, // above the edges of bars without height
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { color: look.muted, fontSize: 12, hideOverlap: true, interval: every(dates.length, narrow(element) ? 4 : 10), formatter: dayAndMonth },
    },
    yAxis: numberAxis(look, whole, { splitNumber: 4 }),
    series: boards.map((name, place) => ({
      type: "bar",
      name,
      stack: "all",
      barCategoryGap: "28%",
      barMaxWidth: 36,
      itemStyle: { borderColor: look.surface, borderWidth: dates.length > 40 ? 0.5 : 1 },
      emphasis: { focus: "series" },
      data: table.rows.map((row) => row.values[place + 1]),
    })),
  };
}

const every = (count, most) => Math.max(0, Math.ceil(count / most) - 1);
const dayAndMonth = (date) => new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function told(points, shown) {
  const total = points.reduce((sum, point) => sum + point.value, 0);
  const lines = points.filter((point) => point.value).map((point) => `${point.marker} ${point.seriesName}  ${point.value}`);
  return [shown[points[0].dataIndex], ...lines, ...(lines.length > 1 ? [`Together  ${total}`] : [])].join("\n");
}
