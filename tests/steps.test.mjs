// Stepping: forwards and backwards through a run shows the same at every step, in every scenario.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, clock, compared, open, press, scenarios, settled, shown, step } from "./browser.mjs";

/** Of a run with more steps than this, some are walked from its start and before its end. */
const WHOLE = 120;

/** Walks so many steps there and back again, and compares what the page shows on both ways. */
async function walk(opened, steps, there, back) {
  const seen = [await shown(opened)];
  for (let n = 0; n < steps; n++) {
    await press(opened, there);
    seen.push(await shown(opened));
  }
  assert.equal(new Set(seen).size, seen.length, "each step shows something else");
  for (let n = steps - 1; n >= 0; n--) {
    await press(opened, back);
    assert.equal(difference(await shown(opened), seen[n]), "", `${steps - n} steps back`);
  }
}

/** Where two texts part, with what stands around it; empty if they are the same. */
function difference(one, other) {
  if (one === other) return "";
  let place = 0;
  while (one[place] === other[place]) place += 1;
  const around = (text) => text.slice(Math.max(0, place - 120), place + 120);
  return `${around(one)}\n  instead of\n${around(other)}`;
}

// With all measurements open each step of a long run takes a second: the sentences of the other language are walked
// without them, and of a long run fewer.
for (const [lang, isOpen, part] of [["en", true, 25], ["ru", false, 8]]) {
  test(`every scenario looks the same at a step from either side, ${lang}`, { timeout: 1_200_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}&over=playhead`);
    const all = await scenarios(opened);
    assert.ok(all.length >= 4, `${all.length} scenarios`);
    for (const { place, title } of all) {
      await choose(opened, place);
      if (isOpen) {
        await opened.locator("summary").first().click();
        await opened.locator("summary").last().click();
      }
      await press(opened, "End");
      await compared(opened);
      const [last, steps] = await step(opened);
      assert.equal(last, steps, title);
      if (steps <= WHOLE) {
        await press(opened, "Home");
        assert.equal(await clock(opened), 0);
        await walk(opened, steps - 1, "ArrowRight", "ArrowLeft");
      } else {
        const few = steps > 30_000 ? 5 : part;
        await walk(opened, few, "ArrowLeft", "ArrowRight");
        await press(opened, "Home");
        await walk(opened, few, "ArrowRight", "ArrowLeft");
      }
    }
  });
}

test("the first picture has the steps of its description", async (t) => {
  const opened = await open(t);
  // The orders that are sent at 0 ms are the first step.
  assert.deepEqual(await step(opened), [1, 51]);
  for (let n = 1; n < 29; n++) await press(opened, "ArrowRight");
  assert.equal(await clock(opened), 31);
  assert.deepEqual(await step(opened), [29, 51]);
  const heads = await opened.locator(".lane-head").allInnerTexts();
  const words = heads.map((head) => head.replace(/\s+/g, " "));
  assert.match(words[0], /1\/5 .*2\/5 .*88 %/);
  assert.match(words[1], /4\/5 .*1\/5 .*49 %/);
});

test("playing moves the clock at the chosen speed, and pausing holds it", async (t) => {
  const opened = await open(t);
  const travelled = async (speed) => {
    await press(opened, "Home");
    await opened.locator(".speeds button", { hasText: speed }).click();
    await press(opened, "k");
    await opened.waitForTimeout(1000);
    await press(opened, "k");
    return clock(opened);
  };
  const slow = await travelled("1×");
  const fast = await travelled("4×");
  // 10 and 40 ms in a second; the machine's own delays are let pass.
  assert.ok(slow > 5 && slow < 25, `${slow} ms`);
  assert.ok(fast > 2 * slow, `${fast} ms against ${slow} ms`);
  const held = await clock(opened);
  await opened.waitForTimeout(150);
  assert.equal(await clock(opened), held);
});

test("playing stops at the end, and play starts again from the start", async (t) => {
  const opened = await open(t, "t=60&speed=4");
  await press(opened, "Space");
  await opened.waitForFunction(() => document.querySelector(".play").innerText.trim() === "Play");
  const [last, steps] = await step(opened);
  assert.equal(last, steps);
  await press(opened, "Space");
  assert.ok((await clock(opened)) < 40);
});

test("with reduced motion playing goes step by step", async (t) => {
  const opened = await open(t, "", { reducedMotion: "reduce" });
  await press(opened, "Space");
  const seen = new Set();
  const began = Date.now();
  for (let n = 0; n < 24; n++) {
    seen.add(await clock(opened));
    await opened.waitForTimeout(100);
  }
  const instants = [...seen].sort((a, b) => a - b);
  // A step takes a second, however busy the machine is.
  const most = 2 + (Date.now() - began) / 800;
  assert.ok(instants.length >= 2 && instants.length <= most, instants.join());
  assert.deepEqual(instants, [0, 1, 5, 6, 7, 8, 9, 10].slice(0, instants.length));
  await settled(opened);
});
