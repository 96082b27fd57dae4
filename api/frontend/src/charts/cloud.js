// The words, the more frequent the larger.
import { base, narrow } from "./look.js";

export function cloud(table, look, element) {
  const counts = table.rows.map((row) => row.values[1]);
  const steps = [look.accentStrong, look.accent, look.series[1], look.muted];
  return {
    ...base(look),
    tooltip: { ...base(look).tooltip, formatter: ({ name, value }) => `${name}  ${value} postings` },
    series: [{
      type: "wordCloud",
      width: "100%",
      height: "100%",
      left: "center",
      top: "center",
      sizeRange: sizesFor(element, counts),
      rotationRange: [0, 0],
      gridSize: narrow(element) ? 6 : 10,
      shape: "square",
      shrinkToFit: true,
      shuffle: false, // the same words lie in the same places
      layoutAnimation: false,
      drawOutOfBound: false,
      textStyle: { fontFamily: look.font, fontWeight: 600 },
      emphasis: { textStyle: { color: look.ink } },
      data: table.rows.map((row, place) => ({
        name: row.shown[0],
        value: counts[place],
        textStyle: { color: steps[Math.min(steps.length - 1, Math.floor((place / counts.length) * 5))] },
      })),
    }],
  };
}

/** Pixels of the rarest and the most frequent word: few words are larger, so that the cloud fills its card. */
function sizesFor(element, counts) {
  const room = Math.sqrt((element.clientWidth * element.clientHeight) / Math.max(12, counts.length));
  return [Math.max(12, Math.min(16, room * 0.28)), Math.min(96, room * 1.6)];
}
