// What is demanded of the lanes: limits are moved, each lane is held against them, and the address keeps
// them; the run itself stays as it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, compared, field, open, press, settled, step } from "./browser.mjs";

const advice = (opened) => opened.locator("#advice").innerText();
const signs = (opened, place) =>
  opened.locator(`#met-${place} > span`).evaluateAll((lanes) => lanes.map((lane) => lane.classList.contains("yes")));

test("the limits decide which lanes meet everything", async (t) => {
  const opened = await open(t, "s=hybrid-checkout");
  await compared(opened);
  assert.equal(await advice(opened), "Everything is met by: Hybrid.");
  assert.deepEqual(await signs(opened, 0), [false, true, true]);
  assert.deepEqual(await signs(opened, 1), [true, false, true]);
  assert.deepEqual(await signs(opened, 2), [false, true, true]);
  const steps = await step(opened);

  // By keyboard, as whoever has no mouse.
  await opened.locator("#need-1").focus();
  await press(opened, "Home");
  assert.match(await opened.locator("#limit-1").innerText(), /^at least 0.%$/);
  assert.equal(await advice(opened), "Everything is met by: Asynchronous, Hybrid.");
  assert.equal(await field(opened, "need.authorized"), "0");
  assert.deepEqual(await step(opened), steps);

  await opened.locator("#need-0").fill("1");
  await settled(opened);
  assert.match(await advice(opened), /^No lane meets everything/);
  assert.equal(await field(opened, "need.answer"), "1");
  const address = opened.url();

  // Elsewhere, and in Russian, the same picture.
  const again = await open(t, `${new URL(address).search.slice(1)}&lang=ru`);
  await compared(again);
  assert.match(await advice(again), /^Ни одна схема не выполняет всех требований/);
  assert.match(await again.locator("#limit-0").innerText(), /^не больше 1.мс$/);
  assert.deepEqual(await signs(again, 1), [true, true, true]);

  // The way back is the one of the controls.
  await opened.locator("#reset").click();
  await compared(opened);
  assert.equal(await advice(opened), "Everything is met by: Hybrid.");

  // What a subscriber misses and what a saga leaves behind can be demanded, too; a lane of calls misses nothing.
  await choose(opened, "Subscribers come and go");
  await compared(opened);
  assert.equal(await opened.locator(".needs li").count(), 3);
  assert.match(await opened.locator("#met-2").innerText(), /–[^]*—[^]*✗[^]*2[^]*✓[^]*0/);
  assert.match(await opened.locator(".compare td[data-row=consistency]").nth(1).innerText(), /subscribers missed 4/);

  // Another scenario has demands of its own.
  await choose(opened, "Checkout burst");
  assert.equal(await field(opened, "need.authorized"), null);
  assert.equal(await opened.locator(".needs li").count(), 2);
});

test("a limit that no slider can stand at is answered, and the others stand", async (t) => {
  const opened = await open(t, "s=hybrid-checkout&need.answer=1000&need.beauty=1&need.outage=0");
  await compared(opened);
  const notices = await opened.locator("#notices").innerText();
  assert.match(notices, /need\.answer/);
  assert.match(notices, /need\.beauty/);
  assert.match(await opened.locator("#limit-0").innerText(), /^at most 20/);
  assert.match(await opened.locator("#limit-2").innerText(), /^at least 0/);
});
