// M/M/1 at 80 % load in the engine as WebAssembly, for benches/engine.rs.
//
//     node mm1_wasm.mjs GLUE OPERATIONS SEED
//
// GLUE is the module that wasm-bindgen wrote for Node. Prints: operations, trace entries, mean sojourn in
// milliseconds, seconds of the run alone. Runs go before, so that the optimising compiler is done and the memory
// is there: see engine.rs.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [glue, operations, seed] = process.argv.slice(2);
const { Engine } = createRequire(import.meta.url)(glue);
const file = readFileSync(new URL("../tests/oracles/P1.json", import.meta.url), "utf8");

const WARMING = 12;
for (let warming = 1; warming <= WARMING; warming += 1) {
  const before = new Engine(file, Number(operations));
  before.run(Number(seed) + 1000 * warming);
  before.free();
}
const engine = new Engine(file, Number(operations));
const begun = process.hrtime.bigint();
const records = engine.run(Number(seed));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
console.log(operations, records, engine.sojourn_ms(), seconds);
