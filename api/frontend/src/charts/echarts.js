// The parts of ECharts that the pages use; the rest stays out of the bundle.
import "echarts-wordcloud";
import { BarChart, CustomChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  CustomChart,
  GeoComponent,
  GridComponent,
  LegendComponent,
  ScatterChart,
  TooltipComponent,
]);

export { echarts };
