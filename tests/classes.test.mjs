// Classes of operations are told apart without colour: by stripes, by their names in the legend, the heads and
// the strip; and a requirement may be of one of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compared, field, open, settled } from "./browser.mjs";

const stripes = (one) => one.evaluate((element) => element.querySelectorAll(".stripe").length);

test("a class is told by its stripes and its name", async (t) => {
  const opened = await open(t, "s=backpressure-priority&t=200&op=9");
  const rows = opened.locator(".rail .legend li");
  assert.deepEqual(
    [await rows.nth(0).innerText(), await rows.nth(1).innerText()].map((name) => name.trim()),
    ["Payment", "Browse"],
  );
  assert.deepEqual([await stripes(rows.nth(0)), await stripes(rows.nth(1))], [0, 1]);
  assert.equal(await stripes(rows.nth(2)), 0);
  // Number 9 is a payment, 10 is none; each wherever it is drawn.
  assert.match(await opened.locator("#op-class").innerText(), /Payment/);
  const drawn = (op) => opened.locator(`.lane svg.past :is([data-op="${op}"]:has(.work), .work[data-op="${op}"])`);
  assert.equal(await stripes(drawn(9).first()), 0);
  await opened.locator("#op").fill("10");
  await opened.locator("#op").press("Enter");
  await settled(opened);
  assert.match(await opened.locator("#op-class").innerText(), /Browse/);
  assert.equal(await stripes(drawn(10).first()), 1);
  // The head counts each class, and both together are all.
  const head = await opened.locator("#lane-0-head").innerText();
  const of = (name) => Number(head.match(new RegExp(`${name}\\s+(\\d+)/\\d+`))[1]);
  const all = Number(head.match(/(\d+)\/3600/)[1]);
  assert.equal(of("Payment") + of("Browse"), all);
  assert.ok(of("Payment") > 0 && of("Browse") > 0);
});

test("where all operations are alike nothing is striped", async (t) => {
  const opened = await open(t, "t=31");
  assert.equal(await opened.locator(".stripe").count(), 0);
  assert.equal(await opened.locator("#op-class").innerText(), "in both lanes");
});

test("a requirement of one class is in the link under its id", async (t) => {
  const opened = await open(t, "s=backpressure-priority&lang=ru");
  await compared(opened);
  const signs = (place) =>
    opened.locator(`#met-${place} > span`).evaluateAll((lanes) => lanes.map((lane) => lane.classList.contains("yes")));
  assert.deepEqual([await signs(0), await signs(1)], [[true, false], [true, true]]);
  await opened.locator("#need-1").fill("500");
  await settled(opened);
  assert.equal(await field(opened, "need.browse"), "500");
  assert.deepEqual(await signs(1), [false, false]);
  assert.match(await opened.locator("#advice").innerText(), /Ни одна схема/);
  const again = await open(t, new URL(opened.url()).search.slice(1));
  assert.equal(await again.locator("#need-1").inputValue(), "500");
  assert.equal(await again.locator(".main .notice").count(), 0);
});
