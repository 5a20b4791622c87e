// Breaking and mending by hand: the run forks at the playhead, the past stays, the fork has a name, a
// place in the address and a way back, and its numbers are those of the command.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { address, choose, clock, compared, field, open, press, ROOT, running, scenarios, settled, shown, step } from "./browser.mjs";

const PAYMENTS = 1;
const COMMAND = process.env.LOCKSTEP_COMMAND ?? `${ROOT}target/release/lockstep`;

/**
 * What is told in all lanes at every step up to the present one, from the last to the first; but for
 * how long what goes on will last, which is the future's.
 */
async function told(opened) {
  const all = [];
  for (let [now] = await step(opened); now > 1; [now] = await step(opened)) {
    all.push((await opened.locator("#explain").innerText()).replace(/, until [\d.]+.ms/g, ""));
    await press(opened, "ArrowLeft");
  }
  return all;
}

async function measured(opened, row) {
  const cells = opened.locator(".differences tr", { hasText: row }).locator("td");
  return (await cells.allInnerTexts()).map((text) => text.replaceAll("\u202f", " ").replaceAll("\u2009", " "));
}

test("a service is broken and mended at the playhead, and the past stays", async (t) => {
  const opened = await open(t, "t=31");
  const before = await told(opened);
  await opened.locator("input.scrub").fill("31");
  await settled(opened);
  await opened.locator(`#act-${PAYMENTS}`).click();
  await settled(opened);
  assert.equal(await opened.locator(`#act-${PAYMENTS}`).innerText(), "Mend Payments");
  assert.match(await opened.locator("#lead").innerText(), /^Payments broken at 31.ms$/);
  assert.equal(await field(opened, "break.payments"), "31.001");
  assert.deepEqual(await measured(opened, "failed"), ["0 → 3", "0"]);
  assert.deepEqual(await told(opened), before);

  await opened.locator("input.scrub").fill("60");
  await settled(opened);
  const [at] = [Number(await opened.locator("input.scrub").inputValue())];
  await opened.locator(`#act-${PAYMENTS}`).click();
  await settled(opened);
  assert.equal(Number(await field(opened, "mend.payments")), (at * 1000 + 1) / 1000);
  // The table's further runs have outages of their own and stand all the same.
  await compared(opened);
  assert.equal(await opened.locator("#notices").innerText(), "");
});

test("what is broken sooner goes on from there: what was done to it later has not been done", async (t) => {
  const opened = await open(t, "t=20");
  const act = opened.locator(`#act-${PAYMENTS}`);
  await act.click();
  await opened.locator("input.scrub").fill("5");
  await settled(opened);
  await act.click();
  await settled(opened);
  assert.equal(await opened.locator("#notices").innerText(), "");
  assert.equal(await act.innerText(), "Mend Payments");
  assert.match(await opened.locator("#lead").innerText(), /^Payments broken at 5.ms$/);
  assert.equal(await field(opened, "break.payments"), "5.001");
  assert.deepEqual(await measured(opened, "failed"), ["0 → 5", "0"]);
  // The clock's scale is still that of the run as it was.
  assert.equal(await opened.locator("input.scrub").getAttribute("max"), "70");
  await opened.reload();
  await running(opened);
  assert.equal(await opened.locator("#notices").innerText(), "");
  assert.deepEqual(await measured(opened, "failed"), ["0 → 5", "0"]);
  // Beyond the end of the run there is nothing to stand at.
  await opened.locator("input.scrub").fill("69");
  await settled(opened);
  assert.ok((await clock(opened)) < 60);
  assert.equal((await step(opened))[0], (await step(opened))[1]);
});

test("what is done while it plays is in the address, and on the way back", async (t) => {
  const opened = await open(t, "t=0&speed=0.25");
  await press(opened, "k");
  await opened.locator(`#act-${PAYMENTS}`).click();
  await opened.waitForFunction(() => new URL(location).searchParams.has("break.payments"));
  assert.equal(await opened.locator("[data-command=toggle], .play").first().innerText(), "Pause");
  const at = await field(opened, "break.payments");
  await choose(opened, "Hybrid checkout");
  await opened.goBack();
  await opened.waitForFunction(() => document.querySelector("h1").innerText === "Checkout burst");
  assert.equal(await field(opened, "break.payments"), at);
  assert.match(await opened.locator("#lead").innerText(), /^Payments broken at/);
});

test("the fork's numbers are the command's", async (t) => {
  const opened = await open(t, "t=31&break.payments=31.001&mend.payments=44.5");
  const outage = '[{"down":{"service":"payments","from_ms":31.001,"to_ms":44.5}}]';
  const run = (...set) => {
    const file = `${ROOT}assets/scenarios/checkout-burst.json`;
    return JSON.parse(execFileSync(COMMAND, ["run", file, ...set, "--format", "json"])).lanes;
  };
  const [without, withIt] = [run(), run("--set", `faults=${outage}`)];
  const percent = (share) => `${Math.round(share * 100)} %`;
  const pair = (lane) => {
    const [a, b] = [without, withIt].map((lanes) => percent(lanes[lane].metrics.success_share));
    return a === b ? a : `${a} → ${b}`;
  };
  assert.deepEqual(await measured(opened, "succeeded"), [pair("sync"), pair("async")]);
  assert.notEqual(withIt.sync.metrics.success_share, without.sync.metrics.success_share);
});

