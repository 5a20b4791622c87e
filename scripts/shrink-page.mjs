// Makes what trunk leaves as it was written small: the page with its styles and script, the texts and
// the scenarios. Trunk could shrink the page too, but complains of glue that has been shrunk before.
//
//     node scripts/shrink-page.mjs dist

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "html-minifier-terser";

const dir = process.argv[2] ?? "dist";

// The page knows the texts by the order of their names; a list is read as its entries with `|` between.
// Addresses that change with what they hold, so that no browser puts old texts into a new page.
const page = join(dir, "index.html");
let source = readFileSync(page, "utf8");
for (const name of readdirSync(join(dir, "text"))) {
  const file = join(dir, "text", name);
  const texts = JSON.parse(readFileSync(file, "utf8"));
  const names = Object.keys(texts).sort();
  const ordered = JSON.stringify(names.map((key) => (Array.isArray(texts[key]) ? texts[key].join("|") : texts[key])));
  writeFileSync(file, ordered);
  const version = createHash("sha256").update(names.join() + ordered).digest("hex").slice(0, 8);
  source = source.replace(`./text/${name}`, `./text/${name}?${version}`);
}

const small = await minify(source, {
  collapseWhitespace: true,
  removeComments: true,
  minifyCSS: true,
  minifyJS: true,
});
writeFileSync(page, small);

const scenarios = join(dir, "scenarios");
for (const name of readdirSync(scenarios)) {
  const file = join(scenarios, name);
  writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, "utf8"))));
}
