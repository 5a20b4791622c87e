// Makes what trunk leaves as it was written small: the page with its styles and script, and the
// scenarios. Trunk could shrink the page too, but complains of glue that has been shrunk before.
//
//     node scripts/shrink-page.mjs dist

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "html-minifier-terser";

const dir = process.argv[2] ?? "dist";

const page = join(dir, "index.html");
const small = await minify(readFileSync(page, "utf8"), {
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
