// The address holds everything: opened elsewhere, the same picture stands there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, clock, compared, field, listed, open, press, scenarios, settled, shown, step } from "./browser.mjs";

test("whatever has been done, its address opens the same picture", { timeout: 300_000 }, async (t) => {
  const opened = await open(t);
  const doings = [
    async () => {
      await press(opened, ...Array(7).fill("ArrowRight"), "4");
      await opened.locator("#theme").click();
      await opened.locator(".langs [lang=ru]").click();
    },
    async () => {
      await opened.locator("input[name=payments_workers]").fill("3");
      await opened.locator("input[name=gap_ms]").fill("0");
      await opened.locator(".compare-frame select").selectOption("playhead");
    },
    async () => {
      await choose(opened, /Клиенты, которые думают/);
      await opened.locator("input[name=callers]").fill("20");
      await opened.locator(".speeds button", { hasText: "¼×" }).click();
      await press(opened, "l", "l", "l");
    },
    async () => opened.locator("input.scrub").fill("4321.5"),
  ];
  for (const doing of doings) {
    await doing();
    await compared(opened);
    // The address follows when the playhead rests.
    await opened.waitForTimeout(300);
    const elsewhere = await open(t, new URL(opened.url()).search.slice(1));
    await compared(elsewhere);
    assert.equal(await shown(elsewhere), await shown(opened));
    assert.equal(new URL(elsewhere.url()).search, new URL(opened.url()).search);
  }
});

test("a seed in the link is another run, and is kept", async (t) => {
  const one = await open(t, "s=phone-call-vs-letter&seed=1&t=500");
  const other = await open(t, "s=phone-call-vs-letter&seed=2&t=500");
  assert.notEqual(await shown(one), await shown(other));
  await press(other, "ArrowRight");
  assert.equal(await field(other, "seed"), "2");
});

test("back leads to the scenario before", async (t) => {
  const opened = await open(t);
  await press(opened, "ArrowRight", "ArrowRight");
  await opened.waitForTimeout(300);
  await choose(opened, "Hybrid checkout");
  await opened.waitForTimeout(300);
  await opened.goBack();
  await settled(opened);
  assert.equal(await opened.locator("h1").innerText(), "Checkout burst");
  assert.deepEqual(await step(opened), [3, 51]);
});

test("back from three lanes to two, with another theme in between", async (t) => {
  const opened = await open(t);
  await choose(opened, "Hybrid checkout");
  await press(opened, "End");
  await opened.locator("#theme").click();
  await opened.waitForTimeout(300);
  await opened.goBack();
  await settled(opened);
  assert.equal(await opened.locator(".lane").count(), 2);
  await press(opened, "ArrowRight");
  assert.deepEqual(await step(opened), [2, 51]);
});

