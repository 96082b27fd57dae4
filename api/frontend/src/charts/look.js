// Colours and type of the charts: those of style.css, as they are in the theme that is shown now.

const SERIES = 8;

/** A named colour as rgb(): the browser works light-dark() out. */
function colourOf(probe, name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export function look() {
  const probe = document.body.appendChild(document.createElement("span"));
  const named = (name) => colourOf(probe, name);
  const names = ["paper", "surface", "sunken", "line", "line-strong", "ink", "muted", "accent", "accent-strong", "accent-soft"];
  const found = Object.fromEntries(names.map((name) => [name.replace(/-(.)/, (_, letter) => letter.toUpperCase()), named(name)]));
  found.series = Array.from({ length: SERIES }, (_, place) => named(`series-${place + 1}`));
  found.font = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return found;
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = (element) => element.clientWidth < 480;

/** What all charts have in common. Tooltips are drawn on the canvas: as HTML they would need style attributes. */
export function base({ ink, muted, line, surface, font }) {
  return {
    animation: !calm(),
    animationDuration: 300,
    textStyle: { fontFamily: font, fontSize: 12, color: muted },
    tooltip: {
      renderMode: "richText",
      backgroundColor: surface,
      borderColor: line,
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { color: ink, fontSize: 13, fontFamily: font, lineHeight: 20 },
      confine: true,
    },
  };
}

/** An axis of names: no line, no ticks. */
export const nameAxis = ({ ink }, names, width) => ({
  type: "category",
  data: names,
  inverse: true,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: ink, fontSize: 12, width, overflow: "truncate", ellipsis: "…", interval: 0 },
});

/** An axis of numbers: faint lines alone. */
export const numberAxis = ({ muted, line }, format, more = {}) => ({
  type: "value",
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: line } },
  axisLabel: { color: muted, fontSize: 12, formatter: format, hideOverlap: true },
  ...more,
});
