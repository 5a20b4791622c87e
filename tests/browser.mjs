// What all browser tests share: the release, served as a plain host serves it, below a path that it
// was not built for; one Chromium; and pages that remember every complaint.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../scripts/static-server.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const DESK = { width: 1440, height: 900 };
export const SLIDE = { width: 920, height: 520 };
export const PHONE = { width: 390, height: 844 };

let browser, server;

before(async () => {
  server = await serve(`${ROOT}dist`, { prefix: "/some/folder/" });
  browser = await chromium.launch({
    executablePath: process.env.LOCKSTEP_CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Where the page is served. */
export const address = () => server.url;

/**
 * A page in a context of its own, closed when the test ends; then it must not have complained: no
 * console error, no failed request, none to elsewhere. `prepare` is told the page before it opens anything.
 */
export async function page(t, { viewport = DESK, prepare, complaints = [], ...context } = {}) {
  const own = await browser.newContext({ viewport, locale: "en-GB", ...context });
  const opened = await own.newPage();
  const heard = [];
  opened.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  opened.on("pageerror", (error) => heard.push(`page: ${error.message}`));
  opened.on("requestfailed", (request) => heard.push(`failed: ${request.url()}`));
  opened.on("request", (request) => {
    if (!request.url().startsWith(server.url)) heard.push(`elsewhere: ${request.url()}`);
  });
  opened.on("response", (response) => {
    if (response.status() >= 400) heard.push(`${response.status()}: ${response.url()}`);
  });
  leaveQuietly(opened);
  await prepare?.(opened);
  t.after(async () => {
    await own.close();
    const unexpected = heard.filter((said) => !complaints.some((pattern) => pattern.test(said)));
    assert.deepEqual(unexpected, []);
  });
  return opened;
}

/**
 * Lets a page be left for another only when nothing is on its way: Chromium fetches the icon when it has time, and
 * calls a fetch that is cut short a failed one. A request that never ends is waited for no longer than five seconds.
 */
function leaveQuietly(opened) {
  const pending = new Set();
  opened.on("request", (request) => pending.add(request));
  for (const ended of ["requestfinished", "requestfailed"]) opened.on(ended, (request) => pending.delete(request));
  for (const leave of ["goto", "reload"]) {
    const atOnce = opened[leave].bind(opened);
    opened[leave] = async (...how) => {
      const latest = Date.now() + 5000;
      while (pending.size > 0 && Date.now() < latest) await opened.waitForTimeout(10);
      return atOnce(...how);
    };
  }
}

/** Opens the product with a query, and waits until it runs. */
export async function open(t, query = "", options = {}) {
  const opened = await page(t, options);
  await opened.goto(`${server.url}${query && `?${query}`}`);
  await running(opened);
  return opened;
}

/** Waits until the shell has given way to the running product. */
export async function running(opened) {
  await opened.locator(".transport").waitFor();
  await settled(opened);
}

/** Waits until what was done has been drawn, and what it asked for has arrived. */
export async function settled(opened) {
  await opened.waitForFunction(() => !document.querySelector('.app[aria-busy="true"]'));
  // Once, in a fresh clone on a busy machine, a test waited here or beside it until its own end. Frames have been
  // seen to take two seconds there; what is looked at after twenty is looked at all the same.
  return opened.evaluate(
    () => new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(done));
      setTimeout(done, 20_000);
    }),
  );
}

/** Waits for the further runs, which are made once the picture stands. */
export async function compared(opened) {
  await opened.waitForFunction(() => {
    const cells = [...document.querySelectorAll(".compare td[data-row]")];
    return cells.length > 0 && cells.every((cell) => cell.innerText.trim() !== "—");
  });
}

export const press = async (opened, ...keys) => {
  for (const key of keys) await opened.keyboard.press(key);
  await settled(opened);
};

/** The clock, in milliseconds. */
export const clock = (opened) =>
  opened.locator("input.scrub").evaluate((scrub) => Number(scrub.value));

/** Step and number of steps. */
export async function step(opened) {
  const numbers = (await opened.locator(".clock .step").innerText()).match(/\d+/g);
  return numbers.map(Number);
}

/**
 * Everything that the page shows: its markup, and what its controls stand at. An emptied class
 * list is no difference, nor is the order of its words.
 */
export function shown(opened) {
  return opened.evaluate(() => {
    const copy = document.querySelector(".app").cloneNode(true);
    for (const element of copy.querySelectorAll("[class]")) {
      const words = [...element.classList].sort().join(" ");
      if (words) element.setAttribute("class", words);
      else element.removeAttribute("class");
    }
    const values = [...document.querySelectorAll(".app input, .app select")].map((input) => input.value);
    return `${copy.outerHTML}\n${values.join("|")}`;
  });
}

/** All scenarios that the page offers: their place and title. */
export function scenarios(opened) {
  return opened.locator(".rail [data-scenario]").evaluateAll((buttons) =>
    buttons.map((button) => ({ place: Number(button.dataset.scenario), title: button.innerText.trim() })),
  );
}

/** The button of a scenario in the list, by its place or by what it says. */
export const listed = (opened, which) =>
  typeof which === "number"
    ? opened.locator(`.rail [data-scenario="${which}"]`)
    : opened.locator(".rail [data-scenario]", { hasText: which });

/** Opens a scenario from the list; on a narrow page the list is there, but not to be seen. */
export async function choose(opened, which) {
  const button = listed(opened, which);
  if (await button.isVisible()) await button.click();
  else await button.evaluate((unseen) => unseen.click());
  await settled(opened);
}

/** The field of the address, after the page has had time to write it. */
export async function field(opened, name) {
  await opened.waitForTimeout(200);
  return new URL(opened.url()).searchParams.get(name);
}
