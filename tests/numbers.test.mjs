// Every number on the page is the command's number.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { compared, open, press, ROOT, settled } from "./browser.mjs";

const COMMAND = process.env.LOCKSTEP_COMMAND ?? `${ROOT}target/release/lockstep`;
const FOLDER = `${ROOT}assets/scenarios`;

async function command(file, ...options) {
  const run = promisify(execFile);
  const { stdout } = await run(COMMAND, ["run", `${FOLDER}/${file}`, "--format", "json", ...options], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}

const files = async () => (await readdir(FOLDER)).filter((name) => name.endsWith(".json")).sort();

const content = async (file) => JSON.parse(await readFile(`${FOLDER}/${file}`, "utf8"));

/** The rows of the page's list of measurements: id to cells, and the lanes' order. */
async function listed(opened) {
  await opened.locator("summary").first().click();
  await settled(opened);
  const rows = await opened.locator(".measurements tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
  );
  return new Map(rows.map(([id, , ...cells]) => [id, cells]));
}

/** Whether a cell says a number, rounded as the page rounds it. */
function says(cell, value) {
  if (value === null || value === undefined) return cell === "—";
  return Math.abs(Number(cell.replace("\u2212", "-")) - value) <= 0.000501;
}

/** The hashes of the traces that were read and kept: by scenario and lane. */
async function kept() {
  const lines = (await readFile(`${ROOT}core/tests/golden/hashes.txt`, "utf8")).split("\n");
  const golden = lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(" "));
  return new Map(golden.map(([scenario, lane, , hash]) => [`${scenario} ${lane}`, hash]));
}

for (const [name, settings] of [["as shipped", false], ["with every control moved", true]]) {
  test(`the page measures what the command prints, ${name}`, { timeout: 900_000 }, async (t) => {
    const golden = await kept();
    for (const file of await files()) {
      const scenario = await content(file);
      const moved = settings
        ? scenario.controls.map(({ id, path, min, max, step, options = [] }) => {
            // As a slider says it: without the last digits of a sum in binary.
            const value = Number((min + Math.round((max - min) / step / 3) * step).toFixed(9));
            const { sets = value } = options.find((option) => option.value === value) ?? {};
            return { id, path, value, sets: JSON.stringify(sets) };
          })
        : [];
      const query = new URLSearchParams({ s: scenario.id, lang: "en" });
      for (const { id, value } of moved) query.set(`set.${id}`, value);
      if (settings) query.set("seed", "77");
      const options = moved.flatMap(({ path, sets }) => ["--set", `${path}=${sets}`]);
      const report = await command(file, ...options, ...(settings ? ["--seed", "77"] : []));
      const opened = await open(t, query.toString());
      const rows = await listed(opened);
      const ids = new Set();
      for (const [place, lane] of scenario.lanes.entries()) {
        const { events, trace_hash, metrics } = report.lanes[lane.id];
        assert.equal(rows.get("events")[place], String(events), `${file} ${lane.id} events`);
        assert.equal(rows.get("trace_hash")[place], trace_hash, `${file} ${lane.id} trace_hash`);
        // As shipped, the traces of the WebAssembly are the golden ones.
        if (!settings) assert.equal(trace_hash, golden.get(`${scenario.id} ${lane.id}`), `${file} ${lane.id}`);
        for (const [id, value] of Object.entries(metrics)) {
          ids.add(id);
          const cell = rows.get(id)?.[place];
          assert.ok(cell !== undefined && says(cell, value), `${file} ${lane.id} ${id}: ${cell}, command: ${value}`);
        }
      }
      assert.equal(rows.size, ids.size + 2, "the page lists nothing else");
      assert.ok(ids.size > 40, `${ids.size} measurements`);
    }
  });
}

test("the table's rows are the command's metrics, up to the playhead too", async (t) => {
  const cells = (opened) => opened.locator(".compare td[data-row] > b").allInnerTexts();
  const opened = await open(t, "lang=en");
  await compared(opened);
  const report = await command("checkout-burst.json");
  const ms = (value) => `${value.toFixed(1)} ms`;
  const of = (id) => ["sync", "async"].map((lane) => report.lanes[lane].metrics[id]);
  assert.deepEqual((await cells(opened)).map((cell) => cell.replace(/\s/g, " ")), [
    ...of("acknowledgement_mean_ms").map(ms),
    ...of("completion_mean_ms").map(ms),
    ...of("staleness_max_ms").map(ms),
    ...of("event_kinds").map((kinds) => `${kinds} kinds`),
    // The further runs, as the scenario's description gives them; the core's tests hold them too.
    "×1.3", "×2.0", "4 of 5", "0 of 5",
  ]);
  const verdicts = await opened.locator(".compare .verdict span").allInnerTexts();
  assert.equal(verdicts.filter((said) => said === "holds here").length, 5);
  assert.match(verdicts[1].replace(/\s/g, " "), /does not hold here: charged 3 ms later/);

  await opened.locator(".compare-frame select").selectOption("playhead");
  await press(opened, "Home");
  assert.ok((await cells(opened)).slice(0, 6).every((cell) => cell === "—"), "nothing is measured at 0");
  await opened.goto(`${opened.url().split("?")[0]}?lang=en&t=31&over=playhead`);
  await compared(opened);
  // At 31 ms: sync answered order 1 after 20; async four after 10. Charged: sync 18 and 24, async 21.
  assert.deepEqual((await cells(opened)).slice(0, 4).map((cell) => cell.replace(/\s/g, " ")), [
    "20.0 ms", "10.0 ms", "21.0 ms", "21.0 ms",
  ]);
});

test("a slider says every step that it makes", async (t) => {
  const opened = await open(t, "s=fifty-callers");
  const said = (id) => opened.locator(`label:has([data-control=${id}]) .slider-value`).innerText();
  assert.match(await said("service_ms"), /^0\.199\sms$/);
  assert.match(await said("grpc_ms"), /^0\.123\sms$/);
  assert.match(await said("append_ms"), /^17\.47\sms$/);
  assert.equal(await said("callers"), "50");
  const classes = await open(t, "s=cascade-endpoints&set.buyers=0.5");
  assert.equal(await classes.locator("label:has([data-control=buyers]) .slider-value").innerText(), "0.5");
});

test("what more workers bring, and the law of it, are the command's", async (t) => {
  const name = "scaling-consumers-crosstalk";
  const { lanes } = await content(`${name}.json`);
  const report = await command(`${name}.json`);
  const opened = await open(t, `s=${name}&lang=en`);
  await compared(opened);
  const percent = (share, digits) => `${Number((100 * share).toFixed(digits))}\u2009%`;
  for (const [place, { id }] of lanes.entries()) {
    const { points, law } = report.lanes[id].scalability;
    const cell = opened.locator(".compare td[data-row=scalability]").nth(place);
    const told = `σ ${percent(law.contention, 1)}, κ ${percent(law.coherency, 3)}: peak at ${Math.round(law.peak_workers)};`;
    assert.ok((await cell.innerText()).includes(told), `${id}: ${await cell.innerText()}, wanted ${told}`);
    const drawn = await cell.locator("circle title").allTextContents();
    const digits = (rate) => (rate < 99.95 ? 1 : 0);
    assert.deepEqual(drawn, points.map(({ workers, completed_per_s: rate }) => `${workers}: ${rate.toFixed(digits(rate))}/s`));
    assert.equal(Math.round(law.peak_workers), 44);
  }
});