test("the address holds the fork, and undoing leads back to the run without it", async (t) => {
  const opened = await open(t, "t=31");
  await compared(opened);
  const untouched = await shown(opened);
  await opened.locator(`#act-${PAYMENTS}`).press("Enter");
  await compared(opened);
  await opened.waitForTimeout(300);
  const elsewhere = await open(t, new URL(opened.url()).search.slice(1));
  await compared(elsewhere);
  assert.equal(await shown(elsewhere), await shown(opened));
  await opened.locator("#undo-0").click();
  await compared(opened);
  assert.equal(await shown(opened), untouched);
  assert.equal(await field(opened, "break.payments"), null);
});

test("the opposite at the same instant takes it back", async (t) => {
  const opened = await open(t, "t=31");
  await opened.locator(`#act-${PAYMENTS}`).click();
  await opened.locator(`#act-${PAYMENTS}`).click();
  await settled(opened);
  assert.equal(await opened.locator(`#act-${PAYMENTS}`).innerText(), "Break Payments");
  assert.equal(await opened.locator(".done li").count(), 0);
});

test("an acknowledgement of the picked operation gets lost, and its work is slowed", async (t) => {
  const opened = await open(t, "t=31&op=3");
  await compared(opened);
  const untouched = await shown(opened);
  await opened.locator("#happen-0").click();
  await settled(opened);
  assert.equal(await field(opened, "lose.3"), "31.001");
  assert.match(await opened.locator("#lead").innerText(), /^Order 3: acknowledgement lost after 31.ms$/);
  assert.deepEqual(await measured(opened, "effects twice"), ["0", "0 → 1"]);
  // The same once more at the same instant takes it back.
  await opened.locator("#happen-0").click();
  await compared(opened);
  assert.equal(await shown(opened), untouched);
  await opened.locator("#happen-1").click();
  await settled(opened);
  assert.equal(await field(opened, "slow.3"), "31.001");
  const [sync, asynchronous] = await measured(opened, "mean effect");
  assert.doesNotMatch(sync, /→/, "the work on order 3 has begun there");
  assert.match(asynchronous, /→/);
});

test("what cannot be done is answered, and nothing is lost", async (t) => {
  const opened = await open(t, "break.bank=4&lose.x=3&mend.orders=7&op=2&lang=ru");
  const said = await opened.locator("#notices").innerText();
  assert.match(said, /break = «bank»/);
  assert.match(said, /orders, payments/);
  assert.match(said, /lose = «x»/);
  assert.match(said, /1 … 5/);
  assert.equal(await opened.locator(".lane").count(), 2);
});

test("what cannot have happened with a control's new value is taken back, and the page and its address agree", async (t) => {
  for (const [query, act, control, value, words] of [
    // Down from 50 to 150 ms: broken after that, and then down until later than that.
    ["s=callee-outage&t=160&lang=en", "#act-0", "until_ms", "200", "Payments broken at"],
    ["s=callee-outage&t=140&lang=ru", "#act-0", "until_ms", "60", "с этими значениями такого не могло быть"],
    ["s=thread-pool&op=500&t=82502.75&lang=en", "#happen-1", "jobs", "100", "with these settings that cannot have happened"],
  ]) {
    const opened = await open(t, query);
    await opened.locator(act).click();
    await settled(opened);
    assert.equal(await opened.locator(".done li").count(), 1, query);
    await opened.locator(`input[name=${control}]`).fill(value);
    await settled(opened);
    assert.equal(await opened.locator(".done li").count(), 0, query);
    const said = await opened.locator("#notices").innerText();
    assert.ok(said.includes(words), said);
    const lanes = await opened.locator(".lane-head").allInnerTexts();
    // While somebody drags, the address follows a little later.
    await opened.waitForURL((url) => url.searchParams.get(`set.${control}`) === value && !/break|slow|mend/.test(url.search));
    const again = await open(t, new URL(opened.url()).search.slice(1));
    assert.equal(await again.locator("#notices").innerText(), "", query);
    assert.deepEqual(await again.locator(".lane-head").allInnerTexts(), lanes);
    assert.equal(await again.locator(`input[name=${control}]`).inputValue(), value);
  }
});

test("a link opens the fork of a broken broker again", async (t) => {
  const opened = await open(t, "t=31");
  await opened.locator("[data-intervene]").last().click();
  await settled(opened);
  assert.equal(await field(opened, "break.broker"), "31.001");
  const again = await open(t, new URL(opened.url()).search.slice(1));
  assert.equal(await again.locator("#notices").innerText(), "");
  assert.equal(await again.locator("#lead").innerText(), await opened.locator("#lead").innerText());
});

test("every scenario is broken by hand and mended, in both languages", { timeout: 900_000 }, async (t) => {
  for (const lang of ["en", "ru"]) {
    const opened = await open(t, `lang=${lang}`);
    for (const { place } of await scenarios(opened)) {
      await choose(opened, place);
      await settled(opened);
      await press(opened, "Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
      const acts = opened.locator("[data-intervene]");
      for (let service = 0; service < (await acts.count()); service += 1) {
        const label = await acts.nth(service).innerText();
        await acts.nth(service).click();
        await settled(opened);
        assert.notEqual(await acts.nth(service).innerText(), label);
        await press(opened, "ArrowRight", "ArrowRight", "ArrowRight");
        await acts.nth(service).click();
        await press(opened, "End");
      }
      assert.equal(await opened.locator(".done li").count(), 2 * (await acts.count()));
      assert.equal(await opened.locator("#notices").innerText(), "", `${place} in ${lang}`);
    }
  }
  assert.ok(address());
});
