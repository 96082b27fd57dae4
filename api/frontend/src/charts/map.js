// Towns as circles on the outlines of countries; no tiles, and no other host.
import { feature } from "topojson-client";
import { echarts } from "./echarts.js";
import { base } from "./look.js";

const SMALLEST = 7;
/** Degrees around the towns, and at least so many from edge to edge. */
const MARGIN = 0.14;
const LEAST = 7;
let loaded;

/** The outlines, once a page. */
export async function loadWorld(address) {
  loaded ??= fetch(address).then((answer) => answer.json());
  const world = await loaded;
  if (!echarts.getMap("world")) echarts.registerMap("world", feature(world, world.objects.countries));
}

export function map(table, look, element) {
  const [town, country, postings, latitude, longitude] = ["town", "country", "postings", "latitude", "longitude"].map(
    (name) => table.columns.findIndex((column) => column.name === name),
  );
  const placed = table.rows.filter(({ values }) => values[latitude] !== null);
  const part = frame(placed.map(({ values }) => [values[longitude], values[latitude]]), element);
  const largest = Math.min(44, element.clientWidth / 14);
  const most = Math.max(1, ...placed.map(({ values }) => values[postings]));
  const countries = [...new Set(table.rows.map(({ values }) => values[country]))];
  return {
    ...base(look),
    tooltip: { ...base(look).tooltip, formatter: ({ data }) => (data ? `${data.name}  ${data.value[2]} postings` : "") },
    geo: {
      map: "world",
      silent: true,
      ...part,
      itemStyle: { areaColor: look.sunken, borderColor: look.lineStrong, borderWidth: 0.5 },
      regions: countries.map((name) => ({ name, itemStyle: { areaColor: look.accentSoft, borderColor: look.accent, borderWidth: 0.75 } })),
    },
    series: [{
      type: "scatter",
      name: "Postings",
      coordinateSystem: "geo",
      symbolSize: ([, , number]) => SMALLEST + (largest - SMALLEST) * Math.sqrt(number / most),
      itemStyle: { color: look.accent, opacity: 0.72, borderColor: look.surface, borderWidth: 1 },
      label: { show: true, distance: 4, color: look.ink, fontSize: 12, textBorderColor: look.surface, textBorderWidth: 3, formatter: ({ data }) => data.name },
      labelLayout: { hideOverlap: true },
      emphasis: { itemStyle: { opacity: 1 } },
      data: placed.map(({ values }) => ({
        name: values[town],
        value: [values[longitude], values[latitude], values[postings]],
        label: { position: isEast(values[longitude], part.boundingCoords) ? "left" : "right" },
      })),
    }],
  };
}

/** The part of the world that holds all points, in the shape of the element, with degrees as long as they are there. */
function frame(points, element) {
  if (!points.length) return { boundingCoords: [[-170, 78], [180, -56]], left: 0, right: 0, top: 0, bottom: 0 };
  const [longitudes, latitudes] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const aspect = Math.cos((Math.min(Math.abs(middle), 75) * Math.PI) / 180);
  const [west, east] = widened(Math.min(...longitudes), Math.max(...longitudes));
  const [south, north] = widened(Math.min(...latitudes), Math.max(...latitudes));
  const shape = element.clientWidth / element.clientHeight;
  const wide = Math.max(east - west, ((north - south) * shape) / aspect);
  const high = Math.max(north - south, ((east - west) * aspect) / shape);
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  return {
    aspectScale: aspect,
    boundingCoords: [[x - wide / 2, Math.min(85, y + high / 2)], [x + wide / 2, Math.max(-85, y - high / 2)]],
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
  };
}

/** Whether a name to the right would leave the map. */
const isEast = (longitude, [[west], [east]]) => (longitude - west) / (east - west) > 0.75;

function widened(low, high) {
  const more = Math.max((high - low) * MARGIN, (LEAST - (high - low)) / 2);
  return [low - more, high + more];
}
