// What a first visit transfers: index.html and every file that it loads before anybody has
// clicked, raw and as a host compresses it. Of the texts, which come in the visitor's language
// only, the largest.
//
//     node scripts/first-visit-size.mjs dist

import { readFile } from "node:fs/promises";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** In kB of brotli, for the whole visit. */
const GOAL = 130;

// Brotli at quality 11, in kB, measured in the same way.
const ANCHORS = [
  ["Leptos hello world, opt-level z and wasm-opt -Oz: wasm and glue", 30.8],
  ["Leptos's own entry in js-framework-benchmark", 48.8],
  ["speedscope", 128],
  ["pixi + gsap, before any code of one's own", 145],
  ["RabbitMQ Simulator", 174],
  ["Loupe", 349],
];

/** The files of a first visit, index.html first: `{ name, raw, gzip, brotli }` in bytes. */
async function firstVisit(dir) {
  const root = resolve(dir);
  const files = new Map();
  const waiting = [resolve(root, "index.html")];
  for (const path of waiting) {
    if (files.has(path)) continue;
    const content = await readFile(path);
    files.set(path, {
      name: relative(root, path),
      raw: content.length,
      gzip: gzipSync(content, { level: 9 }).length,
      brotli: brotliCompressSync(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }).length,
    });
    for (const link of links(extname(path), () => content.toString("utf8"))) {
      // Addresses of other hosts and data: URLs are no files of ours.
      if (/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(link)) continue;
      const target = resolve(path, "..", link.replace(/[?#].*$/s, "").replace(/^\/+/, ""));
      if (target.startsWith(root + sep)) waiting.push(target);
    }
  }
  const all = [...files.values()];
  const texts = all.filter(isText).sort((one, other) => one.brotli - other.brotli);
  return all.filter((file) => !isText(file) || file === texts.at(-1));
}

const isText = ({ name }) => dirname(name) === "text";

/** The addresses that a file of this kind loads by itself. */
function links(extension, text) {
  switch (extension) {
    case ".html": {
      // Only links that load: a canonical address or another language is just named.
      const page = text().replace(/<!--.*?-->/gs, "");
      const loading = [...page.matchAll(/<link\b[^>]*>/gi)].map(([tag]) => tag)
        .filter((tag) => /\bid\s*=\s*["']?text-/i.test(tag) || /\brel\s*=\s*["']?[^"'>]*\b(stylesheet|modulepreload|preload|icon|manifest)\b/i.test(tag));
      const sources = [...page.matchAll(/<(?:script|img|source|iframe)\b[^>]*>/gi)].map(([tag]) => tag)
        .filter((tag) => !/\bloading\s*=\s*["']?lazy/i.test(tag));
      const inline = [...page.matchAll(/<script\b[^>]*>(.*?)<\/script>/gis)].map(([, script]) => script);
      const styles = [...page.matchAll(/<style\b[^>]*>(.*?)<\/style>/gis)].map(([, style]) => style);
      return [
        ...loading.flatMap((tag) => attribute(tag, "href")),
        ...sources.flatMap((tag) => attribute(tag, "src")),
        ...inline.flatMap(imports),
        ...styles.flatMap(addresses),
      ];
    }
    case ".css":
      return addresses(text());
    case ".js":
    case ".mjs":
      return imports(text());
    default:
      return [];
  }
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"));
  return found ? [found[1] ?? found[2] ?? found[3]] : [];
}

/** Static imports, and the files that start scripts name: trunk's the module, the page's own a scenario. */
function imports(script) {
  const pattern = /\b(?:import|from)\s*["']([^"']+)["']|["'](\.{0,2}\/[^"'\s]+\.(?:wasm|json))["']/g;
  return [...script.matchAll(pattern)].map((found) => found[1] ?? found[2])
    .filter((address) => /^[./]/.test(address));
}

/** `url(…)` and `@import "…"` of a style sheet. */
function addresses(style) {
  const pattern = /url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']/gi;
  return [...style.matchAll(pattern)].map((found) => found[1] ?? found[2]);
}

function table(files) {
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  const total = { name: "all", raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") };
  const width = Math.max(...files.map((file) => file.name.length));
  const row = (name, ...cells) => [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(9))].join(" ");
  const bytes = ({ name, raw, gzip, brotli }) => row(name, raw, gzip, brotli);
  const kilobytes = total.brotli / 1000;
  return [
    row("bytes of a first visit", "raw", "gzip 9", "brotli 11"),
    ...files.map(bytes),
    bytes(total),
    "",
    `${kilobytes.toFixed(1)} kB of brotli; the goal is ${GOAL} kB: ${kilobytes <= GOAL ? "met" : "missed"}.`,
    "For comparison, in kB of brotli:",
    ...ANCHORS.map(([name, size]) => `${size.toFixed(1).padStart(7)}  ${name}`),
  ].join("\n");
}

const dir = process.argv[2] ?? "dist";
try {
  console.log(table(await firstVisit(dir)));
} catch (problem) {
  console.error(
    problem.code === "ENOENT"
      ? `first-visit-size: ${problem.path} is missing: 'make build' makes a whole dist/`
      : `first-visit-size: ${problem.message}`,
  );
  process.exitCode = 1;
}
