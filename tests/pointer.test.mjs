// What a person does with a mouse or a finger: picks, drags, jumps to a mark.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, clock, compared, open, press, scenarios, settled, shown, step } from "./browser.mjs";

test("a mark of the scrubber says its name, and leads to its instant", async (t) => {
  const opened = await open(t);
  const mark = opened.locator(".scrub-row .mark").nth(1);
  assert.match(await mark.getAttribute("title"), /Answered/);
  await mark.hover();
  await mark.click();
  await settled(opened);
  assert.equal(await clock(opened), 31);
});

test("what happens at this instant stands out, and nothing else", async (t) => {
  const opened = await open(t, "t=31");
  for (const [key, at] of [["ArrowRight", 32], ["ArrowRight", 33], ["ArrowLeft", 32]]) {
    await press(opened, key);
    assert.equal(await clock(opened), at);
    const now = await opened.locator(".points .now").evaluateAll((all) => all.map((one) => Number(one.dataset.at)));
    assert.ok(now.length > 0 && now.every((one) => one === at * 1000), `${at}: ${now}`);
  }
});

test("a click on an operation picks it in every lane", async (t) => {
  const opened = await open(t, "t=31");
  for (const lane of [0, 1]) {
    for (const number of ["2", "4"]) {
      await opened.locator(".lane").nth(lane).locator(`.points [data-op="${number}"] .disc`).first().click();
      await settled(opened);
      assert.equal(await opened.locator(".op-number").inputValue(), number);
      for (const place of [0, 1]) {
        const picked = await opened.locator(".lane").nth(place).locator(".past .sel[data-op]").evaluateAll((all) =>
          [...new Set(all.map((one) => one.dataset.op))]);
        assert.deepEqual(picked, [number], `lane ${place}`);
      }
    }
  }
  assert.equal(await opened.locator(".strip-lane .fate").count(), 2);
});

test("every control runs again at its ends and in between, and the playhead stays", { timeout: 1_200_000 }, async (t) => {
  const opened = await open(t);
  for (const { place } of await scenarios(opened)) {
    await choose(opened, place);
    await press(opened, "l");
    const at = await clock(opened);
    const large = (await step(opened))[1] > 30_000;
    const original = await shown(opened);
    const sliders = opened.locator(".slider input");
    const count = await sliders.count();
    assert.ok(count >= 2, `${count} controls`);
    for (let n = 0; n < count; n++) {
      const slider = sliders.nth(n);
      const { min, max, value } = await slider.evaluate(({ min, max, value }) => ({ min, max, value }));
      // A run of so many steps takes seconds: one end of each control is enough there.
      for (const end of large ? [max] : [min, max]) {
        await slider.fill(end);
        await settled(opened);
        assert.equal(await opened.locator(".main .notice").count(), 0, `${place} ${n} ${end}`);
        assert.ok((await clock(opened)) <= at);
        if (end !== value) assert.notEqual(await shown(opened), original);
        await compared(opened);
        assert.equal(await opened.locator(".main .notice").count(), 0, `${place} ${n} ${end}, further runs`);
      }
      await slider.fill(value);
    }
    await opened.locator("input.scrub").fill(String(at));
    await compared(opened);
    await opened.waitForTimeout(100);
  }
});

test("a slider that is dragged is followed all the way, in the run and in the picture", async (t) => {
  const opened = await open(t);
  for (const name of ["payments_ms", "gap_ms"]) {
    const slider = opened.locator(`input[name=${name}]`);
    await slider.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await slider.boundingBox();
    const share = await slider.evaluate(({ value, min, max }) => (value - min) / (max - min));
    const grip = { x: x + height / 2 + share * (width - height), y: y + height / 2 };
    await opened.mouse.move(grip.x, grip.y);
    await opened.mouse.down();
    const seen = new Set();
    for (let moved = 6; moved <= 48; moved += 6) {
      await opened.mouse.move(grip.x + moved, grip.y);
      await settled(opened);
      seen.add(await opened.locator(`label:has([name=${name}]) .slider-value`).innerText());
    }
    await opened.mouse.up();
    assert.ok(seen.size >= 4, `${name}: ${[...seen]}`);
    const said = await opened.locator(`label:has([name=${name}]) .slider-value`).innerText();
    assert.equal(Number.parseFloat(said), Number(await slider.inputValue()));
  }
  await opened.locator(".ghost .outline").first().waitFor({ state: "attached" });
});

test("what was written for the original run is not said of a changed one", async (t) => {
  const opened = await open(t);
  assert.equal(await opened.locator(".scrub-row .mark").count(), 3);
  assert.match(await opened.locator(".lead").innerText(), /12 ms/);
  await opened.locator("input[name=payments_ms]").fill("30");
  await settled(opened);
  assert.equal(await opened.locator(".scrub-row .mark, .marks button").count(), 0);
  assert.doesNotMatch(await opened.locator(".lead").innerText(), /12 ms/);
  // The original stays in sight: five orders at Orders, five at Payments and five waiting callers, in both lanes.
  assert.equal(await opened.locator(".ghost .outline").count(), 30);
  await opened.locator("#reset").click();
  await settled(opened);
  assert.equal(await opened.locator(".scrub-row .mark").count(), 3);
  assert.equal(await opened.locator(".ghost .outline").count(), 0);
});

test("a prediction is compared with what the run measured", async (t) => {
  const opened = await open(t, "t=31");
  const panel = opened.locator("[data-panel=predict]");
  assert.match(await panel.innerText(), /answered 4 of 5/);
  assert.equal(await panel.locator(".result").count(), 0, "the measured value stays hidden first");
  await panel.locator("input").fill("4");
  await panel.locator(".check").click();
  await settled(opened);
  assert.match(await panel.locator(".result").innerText(), /You said 4, measured 1\..*3 of 4/);
  await press(opened, "ArrowRight");
  assert.equal(await panel.locator(".result").count(), 0, "another instant is another question");
});
