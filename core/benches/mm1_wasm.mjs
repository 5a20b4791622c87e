// M/M/1 at 80 % load in the engine as WebAssembly, for benches/engine.rs.
//
//     node mm1_wasm.mjs GLUE OPERATIONS SEED
//
// GLUE is the module that wasm-bindgen wrote for Node. Prints: operations, trace entries, mean sojourn in
// milliseconds, seconds of the run alone. One run goes before, so that the optimising compiler is done.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [glue, operations, seed] = process.argv.slice(2);
const { Engine } = createRequire(import.meta.url)(glue);
const file = readFileSync(new URL("../tests/oracles/P1.json", import.meta.url), "utf8");

new Engine(file, Number(operations)).run(Number(seed) + 1000);
const engine = new Engine(file, Number(operations));
const begun = process.hrtime.bigint();
const records = engine.run(Number(seed));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
console.log(operations, records, engine.sojourn_ms(), seconds);
