// Makes the glue that wasm-bindgen wrote small.
//
//     node scripts/shrink-glue.mjs GLUE.js

import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

const [glue] = process.argv.slice(2);
const { code } = await minify(readFileSync(glue, "utf8"), {
  module: true,
  compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
});
writeFileSync(glue, code);
