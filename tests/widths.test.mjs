// Between a desk and a phone: a projector, a laptop, a page at twice its size, a slide, a sheet of paper.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, compared, DESK, open, PHONE, press, settled, SLIDE } from "./browser.mjs";

const SIZES = [[1440, 900], [1366, 768], [1280, 720], [1100, 800], [1024, 768], [720, 450]];
/** Those with the longest names and leads, the most lanes and the most steps. */
const SAMPLE = [
  "checkout-burst", "saga-events", "saga-replies", "retry-storm-mongodb", "cascade-endpoints", "backpressure-priority",
];

/** What of the head, the lanes' heads, the transport, the table and the right column is broken, cut or covered. */
const untidy = (opened) =>
  opened.evaluate(() => {
    const said = [];
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    const box = (one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getBoundingClientRect();
    };
    const cover = (one, other, down) =>
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
      Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > down;
    const pairs = (all, found) => all.forEach((one, place) => all.slice(place + 1).forEach((other) => found(one, other)));

    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) said.push(`the page is ${scrollWidth} of ${clientWidth} px wide`);

    for (const part of seen(".head, .transport, .compare, .claims, .side")) {
      const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const { currentNode: node } = walk;
        if (!node.parentElement.checkVisibility()) continue;
        for (const { 0: word, index } of node.data.matchAll(/[\p{L}\d]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = [...range.getClientRects()].filter(({ width }) => width > 0.5).map(({ top }) => Math.round(top));
          if (new Set(lines).size > 1) said.push(`broken in .${part.className}: ${word}`);
        }
      }
    }

    for (const frame of seen("#compare")) {
      if (frame.scrollWidth > frame.clientWidth) said.push(`the table is ${frame.scrollWidth} of ${frame.clientWidth} px wide`);
      const choice = document.querySelector("#extent").getBoundingClientRect();
      for (const head of seen("#compare thead :is(h2, th:not(:first-child))")) {
        const { left, right, top, bottom } = box(head);
        if (cover({ left: left - 4, right: right + 2, top, bottom }, choice, 1)) said.push(`choice of time: ${head.innerText}`);
      }
    }

    for (const lead of seen("#lead")) {
      const [head, { top, bottom }] = [document.querySelector(".head").getBoundingClientRect(), lead.getBoundingClientRect()];
      if (lead.scrollHeight > lead.clientHeight + 1) said.push(`lead: ${lead.scrollHeight} of ${lead.clientHeight} px`);
      if (top < head.top || bottom > head.bottom) said.push("lead: outside of the head");
    }

    const transport = document.querySelector(".transport").getBoundingClientRect();
    const parts = seen(".transport button, .now, .step").map((one) => ({
      name: one.id || one.className, at: one.matches("button") ? one.getBoundingClientRect() : box(one),
    }));
    for (const { name, at } of parts) {
      const out = at.top < transport.top - 1 || at.bottom > transport.bottom + 1 || at.right > transport.right + 1;
      if (out) said.push(`transport: ${name} sticks out`);
      if (["now", "step"].includes(name) && at.height > 36) said.push(`transport: ${name} takes several lines`);
    }
    pairs(parts, (one, other) => {
      if (cover(one.at, other.at, 3)) said.push(`transport: ${one.name} on ${other.name}`);
    });

    for (const head of seen(".lane-head")) {
      pairs([...head.children].map(box), (one, other) => {
        if (cover(one, other, 4)) said.push(`head covered: ${head.innerText}`);
      });
      const title = head.querySelector("h2");
      if (title.scrollWidth > title.clientWidth + 1) said.push(`head cut: ${title.innerText}`);
    }

    for (const picker of seen(".picker")) {
      const pen = document.createElement("canvas").getContext("2d");
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(picker);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      const { text } = picker.selectedOptions[0];
      // The arrow takes its room.
      if (pen.measureText(text).width + 22 > picker.clientWidth) said.push(`picker: ${text}`);
    }
    return said;
  });

for (const lang of ["en", "ru"]) {
  test(`no word is broken, cut or covered between a desk and a phone, ${lang}`, { timeout: 600_000 }, async (t) => {
    const found = [];
    for (const scenario of SAMPLE) {
      const opened = await open(t, `s=${scenario}&lang=${lang}&t=31&op=2`);
      await compared(opened);
      for (const by of ["picked", "broken"]) {
        if (by === "broken") {
          await opened.setViewportSize(DESK);
          await opened.locator("#act-0").click();
          await settled(opened);
          assert.equal(await opened.locator(".done li").count(), 1);
        }
        for (const [width, height] of SIZES) {
          await opened.setViewportSize({ width, height });
          const tab = opened.locator(".tabs button").nth(by === "broken" ? 2 : 3);
          if (await tab.isVisible()) await tab.click();
          await settled(opened);
          found.push(...(await untidy(opened)).map((said) => `${scenario}, ${width} × ${height}, ${by}: ${said}`));
        }
      }
    }
    assert.deepEqual(found, []);
  });
}

test("the clock says any step of any run in its place", async (t) => {
  const opened = await open(t, "s=callee-outage-at-scale&lang=ru");
  await press(opened, "End");
  for (const [width, height] of SIZES) {
    await opened.setViewportSize({ width, height });
    await settled(opened);
    assert.deepEqual((await untidy(opened)).filter((said) => said.startsWith("transport")), [], `${width}`);
  }
});

