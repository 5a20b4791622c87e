// What fits where: a desk, a slide, a phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { address, choose, compared, DESK, open, PHONE, press, running, scenarios, settled, SLIDE, step } from "./browser.mjs";

const overflow = (opened) =>
  opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const lang of ["en", "ru"]) {
  test(`nothing sticks out at any width, ${lang}`, { timeout: 600_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}&t=31`);
    for (const { place } of await scenarios(opened)) {
      await choose(opened, place);
      for (const width of [1920, 1440, 1280, 1100, 920, 768, 390, 320]) {
        await opened.setViewportSize({ width, height: 844 });
        await settled(opened);
        assert.ok((await overflow(opened)) <= 0, `scenario ${place} at ${width}`);
      }
    }
  });

  test(`lanes, transport and the table's head stand above the fold of a desk, ${lang}`, async (t) => {
    const opened = await open(t, `lang=${lang}&t=31`, { viewport: DESK });
    await compared(opened);
    const bottom = (selector, place) =>
      opened.locator(selector).nth(place).evaluate((one) => one.getBoundingClientRect().bottom);
    assert.ok((await bottom(".transport", 0)) <= 900);
    assert.ok((await bottom(".compare tbody tr", 0)) <= 900, "the first row");
  });

  test(`a frame in a slide shows both lanes and the transport without scrolling, ${lang}`, async (t) => {
    const opened = await open(t, `lang=${lang}&t=31&embed=1`, { viewport: SLIDE });
    const height = await opened.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height <= SLIDE.height, `${height} px high`);
    for (const selector of [".lane", ".transport", ".scrub", ".summary"]) {
      assert.ok(await opened.locator(selector).first().isVisible(), selector);
    }
    for (const selector of [".rail", ".strip", ".compare", ".tools", ".picker"]) {
      assert.ok(!(await opened.locator(selector).first().isVisible()), selector);
    }
  });
}

