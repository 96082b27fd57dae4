// Builds api/static/bundle/ from src/ and from the packages of package-lock.json.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

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
writeFileSync(`${bundle}/SOURCE`, `${sourceHash()}\n`);

/** Names of the packages that are in the bundle. */
function packagesOf({ inputs }) {
  const found = Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set([...found.filter(Boolean), "@fontsource-variable/inter"])].sort();
}

/** Each package's name, version and licence in full. */
function licences(packages) {
  return packages.map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
    const texts = readdirSync(folder).filter((file) => /^(licen[sc]e|notice)/i.test(file)).sort();
    const said = texts.map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
    return [`${name} ${version} (${license})`, ...said].join("\n\n");
  }).join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

/** Of all that the bundle is made from; tests/test_pages_bundle.py computes the same. */
function sourceHash() {
  const hash = createHash("sha256");
  const files = ["build.js", "package-lock.json", ...readdirSync("src").sort().map((name) => `src/${name}`)];
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}
