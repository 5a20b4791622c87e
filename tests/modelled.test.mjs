// The page that says what is modelled: alike in both languages, reached from the help, readable by all.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { address, open, page, PHONE, press, ROOT } from "./browser.mjs";

const AXE = await readFile(`${ROOT}node_modules/axe-core/axe.min.js`, "utf8");

/** The statements of the page, by their ids, and how many words each has. */
const statements = (opened) =>
  opened.locator("main [id]").evaluateAll((all) =>
    all.map((one) => ({ id: one.id, words: one.innerText.trim().split(/\s+/).length })),
  );

test("both languages make the same statements", async (t) => {
  const all = {};
  for (const lang of ["en", "ru"]) {
    for (const colorScheme of ["light", "dark"]) {
      const opened = await page(t, { viewport: PHONE, colorScheme });
      await opened.goto(`${address()}modelled/${lang}.html`);
      assert.equal(await opened.evaluate(() => document.documentElement.lang), lang);
      all[lang] = await statements(opened);
      assert.ok(all[lang].length > 20);
      for (const { id, words } of all[lang]) assert.ok(words > 3, `${id} says nothing in ${lang}`);
      // Only the table may be wider than a phone, within its frame.
      assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await opened.evaluate(AXE);
      const found = await opened.evaluate(() => axe.run(document));
      assert.deepEqual(found.violations.map(({ id }) => id), []);
    }
  }
  assert.deepEqual(all.ru.map(({ id }) => id), all.en.map(({ id }) => id));
});

test("the help leads there in the page's language, and from there it goes back", async (t) => {
  const opened = await open(t, "lang=ru");
  await press(opened, "?");
  const [modelled] = await Promise.all([
    opened.context().waitForEvent("page"),
    opened.locator("#help-dialog a").click(),
  ]);
  await modelled.waitForLoadState();
  assert.match(modelled.url(), /modelled\/ru\.html$/);
  await modelled.locator("nav a").nth(1).click();
  assert.equal(await modelled.evaluate(() => document.documentElement.lang), "en");
  await modelled.locator("nav a").first().click();
  await modelled.locator(".transport").waitFor();
  assert.equal(await modelled.evaluate(() => document.documentElement.lang), "en");
});
