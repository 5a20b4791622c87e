// A static file server for one folder, on 127.0.0.1 only: for the browser tests, and as a
// command to look at a release the way a plain web host serves it.
//
//     node scripts/static-server.mjs dist 8080

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Serves `dir` below the path `prefix`, on `port` or, for 0, on a free one.
 * Resolves to the address of the folder and to a function that ends the server.
 */
export async function serve(dir, { port = 0, prefix = "/" } = {}) {
  const root = resolve(dir);
  const base = `/${prefix}/`.replace(/\/+/g, "/");
  const server = createServer(async (request, response) => {
    const answer = (status, text) => {
      response.writeHead(status, { "Content-Type": TYPES[".txt"] }).end(`${text}\n`);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "GET and HEAD only");
    const found = await find(root, base, request.url);
    if (!found) return answer(404, "not found");
    response.writeHead(200, {
      "Content-Type": TYPES[extname(found.path).toLowerCase()] ?? "application/octet-stream",
      "Content-Length": found.size,
      "Cache-Control": "no-cache",
    });
    if (request.method === "HEAD") return response.end();
    createReadStream(found.path).on("error", () => response.destroy()).pipe(response);
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", done);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The file that a request means: inside `root`, and for a folder its index.html. */
async function find(root, base, url) {
  let path;
  try {
    // Not `new URL`: it would resolve `..` away before it can be refused.
    path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return null;
  }
  if (!path.startsWith(base) || path.includes("\0")) return null;
  let file = resolve(root, `.${sep}${path.slice(base.length)}`);
  if (file !== root && !file.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
  try {
    let about = await stat(file);
    if (about.isDirectory()) {
      // Without the slash, the page's relative links would lead one folder up.
      if (!path.endsWith("/")) return null;
      file = join(file, "index.html");
      about = await stat(file);
    }
    return about.isFile() ? { path: file, size: about.size } : null;
  } catch {
    return null;
  }
}

async function main([dir = "dist", port = "8080"]) {
  try {
    if (!(await stat(dir)).isDirectory()) throw new Error(`${dir} is no folder`);
    const { url } = await serve(dir, { port: Number(port) });
    console.log(`${dir} is served on ${url} (Ctrl-C ends it)`);
  } catch (problem) {
    const advice = {
      EADDRINUSE: `port ${port} is taken by another program: give another one as the second word`,
      ENOENT: `there is no folder ${dir}: 'make build' makes dist`,
      ERR_SOCKET_BAD_PORT: `${port} is no port: give a number from 0 to 65535`,
    };
    console.error(`static-server: ${advice[problem.code] ?? problem.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