test("the help opens at its beginning, by its button and by its key", async (t) => {
  const opened = await open(t, "", { viewport: { width: 1280, height: 720 } });
  for (const way of [() => opened.locator("#help").click(), () => opened.keyboard.press("?")]) {
    await way();
    await settled(opened);
    const { above, higher } = await opened.locator(".help").evaluate((help) => ({
      above: help.scrollTop, higher: help.scrollHeight > help.clientHeight,
    }));
    assert.equal(above, 0);
    assert.ok(higher, "it would not have to be scrolled at all");
    await opened.keyboard.press("Escape");
  }
});

test("on a phone the table's values stand under their lanes in every row", async (t) => {
  const opened = await open(t, "s=broker-outage&lang=ru&t=31", { viewport: PHONE });
  await opened.locator(".tabs button").nth(3).click();
  await compared(opened);
  const lefts = (selector) =>
    opened.locator(selector).evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)));
  for (const lane of [3, 4, 5]) {
    const [head] = await lefts(`.compare thead th:nth-child(${lane})`);
    const values = await lefts(`.compare tbody tr > :nth-child(${lane})`);
    assert.ok(values.length >= 5, `${values.length} rows`);
    assert.deepEqual([...new Set(values)], [head], `lane ${lane - 2}`);
  }
});

test("a frame in a slide uses its room, also where something has to be said", async (t) => {
  for (const scenario of ["backpressure", "scaling-consumers", "saga-events"]) {
    const opened = await open(t, `s=${scenario}&lang=ru&embed=1`, { viewport: SLIDE });
    const foot = await opened.locator(".transport").evaluate((transport) => transport.getBoundingClientRect().bottom);
    const free = SLIDE.height - foot;
    assert.ok(free >= -1 && free <= 16, `${scenario}: ${free} px are empty`);
  }
  const damaged = await open(t, "s=broker-outage&lang=ru&embed=1&op=zz", { viewport: SLIDE });
  assert.equal(await damaged.locator(".notice").count(), 1);
  const { lanes, scrubber, height } = await damaged.evaluate(() => ({
    lanes: [...document.querySelectorAll(".lane")].at(-1).getBoundingClientRect().bottom,
    scrubber: document.querySelector(".scrub-row").getBoundingClientRect().top,
    height: document.documentElement.scrollHeight,
  }));
  assert.ok(lanes <= scrubber + 1 && height <= SLIDE.height, `lanes to ${lanes}, scrubber from ${scrubber}, ${height} px`);
});

test("on paper stand the stage, the comparison and the right column, in light colours", async (t) => {
  const opened = await open(t, "s=broker-outage&t=60&op=2&theme=dark", { viewport: PHONE });
  await compared(opened);
  await opened.emulateMedia({ media: "print" });
  const visible = (selector) => opened.locator(selector).first().isVisible();
  for (const selector of [".lane", ".playhead", ".compare", "[data-panel=explain]", "[data-panel=predict]", "#lead"]) {
    assert.ok(await visible(selector), selector);
  }
  for (const selector of [".transport", ".tools", ".tabs", ".picker", ".rail", "#reset", "#extent"]) {
    assert.ok(!(await visible(selector)), selector);
  }
  const colours = await opened.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body);
    return [backgroundColor, color];
  });
  assert.deepEqual(colours, ["rgb(255, 255, 255)", "rgb(20, 24, 31)"]);
});

test("a failure that is still to come is an outline like all that is to come", async (t) => {
  const opened = await open(t, "s=pool-exhaustion&t=53");
  const ink = (selector) =>
    opened.locator(selector).evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).stroke))]);
  const outline = await ink(".lane .future .line:not(.bad, .sel, .sel *)");
  assert.equal(outline.length, 1);
  assert.deepEqual(await ink(".lane .future .line.bad:not(.sel, .sel *)"), outline);
  assert.notDeepEqual(await ink(".lane .past .line.bad:not(.sel, .sel *)"), outline);
});

test("no line begins with what is set after a number", async (t) => {
  const opened = await open(t, "lang=ru&op=3", { viewport: { width: 1280, height: 720 } });
  let kept = 0;
  for (const scenario of ["3", "5"]) {
    await choose(opened, Number(scenario));
    for (let at = 0; at < 24; at++) {
      await press(opened, "ArrowRight");
      const { alone, lines } = await opened.locator("#explain").evaluate((told) => {
        const next = (disc) => disc.nextSibling?.textContent ?? "";
        const together = [...told.querySelectorAll(".kept")];
        return {
          alone: [...told.querySelectorAll(".op")]
            .filter((disc) => !disc.closest(".kept") && /^[.,:;!?)»”]/.test(next(disc)))
            .map((disc) => disc.parentElement.innerText),
          // The disc is a box in the line: what stands beside it has its height in common with it.
          lines: together.map((one) => one.getBoundingClientRect().height),
        };
      });
      assert.deepEqual(alone, []);
      assert.ok(lines.every((height) => height < 34), `${lines}`);
      kept += lines.length;
    }
  }
  assert.ok(kept > 5, `${kept} numbers with something after them`);
});
