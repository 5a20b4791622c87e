// Before the WebAssembly has arrived, and where it never will.

import assert from "node:assert/strict";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { address, page, running, settled } from "./browser.mjs";

test("the shell paints before the WebAssembly arrives, and gives way to it", async (t) => {
  let release;
  const held = new Promise((done) => (release = done));
  const opened = await page(t, {
    prepare: (fresh) => fresh.route(/\.wasm$/, async (route) => {
      await held;
      await route.continue();
    }),
  });
  await opened.goto(address(), { waitUntil: "commit" });
  await opened.locator(".shell .lead").first().waitFor();
  const painted = await opened.evaluate(
    () => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().length)).observe({ type: "paint", buffered: true })),
  );
  assert.ok(painted > 0);
  assert.ok(!(await opened.locator("#cannot").isVisible()));
  release();
  await running(opened);
  assert.equal(await opened.locator(".shell").count(), 0);
});

test("the scenario that opens first comes beside the WebAssembly, and once", { timeout: 60_000 }, async (t) => {
  const asked = [];
  let hear;
  const heard = new Promise((done) => (hear = done));
  const opened = await page(t, {
    prepare: async (fresh) => {
      fresh.on("request", (request) => {
        if (!request.url().includes("/scenarios/")) return;
        asked.push(request.url().replace(address(), ""));
        hear();
      });
      // The module arrives after the scenario has been asked for, or never.
      await fresh.route(/\.wasm$/, async (route) => {
        await heard;
        await route.continue();
      });
    },
  });
  await opened.goto(address());
  await running(opened);
  assert.deepEqual(asked, ["scenarios/checkout-burst.json"]);
});

test("the texts of one language come, beside the WebAssembly, and once", { timeout: 60_000 }, async (t) => {
  const asked = [];
  const opened = await page(t, {
    prepare: (fresh) => fresh.on("request", (request) => {
      if (request.url().includes("/text/")) asked.push(request.url().replace(address(), ""));
    }),
  });
  await opened.goto(`${address()}?lang=ru`);
  await running(opened);
  assert.equal(asked.length, 1);
  assert.match(asked[0], /^text\/ru\.json/);
  await opened.locator(".langs [lang=en]").click();
  await settled(opened);
  assert.equal(await opened.evaluate(() => document.documentElement.lang), "en");
  assert.equal(asked.length, 2);
  await opened.locator(".langs [lang=ru]").click();
  await settled(opened);
  assert.equal(await opened.evaluate(() => document.documentElement.lang), "ru");
  assert.equal(asked.length, 2);
});

test("texts that do not arrive get a sentence, and the language stays", async (t) => {
  const opened = await page(t, {
    prepare: (fresh) => fresh.route(/text\/ru\.json/, (route) => route.abort()),
    complaints: [/ru\.json|ERR_FAILED/],
  });
  await opened.goto(`${address()}?lang=en`);
  await running(opened);
  await opened.locator(".langs [lang=ru]").click();
  await settled(opened);
  assert.match(await opened.locator(".main .notice").innerText(), /“RU” could not be loaded/);
  assert.equal(await opened.evaluate(() => document.documentElement.lang), "en");
  await opened.goto(`${address()}?lang=ru`);
  await opened.locator("#cannot").waitFor();
  assert.match(await opened.locator("#cannot").innerText(), /Не удалось загрузить/);
});

test("a scenario that does not arrive gets a sentence in both languages", async (t) => {
  const opened = await page(t, {
    prepare: (fresh) => fresh.route(/blocked-callers\.json$/, (route) => route.abort()),
    complaints: [/blocked-callers|ERR_FAILED/],
  });
  await opened.goto(`${address()}?s=blocked-callers`);
  await opened.locator("#cannot").waitFor();
  const said = await opened.locator("#cannot").innerText();
  assert.match(said, /“Callers that think” could not be loaded/);
  assert.match(said, /Не удалось загрузить «Клиенты, которые думают»/);
});

test("a browser without WebAssembly gets a sentence", async (t) => {
  const opened = await page(t, {
    prepare: (fresh) => fresh.addInitScript(() => delete globalThis.WebAssembly),
    complaints: [/WebAssembly/],
  });
  await opened.goto(address());
  await opened.locator("#cannot").waitFor();
  const said = await opened.locator("#cannot").innerText();
  assert.match(said, /cannot run WebAssembly/);
  assert.match(said, /не умеет WebAssembly/);
});

test("a WebAssembly file that does not arrive gets a sentence", async (t) => {
  const opened = await page(t, {
    prepare: (fresh) => fresh.route(/\.wasm$/, (route) => route.abort()),
    complaints: [/wasm|fetch|ERR_FAILED/i],
  });
  await opened.goto(address());
  await opened.locator("#cannot").waitFor();
});

test("a browser without JavaScript gets a sentence", async (t) => {
  const opened = await page(t, { javaScriptEnabled: false, complaints: [/preload|failed/i] });
  await opened.goto(address());
  assert.match(await opened.locator("noscript").first().innerText(), /allow JavaScript/);
});

test("the module tells nobody in which folders it was built", async (t) => {
  let module;
  const opened = await page(t, {
    prepare: (fresh) => fresh.on("response", (response) => {
      if (response.url().endsWith(".wasm")) module = response;
    }),
  });
  await opened.goto(address());
  await running(opened);
  const text = (await module.body()).toString("latin1");
  const project = dirname(dirname(fileURLToPath(import.meta.url)));
  // Flags with a space in them cannot be given to cargo.
  const folders = [`${homedir()}/`, `${project}/`].filter((folder) => folder.length > 2 && !folder.includes(" "));
  assert.deepEqual(folders.filter((folder) => text.includes(folder)), []);
  assert.ok(text.includes("/src/"), "places are named");
});
