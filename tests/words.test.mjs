// Languages, themes and accessibility.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { choose, compared, DESK, field, open, PHONE, press, ROOT, scenarios, settled, SLIDE } from "./browser.mjs";

const AXE = await readFile(`${ROOT}node_modules/axe-core/axe.min.js`, "utf8");

/** What axe finds, one line each. */
async function violations(opened) {
  await opened.evaluate(AXE);
  const found = await opened.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}

for (const lang of ["en", "ru"]) {
  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing, ${lang}, ${theme}`, { timeout: 600_000 }, async (t) => {
      for (const [viewport, query] of [
        [DESK, "t=31"], [DESK, "s=hybrid-checkout&t=100"], [DESK, "s=blocked-callers&t=500"],
        [SLIDE, "t=31&embed=1"], [PHONE, "t=31"], [DESK, "t=31&op=77"],
      ]) {
        const opened = await open(t, `${query}&lang=${lang}&theme=${theme}`, { viewport });
        for (const folded of await opened.locator("summary:visible").all()) await folded.click();
        for (const tab of [null, ...(await opened.locator(".tabs button:visible").all())]) {
          await tab?.click();
          await settled(opened);
          assert.deepEqual(await violations(opened), [], `${query} at ${viewport.width}`);
        }
      }
    });
  }
}

test("axe finds nothing in the open help and in an opened prediction", async (t) => {
  const opened = await open(t, "t=31");
  await opened.locator(".predict input").fill("4");
  await opened.locator("[data-panel=predict] .check").click();
  await settled(opened);
  assert.deepEqual(await violations(opened), []);
  await press(opened, "?");
  assert.deepEqual(await violations(opened), []);
});

test("the language follows the browser, the switch changes it in place", async (t) => {
  const opened = await open(t, "t=31", { locale: "ru-RU" });
  const lang = () => opened.evaluate(() => document.documentElement.lang);
  assert.equal(await lang(), "ru");
  assert.match(await opened.locator(".flag").innerText(), /^31,0\sмс$/);
  assert.match(await opened.title(), /Пик заказов/);
  const before = await opened.locator(".lane").first().locator("svg.past").innerHTML();
  await opened.locator(".langs [lang=en]").click();
  await settled(opened);
  assert.equal(await lang(), "en");
  assert.match(await opened.locator(".flag").innerText(), /^31.0\sms$/);
  assert.match(await opened.title(), /Checkout burst/);
  assert.equal(await opened.locator(".lane").first().locator("svg.past").innerHTML(), before);
  assert.equal(await field(opened, "lang"), "en");
});

test("no English is left in the Russian page, no Russian in the English one", { timeout: 600_000 }, async (t) => {
  // Names of products and the like, which are the same in both.
  const names = /umars28|spring-boot-async-benchmark|AnthonyQ98|microservices-golang|ioanaprofeanu|sync-async-microservice-patterns|HotOS|OSDI|Dean, Barroso, The Tail at Scale, CACM|Lockstep|HTTP|REST|RabbitMQ|Tomcat|HikariCP|Envoy|AWS SDK|MongoDB|resilience4j|Kafka|SQS|CDC|[Oo]utbox|gRPC|p99|p95|JVM|DLQ|TTL|bulkhead|drop-head|nack|fanout|durable|latest|earliest|OK|Accepted|EN|RU|Esc|Shift|Home|End|[KJL](?=[,\s]|$)/g;
  for (const [lang, strange] of [["ru", /[A-Za-z]{2,}/g], ["en", /[А-Яа-яЁё]+/g]]) {
    const opened = await open(t, `lang=${lang}`);
    for (const { place } of await scenarios(opened)) {
      await choose(opened, place);
      await compared(opened);
      await opened.locator("summary").last().click();
      for (let n = 0; n < 12; n++) {
        await press(opened, "ArrowRight", "ArrowRight");
        const said = await opened.evaluate(() => {
          const copy = document.querySelector(".app").cloneNode(true);
          copy.querySelectorAll("code").forEach((code) => code.remove());
          const spoken = [...copy.querySelectorAll("[aria-label], [title], [aria-valuetext]")].flatMap((one) =>
            ["aria-label", "title", "aria-valuetext"].map((name) => one.getAttribute(name) ?? ""));
          return `${copy.textContent} ${spoken.join(" ")}`;
        });
        assert.deepEqual(said.replace(names, " ").match(strange) ?? [], [], `${lang} ${place}`);
      }
    }
  }
});

test("the theme follows the system, and the switch overrules it", async (t) => {
  const paper = (opened) => opened.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await open(t, "", { colorScheme: "dark" });
  assert.equal(await paper(dark), "rgb(15, 18, 22)");
  const opened = await open(t, "", { colorScheme: "light" });
  const seen = [await paper(opened)];
  for (let n = 0; n < 3; n++) {
    await opened.locator("#theme").click();
    await settled(opened);
    seen.push(await paper(opened));
  }
  const [white, black] = ["rgb(255, 255, 255)", "rgb(15, 18, 22)"];
  assert.deepEqual(seen, [white, white, black, white]);
});

test("each step is said once, politely; while playing, only the marks are", async (t) => {
  const opened = await open(t);
  const spoken = opened.locator(".spoken[role=status]");
  const said = new Set();
  for (let n = 0; n < 5; n++) {
    await press(opened, "ArrowRight");
    said.add(await spoken.innerText());
  }
  assert.equal(said.size, 5);
  assert.equal(await spoken.getAttribute("aria-live"), "polite");
  const changes = await opened.evaluate(async () => {
    const heard = [];
    const line = document.querySelector(".spoken[role=status]");
    new MutationObserver(() => heard.push(line.innerText)).observe(line, { childList: true, characterData: true, subtree: true });
    document.querySelector(".speeds button:last-of-type").click();
    document.querySelector(".play").click();
    await new Promise((done) => setTimeout(done, 1200));
    document.querySelector(".play").click();
    return heard;
  });
  // From 6 ms over the marks at 10 and 31 ms, and the step at which it is paused.
  assert.ok(changes.length >= 2 && changes.length <= 4, JSON.stringify(changes));
});