for (const lang of ["en", "ru"]) {
  test(`a frame in a slide shows every lane whole, and cuts no word, ${lang}`, { timeout: 600_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}&embed=1`, { viewport: SLIDE });
    for (const { place, title } of await scenarios(opened)) {
      await choose(opened, place);
      const { height, lanes, scrubber, cut } = await opened.evaluate(() => {
        const edge = (one) => Math.round(one.getBoundingClientRect().bottom);
        const words = [...document.querySelectorAll(".lane-head h2, .summary")].filter((one) => one.checkVisibility());
        return {
          height: document.documentElement.scrollHeight,
          lanes: [...document.querySelectorAll(".lane")].map(edge).at(-1),
          scrubber: Math.round(document.querySelector(".scrub-row").getBoundingClientRect().top),
          cut: words.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText),
        };
      });
      assert.ok(height <= SLIDE.height, `${title}: ${height} px high`);
      assert.ok(lanes <= scrubber + 1, `${title}: a lane ends at ${lanes}, the scrubber begins at ${scrubber}`);
      assert.deepEqual(cut, [], title);
    }
  });

  test(`in a slide no name touches another and no number stands under a head, ${lang}`, { timeout: 600_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}&embed=1`, { viewport: SLIDE });
    for (const { place, title } of await scenarios(opened)) {
      await choose(opened, place);
      assert.deepEqual(await untidy(opened), [], title);
      const by = await opened.evaluate(() => {
        const lanes = [...document.querySelectorAll(".lane")].at(-1).getBoundingClientRect().bottom;
        return Math.round(lanes - document.querySelector(".scrub-row").getBoundingClientRect().top);
      });
      assert.ok(by <= 1, `${title}: ${by} px of a lane under the scrubber`);
    }
  });

  test(`no name and no number is cut or covers another, ${lang}`, { timeout: 600_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}`);
    for (const { place, title } of await scenarios(opened)) {
      await choose(opened, place);
      for (const viewport of [DESK, SLIDE, PHONE]) {
        await opened.setViewportSize(viewport);
        await settled(opened);
        assert.deepEqual(await untidy(opened), [], `${title} at ${viewport.width}`);
      }
    }
  });
}

test("in a slide what is wrong stands on a row that has its name", { timeout: 600_000 }, async (t) => {
  const opened = await open(t, "embed=1", { viewport: SLIDE });
  const unnamed = [];
  let looked = 0;
  for (const { place, title } of await scenarios(opened)) {
    await choose(opened, place);
    const found = await opened.evaluate(() =>
      [...document.querySelectorAll(".lane")].flatMap((lane) => {
        const rows = [...lane.querySelectorAll(".row-name")].filter((row) => row.innerText.trim());
        const named = rows.map((row) => row.getBoundingClientRect());
        return [...lane.querySelectorAll(".future .down")].map((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return named.some((row) => Math.min(row.bottom, bottom) - Math.max(row.top, top) > 1) || lane.ariaLabel;
        });
      }));
    looked += found.length;
    unnamed.push(...found.filter((lane) => lane !== true).map((lane) => `${title}: ${lane}`));
  }
  assert.ok(looked > 50, `${looked} bands`);
  assert.deepEqual([...new Set(unnamed)], []);
});

test("on a desk every lane stands whole above the scrubber, with an operation picked", { timeout: 600_000 }, async (t) => {
  const opened = await open(t, "lang=en", { viewport: DESK });
  const hidden = [];
  for (const { place, title } of await scenarios(opened)) {
    await choose(opened, place);
    await opened.keyboard.press("2");
    await settled(opened);
    const by = await opened.evaluate(() => {
      const lanes = [...document.querySelectorAll(".lane")].at(-1).getBoundingClientRect().bottom;
      return Math.round(lanes - document.querySelector(".scrub-row").getBoundingClientRect().top);
    });
    if (by > 1) hidden.push(`${title}: ${by} px`);
  }
  assert.deepEqual(hidden, []);
});

for (const lang of ["en", "ru"]) {
  test(`what the strip says covers no mark and no piece, and nothing jumps, ${lang}`, { timeout: 900_000 }, async (t) => {
    const opened = await open(t, `lang=${lang}`, { viewport: DESK });
    const wrong = [];
    for (const { place, title } of await scenarios(opened)) {
      await choose(opened, place);
      for (const op of ["1", "2", "3", "4"]) {
        await press(opened, op);
        const end = Number(await opened.locator("input.scrub").getAttribute("max"));
        const heights = new Set();
        for (const share of [0.3, 0.6, 1]) {
          await opened.locator("input.scrub").fill(String(Math.floor(end * share)));
          await settled(opened);
          wrong.push(...(await strip(opened)).map((said) => `${title}, ${op} at ${share}: ${said}`));
          heights.add(await opened.locator(".strip").evaluate((strip) => strip.clientHeight));
        }
        if (heights.size > 1) wrong.push(`${title}, ${op}: ${[...heights].join(" and ")} px high`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

test("what the strip says covers nothing where a run was found to have no room for it", async (t) => {
  const opened = await open(t, "", { viewport: DESK });
  const wrong = [];
  for (const query of [
    "s=poison-message-sqs&t=21&op=2", "s=poison-message-sqs&t=60&op=2&lang=ru",
    "s=callee-outage&t=221&op=4&lang=ru", "s=retry-storm-chain&t=84&op=1",
    "s=fifty-callers&t=11.011&op=1",
    "s=checkout-burst&break.payments=31.001&mend.payments=34.001&t=85&op=3&lang=ru",
  ]) {
    await opened.goto(`${address()}?${query}`);
    await running(opened);
    assert.equal(await opened.locator(".fate").first().evaluate((said) => said.innerText.length > 5), true, query);
    wrong.push(...(await strip(opened)).map((said) => `${query}: ${said}`));
  }
  assert.deepEqual(wrong, []);
});

/** What of the strip's lanes is under what is said there. */
const strip = (opened) =>
  opened.evaluate(() =>
    [...document.querySelectorAll(".strip-lane")].flatMap((lane) => {
      const words = document.createRange();
      words.selectNodeContents(lane.querySelector(".fate"));
      const said = words.getBoundingClientRect();
      const track = lane.getBoundingClientRect();
      const cut = said.right > track.right + 1 ? [`${words} is cut`] : [];
      const drawn = [...lane.querySelectorAll(".strip-points g, .cut rect")].map((one) => one.getBoundingClientRect());
      const under = ({ left, right, top, bottom }) =>
        Math.min(right, said.right, track.right) - Math.max(left, said.left, track.left) > 1 &&
        Math.min(bottom, said.bottom) - Math.max(top, said.top) > 3;
      return cut.concat(drawn.filter(under).map(({ left }) => `${words} covers what stands at ${Math.round(left - track.left)}`));
    }));

/** What of the lanes' words is cut, sticks out or covers another. */
const untidy = (opened) =>
  opened.evaluate(() => {
    const said = [];
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    const box = (one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getBoundingClientRect();
    };
    for (const head of seen(".lane-head")) {
      const parts = [...head.children].map(box);
      for (const [place, one] of parts.entries()) {
        for (const other of parts.slice(place + 1)) {
          const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
          const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
          if (across > 1 && down > 4) said.push(`head: ${head.innerText}`);
        }
      }
    }
    for (const name of seen(".row-name")) {
      if (box(name).width > name.getBoundingClientRect().width + 1) said.push(`row: ${name.innerText}`);
    }
    // What is really drawn of letters: less than their line.
    const pen = document.createElement("canvas").getContext("2d");
    const ink = (node) => {
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(node.parentElement);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      return [...node.textContent].map((letter, place) => {
        const range = document.createRange();
        range.setStart(node, place);
        range.setEnd(node, place + 1);
        const { left, right, top, height } = range.getBoundingClientRect();
        const drawn = pen.measureText(letter);
        const zoom = height / (drawn.fontBoundingBoxAscent + drawn.fontBoundingBoxDescent);
        const baseline = top + drawn.fontBoundingBoxAscent * zoom;
        return {
          left, right, top: baseline - drawn.actualBoundingBoxAscent * zoom,
          bottom: baseline + drawn.actualBoundingBoxDescent * zoom,
        };
      });
    };
    const texts = (one) => {
      const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walk.nextNode()) {
        const { parentElement: parent } = walk.currentNode;
        if (parent.checkVisibility({ checkVisibilityCSS: true }) && walk.currentNode.textContent.trim()) found.push(walk.currentNode);
      }
      return found;
    };
    for (const lane of seen(".lane")) {
      const names = [...lane.querySelectorAll(".row-name")].map((name) => texts(name).flatMap(ink));
      for (const [place, above] of names.entries()) {
        const overlap = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5
          ? one.bottom - other.top : 0;
        const below = names[place + 1] ?? [];
        const by = Math.max(0, ...above.flatMap((one) => below.map((other) => overlap(one, other))));
        // Letters stand on whole pixels.
        if (by > 1) {
          const [upper, lower] = [place, place + 1].map((at) => lane.querySelectorAll(".row-name")[at].innerText);
          said.push(`rows touch: ${upper} / ${lower}, ${by.toFixed(1)} px`);
        }
      }
      const covers = [...lane.querySelectorAll(".lane-head, .lane-head h2, .readout")];
      const head = Math.max(...covers.map((one) => one.getBoundingClientRect().bottom));
      // What happens right now is larger for as long.
      for (const ring of lane.querySelectorAll(".points .sel:not(.now) .ring")) {
        const { top } = ring.getBoundingClientRect();
        if (top < head - 1) said.push(`a ring under the head of ${lane.ariaLabel}: ${(head - top).toFixed(1)} px`);
      }
      for (const number of lane.querySelectorAll(".points .caller")) {
        const top = Math.min(...ink(number.firstChild).map((letter) => letter.top));
        if (top < head) said.push(`caller ${number.textContent} under the head of ${lane.ariaLabel}: ${(head - top).toFixed(1)} px`);
      }
    }
    const picker = document.querySelector(".picker");
    if (picker.checkVisibility()) {
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(picker);
      // The short form is empty where the digits are tabular.
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      const chosen = picker.selectedOptions[0].text;
      // The arrow takes its room.
      if (pen.measureText(chosen).width + 22 > picker.clientWidth) said.push(`picker: ${chosen}`);
    }
    return said;
  });

test("one horizontal scale: what happens at the playhead stands under it in every part", async (t) => {
  const opened = await open(t, "t=31");
  const places = await opened.evaluate(() => {
    const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
    const tracks = [...document.querySelectorAll(".stage .track")].map((track) => {
      const { left, width } = track.getBoundingClientRect();
      return `${left} ${width}`;
    });
    const input = document.querySelector("input.scrub");
    return { tracks, playhead: left(".playhead") + 1, done: document.querySelector(".rail-done").getBoundingClientRect().right, input: input.value };
  });
  assert.equal(new Set(places.tracks).size, 1, places.tracks.join(" | "));
  assert.ok(Math.abs(places.playhead - places.done) < 1.5, `${places.playhead} and ${places.done}`);
});

test("on a phone the transport stays at hand, with room for a finger", async (t) => {
  const opened = await open(t, "t=31", { viewport: PHONE, hasTouch: true });
  const boxes = await opened.locator(".transport button:visible").evaluateAll((buttons) =>
    buttons.map((button) => {
      const { width, height, bottom } = button.getBoundingClientRect();
      return { width, height, bottom };
    }),
  );
  assert.equal(boxes.length, 5);
  for (const { width, height, bottom } of boxes) {
    assert.ok(width >= 44 && height >= 44 && bottom <= PHONE.height, JSON.stringify({ width, height, bottom }));
  }
  await opened.locator(".transport button").nth(3).tap();
  await settled(opened);
  assert.deepEqual(await step(opened), [30, 51]);
  const panels = ["explain", "predict", "change", "compare"];
  for (const [place, panel] of panels.entries()) {
    await opened.locator(".tabs button").nth(place).tap();
    await settled(opened);
    for (const other of panels) {
      assert.equal(await opened.locator(`[data-panel=${other}]`).isVisible(), other === panel, `${panel}: ${other}`);
    }
  }
  await opened.locator(".picker").selectOption({ label: "14. Hybrid checkout" });
  await settled(opened);
  assert.equal(await opened.locator(".lane").count(), 3);
});

test("on a phone every control has room for a finger", async (t) => {
  const opened = await open(t, "t=31", { viewport: PHONE, hasTouch: true });
  for (let tab = 0; tab < 4; tab++) {
    await opened.locator(".tabs button").nth(tab).tap();
    await settled(opened);
    const small = await opened.locator(".app :is(button, select, input):visible").evaluateAll((all) =>
      all.map((one) => ({ name: one.id || one.className || one.innerText, box: one.getBoundingClientRect() }))
        // Numbers in sentences are as high as their line.
        .filter(({ name, box }) => name !== "op" && !/^op\b/.test(name) && (box.width < 44 || box.height < 44))
        .map(({ name, box }) => `${name} ${Math.round(box.width)} × ${Math.round(box.height)}`),
    );
    assert.deepEqual(small, [], `tab ${tab}`);
  }
});
