// Everything by keyboard alone, and nothing that a form control wants for itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, listed, open, press, settled, step } from "./browser.mjs";

test("the player's keys", async (t) => {
  const opened = await open(t);
  await press(opened, "End");
  assert.deepEqual(await step(opened), [51, 51]);
  await press(opened, "Home");
  assert.equal(await clock(opened), 0);
  await press(opened, "ArrowRight", "ArrowRight", "ArrowLeft");
  assert.deepEqual(await step(opened), [2, 51]);
  await press(opened, "l");
  assert.deepEqual(await step(opened), [12, 51]);
  await press(opened, "j");
  assert.deepEqual(await step(opened), [2, 51]);
  await press(opened, "Shift+ArrowRight", "Shift+ArrowRight");
  assert.equal(await clock(opened), 31);
  await press(opened, "Shift+ArrowLeft");
  assert.equal(await clock(opened), 10);
  for (const [key, number] of [["5", "5"], ["1", "1"], ["9", "1"]]) {
    await press(opened, key);
    assert.equal(await opened.locator(".op-number").inputValue(), number);
  }
  await press(opened, "Space");
  assert.equal(await opened.locator(".play").innerText(), "Pause");
  await press(opened, "Space");
  assert.equal(await opened.locator(".play").innerText(), "Play");
});

test("the keys mean the same in a Russian layout", async (t) => {
  const opened = await open(t, "lang=ru");
  const type = (key, code) =>
    opened.evaluate(([key, code]) => {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
    }, [key, code]);
  await type("д", "KeyL");
  await settled(opened);
  assert.deepEqual(await step(opened), [11, 51]);
  await type("о", "KeyJ");
  await settled(opened);
  assert.deepEqual(await step(opened), [1, 51]);
});

test("Tab reaches every control, in sight, and leaves the page again", async (t) => {
  const opened = await open(t);
  const reached = [];
  for (let n = 0; n < 120; n++) {
    await opened.keyboard.press("Tab");
    const focus = await opened.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const { x, y, width, height } = at.getBoundingClientRect();
      const shape = getComputedStyle(at);
      const name = at.getAttribute("aria-label") || at.innerText || at.name || at.className;
      return { name, seen: width > 0 && height > 0 && x >= 0 && y >= 0, ring: shape.outlineStyle !== "none" };
    });
    if (!focus) break;
    assert.ok(focus.seen && focus.ring, JSON.stringify(focus));
    reached.push(focus.name);
  }
  assert.ok(reached.length < 100, "the focus goes round without leaving");
  const focusable = await opened.locator("button:enabled, input:enabled, select, summary, a[href]").evaluateAll(
    (all) => all.filter((one) => one.checkVisibility()).length,
  );
  // The region of the table can be scrolled by keyboard, so it is reached too.
  assert.equal(reached.length, focusable + 1, reached.join(", "));
});

test("a whole lesson without a mouse", async (t) => {
  const opened = await open(t);
  const focus = (selector) => opened.locator(selector).first().focus();
  // Another scenario from the list.
  await listed(opened, "Hybrid checkout").focus();
  await press(opened, "Enter");
  assert.equal(await opened.locator("h1").innerText(), "Hybrid checkout");
  // The settings of a scenario are folded away until its name opens the first of them.
  assert.ok(!(await listed(opened, "Checkout burst").isVisible()));
  await opened.locator(".rail .group", { hasText: "Traffic burst" }).focus();
  await press(opened, "Space");
  assert.ok(await listed(opened, "Checkout burst").isVisible());
  assert.equal(await opened.locator("h1").innerText(), "Checkout burst");
  // A slider keeps its keys, and the run changes; the playhead stays.
  await press(opened, "l");
  const before = await clock(opened);
  await focus("input[name=payments_ms]");
  await press(opened, "ArrowRight");
  assert.equal(await opened.locator("input[name=payments_ms]").inputValue(), "13");
  // But Space, for which it has no use, plays.
  await press(opened, "Space");
  assert.equal(await opened.locator(".play").innerText(), "Pause");
  await press(opened, "Space");
  assert.equal(await opened.locator(".play").innerText(), "Play");
  await opened.locator("input.scrub").fill(String(before));
  await focus("input[name=payments_ms]");
  assert.equal(await clock(opened), before);
  await press(opened, "Home");
  assert.equal(await opened.locator("input[name=payments_ms]").inputValue(), "1");
  await focus(".reset");
  await press(opened, "Enter");
  assert.equal(await opened.locator("input[name=payments_ms]").inputValue(), "12");
  // The scrubber is the playhead itself.
  await focus("input.scrub");
  await press(opened, "Home", "ArrowRight");
  assert.deepEqual(await step(opened), [2, 51]);
  await press(opened, "ArrowUp", "PageUp", "ArrowDown");
  assert.deepEqual(await step(opened), [12, 51]);
  await press(opened, "PageDown");
  // A typed number picks an operation, and its digits are no shortcuts.
  await focus(".op-number");
  await opened.keyboard.press("Control+a");
  await press(opened, "2", "Enter");
  assert.match(await opened.locator(".strip-name b").innerText(), /Order 2/);
  // The language switch keeps the focus, as the page is made anew around it.
  await focus(".langs [lang=ru]");
  await press(opened, "Enter");
  assert.equal(await opened.evaluate(() => document.activeElement.lang), "ru");
  // Help opens, holds the focus, and gives it back.
  await focus(".play");
  await press(opened, "?");
  assert.ok(await opened.locator("dialog.help").isVisible());
  await press(opened, "Escape");
  assert.ok(!(await opened.locator("dialog.help").isVisible()));
  assert.equal(await opened.evaluate(() => document.activeElement.className), "play");
});

test("the skip link leads to the run, and changes nothing else", async (t) => {
  const opened = await open(t, "t=31&set.payments_ms=20");
  await opened.keyboard.press("Tab");
  await press(opened, "Enter");
  assert.equal(await opened.evaluate(() => document.activeElement.id), "stage");
  assert.equal(await clock(opened), 31);
  assert.equal(new URL(opened.url()).hash, "");
});

test("after a click on a button the keys are the player's again", async (t) => {
  const opened = await open(t, "t=31");
  await opened.locator("#back").click();
  await press(opened, "Space");
  assert.equal(await opened.locator(".play").innerText(), "Pause");
  await opened.locator("input[name=payments_workers]").fill("3");
  await settled(opened);
  assert.equal(await opened.locator(".play").innerText(), "Pause", "a moved control does not stop the player");
});

test("letters and numbers choose in a list, and do nothing else", async (t) => {
  const opened = await open(t, "t=31&op=3");
  await opened.locator("#extent").focus();
  for (const key of ["l", "k", "2"]) await press(opened, key);
  assert.equal(await clock(opened), 31);
  assert.equal(await opened.locator(".play").innerText(), "Play");
  assert.equal(await opened.locator("#op").inputValue(), "3");
});

test("keys of the browser stay the browser's", async (t) => {
  const opened = await open(t);
  const taken = await opened.evaluate(() =>
    [["ArrowLeft", { altKey: true }], ["l", { ctrlKey: true }], ["1", { metaKey: true }], ["F5", {}], ["PageDown", {}], ["Tab", {}]]
      .map(([key, held]) => {
        const event = new KeyboardEvent("keydown", { key, code: `Key${key}`, bubbles: true, cancelable: true, ...held });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      }),
  );
  assert.deepEqual(taken, [false, false, false, false, false, false]);
});
