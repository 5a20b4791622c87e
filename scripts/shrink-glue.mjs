// Makes what wasm-bindgen wrote small: the glue is minified, and both it and the module lose what
// the page never calls. Leptos depends on a package that exports classes for streams; wasm-bindgen
// keeps every export, whether somebody imports it or not.
//
//     node scripts/shrink-glue.mjs GLUE.js MODULE.wasm

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { minify } from "terser";

const [glue, module] = process.argv.slice(2);

/** The glue without the exported classes: once they are private, terser sees that they are unused. */
function withoutClasses(script) {
  return script
    .replace(/^export class /gm, "class ")
    .replace(/^if \(Symbol\.dispose\) \w+\.prototype\[Symbol\.dispose\] = .*$/gm, "");
}

const { code } = await minify(withoutClasses(readFileSync(glue, "utf8")), {
  module: true,
  compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
});
writeFileSync(glue, code);

// Exports that the glue does not read go; wasm-opt then drops what only they had reached.
const kept = new Set([...code.matchAll(/\.([\w$]+)/g)].map(([, name]) => name));
const bytes = readFileSync(module);
const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes));
const parsed = binaryen.readBinary(bytes);
for (const { name } of exported) {
  if (!kept.has(name)) parsed.removeExport(name);
}
writeFileSync(module, parsed.emitBinary());
