// Builds what pages load: `npm ci && npm run build` in this folder. README.md says when.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const BUILT = new URL("../jupyter/voila/templates/campus5g/static/built/", import.meta.url);
const PACKAGE = /.*node_modules\/(?:@[^/]+\/)?[^/]+/;

// A test computes it, too: what is served must have been built from these files.
function sourcesHash() {
  const files = readdirSync(".", { withFileTypes: true }).filter((each) => each.isFile());
  const hash = createHash("sha256");
  for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(readFileSync(name));
  }
  return hash.digest("hex");
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, "utf-8").trim());
  return [`${name} ${version}: ${license}`, ...texts].join("\n\n");
}

const { metafile } = await build({
  entryPoints: { front_end: "main.js", widgets: "widgets.css" },
  outdir: BUILT.pathname,
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  legalComments: "none",
  inject: ["define.js"],
  alias: { "sanitize-html": "./sanitize_html.js" },
  banner: { js: `// Licences: licences.txt. Built from the sources ${sourcesHash()}.` },
});
const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
const folders = bundled
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .flatMap(([name]) => name.match(PACKAGE) ?? [])
  .filter((folder) => existsSync(`${folder}/package.json`));
const licences = [...new Set(folders)].sort().map(licenceOf);
writeFileSync(new URL("licences.txt", BUILT), `${licences.join(`\n\n${"-".repeat(72)}\n\n`)}\n`);