test("a scenario that does not arrive is told of, and what was shown stays", async (t) => {
  let broken = true;
  const opened = await open(t, "t=31", {
    prepare: (fresh) =>
      fresh.route(/hybrid-checkout\.json$/, (route) => (broken ? route.fulfill({ status: 503 }) : route.continue())),
    complaints: [/hybrid-checkout|503/],
  });
  const before = await step(opened);
  const chosen = await opened.locator(".picker").inputValue();
  await opened.locator(".picker").evaluate((picker) => {
    picker.value = [...picker.options].find((option) => option.text.endsWith("Hybrid checkout")).value;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await settled(opened);
  const notice = opened.locator(".main .notice");
  assert.match(await notice.innerText(), /“Hybrid checkout” could not be loaded/);
  assert.equal(await opened.locator(".picker").inputValue(), chosen);
  assert.equal(await opened.locator("h1").innerText(), "Checkout burst");
  assert.deepEqual(await step(opened), before);
  broken = false;
  await choose(opened, "Hybrid checkout");
  assert.equal(await notice.count(), 0);
  assert.equal(await opened.locator("h1").innerText(), "Hybrid checkout");
});

test("of two scenarios asked for in a row the last one opens", async (t) => {
  let release;
  const held = new Promise((done) => (release = done));
  const opened = await open(t, "", {
    prepare: (fresh) => fresh.route(/hybrid-checkout\.json$/, async (route) => {
      await held;
      await route.continue();
    }),
  });
  await listed(opened, "Hybrid checkout").click();
  assert.equal(await opened.locator('.app[aria-busy="true"]').count(), 1);
  await choose(opened, "Callers that think");
  const arrived = opened.waitForResponse(/hybrid-checkout/);
  release();
  await arrived;
  await settled(opened);
  assert.equal(await opened.locator("h1").innerText(), "Callers that think");
});

for (const [query, words] of [
  ["s=nowhere", ["nowhere"]],
  ["t=soon", ["t = “soon”", "≥ 0"]],
  ["t=9999", ["t = “9999”", "0 … 70"]],
  ["op=17", ["op = “17”", "1 … 5"]],
  ["op=-3", ["op = “-3”"]],
  ["seed=x", ["seed = “x”"]],
  ["lang=tlh&theme=pink&speed=9&over=all&embed=maybe", ["tlh", "pink", "speed", "over", "embed"]],
  ["set.payments_ms=9000", ["set.payments_ms = “9000”", "1, 2 … 30"]],
  ["set.payments_workers=1.5", ["set.payments_workers = “1.5”"]],
  ["set.payments_ms=soon", ["set.payments_ms = “soon”", "1, 2 … 30"]],
  ["set.nonsense=much", ["set.nonsense = “much”", "set.payments_ms"]],
  ["need.answer=soon", ["need.answer = “soon”", "… "]],
  ["set.nonsense=1", ["set.nonsense = “1”", "set.payments_ms"]],
  ["s=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", ["<img src=x onerror=alert(1)>"]],
  ["t=%F0%9F", ["t = "]],
]) {
  test(`a damaged link (${query}) is answered with a sentence and the default`, async (t) => {
    const opened = await open(t, query);
    const said = (await opened.locator(".main .notice").allInnerTexts()).join(" ");
    for (const word of words) assert.ok(said.includes(word), `"${word}" is missing in: ${said}`);
    assert.equal(await opened.locator("h1").innerText(), "Checkout burst");
    const [, steps] = await step(opened);
    assert.equal(steps, 51);
    assert.ok((await clock(opened)) <= 70);
    while (await opened.locator(".main .notice button").count()) {
      await opened.locator(".main .notice button").first().click();
      await settled(opened);
    }
    assert.equal(await opened.locator(".main .notice").count(), 0);
  });
}

test("a value a hair beside a slider's stop is that stop, and the rest of the link stands", async (t) => {
  const opened = await open(t, "set.payments_workers=3.0000001&set.payments_ms=12.0000001&op=5&break.payments=20&t=30");
  assert.equal(await opened.locator("#notices").innerText(), "");
  assert.equal(await field(opened, "set.payments_workers"), "3");
  assert.equal(await opened.locator("input[name=payments_workers]").inputValue(), "3");
  assert.equal(await opened.locator("#op").inputValue(), "5");
  assert.equal(await opened.locator(".done li").count(), 1);
});

test("a long word in a link makes no page wider, and that it is damaged is said once", async (t) => {
  const opened = await open(t, `s=${"a".repeat(300)}&set.${"b".repeat(300)}=1&t=-4&theme=pink`);
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    await opened.setViewportSize({ width, height });
    await settled(opened);
    assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}`);
    for (const button of await opened.locator(".main .notice button").all()) {
      const { x, width: wide } = await button.boundingBox();
      assert.ok(x >= 0 && x + wide <= width);
    }
  }
  const said = await opened.locator("#notices").innerText();
  assert.equal(said.split("This link is damaged").length, 2, said);
  assert.ok(!said.includes("a".repeat(61)));
});

test("what cannot be done by hand is told in the page's language, and the rest of the link stands", async (t) => {
  const opened = await open(t, "lang=ru&lose.99=5&lose.2=1&break.payments=10&break.payments=12&t=31&op=3&set.gap_ms=6");
  const said = (await opened.locator(".main .notice").allInnerTexts()).join(" ");
  assert.match(said, /lose = «99» не подходит; можно: 1 … 5\./);
  assert.match(said, /break\.payments = «12» не подходит; можно: mend\.payments\./);
  assert.doesNotMatch(said.replace(/(lose|break|mend)\S*/g, ""), /[A-Za-z]{2,}/);
  assert.equal(await clock(opened), 31);
  assert.equal(await field(opened, "op"), "3");
  assert.equal(await field(opened, "set.gap_ms"), "6");
  assert.equal(await field(opened, "lose.2"), "1");
  assert.equal(await field(opened, "lose.99"), null);
  assert.equal(await field(opened, "break.payments"), "10");
});

for (const [lang, words] of [["en", /need\.x = “1” cannot be used: this scenario has nothing of the kind\./], ["ru", /need\.x = «1» не подходит: в этом сценарии такого нет\./]]) {
  test(`a requirement of a scenario that has none is answered with a whole sentence (${lang})`, async (t) => {
    const opened = await open(t, `s=blocked-callers&need.x=1&lang=${lang}`);
    assert.match((await opened.locator(".main .notice").allInnerTexts()).join(" "), words);
  });
}

test("what could be done to an operation is named apart before one is picked", async (t) => {
  const opened = await open(t, "s=backpressure-priority");
  const names = await opened.locator("[data-happen]").allInnerTexts();
  assert.equal(names.length, 2);
  assert.notEqual(names[0], names[1]);
  for (const name of names) assert.match(name, /Pick an operation$/);
});

test("the share button gives the address, the embed button a frame that shows the same instant", async (t) => {
  const opened = await open(t, "", { permissions: ["clipboard-read", "clipboard-write"] });
  await press(opened, ...Array(5).fill("ArrowRight"));
  await opened.locator(".tool", { hasText: "Share" }).click();
  await opened.waitForTimeout(200);
  const copied = await opened.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, opened.url());
  await opened.locator(".tool", { hasText: "Embed" }).click();
  await opened.waitForTimeout(200);
  const frame = await opened.evaluate(() => navigator.clipboard.readText());
  assert.match(frame, /^<iframe src="http[^"]*embed=1[^"]*" title="Lockstep/);
  assert.equal(await opened.locator(".main .notice").count(), 1, "one thing is told at a time");
  const source = frame.match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
  const framed = await open(t, new URL(source).search.slice(1));
  assert.equal(await clock(framed), await clock(opened));
});

test("every scenario of the list opens by its own link", async (t) => {
  const opened = await open(t);
  for (const { place } of await scenarios(opened)) {
    await choose(opened, place);
    await opened.waitForTimeout(300);
    const elsewhere = await open(t, new URL(opened.url()).search.slice(1));
    assert.equal(await elsewhere.locator("h1").innerText(), await opened.locator("h1").innerText());
    assert.equal(await elsewhere.locator(".main .notice").count(), 0);
  }
});
