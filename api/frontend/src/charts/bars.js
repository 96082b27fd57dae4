// Horizontal bars, a name each, its number behind it.
import { base, nameAxis } from "./look.js";
import { labelWidth } from "./ranges.js";

export function bars(table, look, element) {
  return {
    ...base(look),
    grid: { left: 0, right: 44, top: 0, bottom: 0, containLabel: true },
    tooltip: { ...base(look).tooltip, formatter: ({ name, value }) => `${name}  ${value} postings` },
    xAxis: { type: "value", show: false },
    yAxis: nameAxis(look, table.rows.map((row) => row.shown[0]), labelWidth(element)),
    series: [{
      type: "bar",
      name: table.columns[1].heading,
      barWidth: "62%",
      itemStyle: { color: look.accent, borderRadius: [0, 3, 3, 0] },
      label: { show: true, position: "right", color: look.muted, fontSize: 12, formatter: ({ dataIndex }) => table.rows[dataIndex].shown[1] },
      data: table.rows.map((row) => row.values[1]),
    }],
  };
}
