// A plain static server for the specs: the built page under the strict policy, at the root and under a sub-path, and the
// fixture pages. A second port serves the same, for what must work across origins.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** The policy that the page promises to live under. */
export const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' data:",
].join('; ');

/** A sandboxed frame has no origin of its own, so for it every file comes from another one. */
const OPEN = { 'Access-Control-Allow-Origin': '*' };

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Starts both ports. Gives their origins, the paths asked for so far, and `stop`. */
export async function startServer(dist, pages) {
  const asked = [];
  const folders = [
    { path: '/deep/er/', folder: dist, headers: { ...OPEN, 'Content-Security-Policy': POLICY } },
    // As a host that can be told no headers: the policy is the page's own.
    { path: '/static/', folder: dist, headers: OPEN },
    { path: '/pages/', folder: pages, headers: {} },
    { path: '/', folder: dist, headers: { ...OPEN, 'Content-Security-Policy': POLICY } },
  ];
  const listen = () =>
    new Promise((resolve, reject) => {
      const server = createServer((request, response) => answer(folders, asked, request, response));
      server.on('error', reject);
      // A spec that fetches a file itself must not meet a connection that is just being closed for its rest.
      server.keepAliveTimeout = 600_000;
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  const servers = [await listen(), await listen()];
  const [origin, otherOrigin] = servers.map((server) => `http://localhost:${server.address().port}`);
  const stop = () =>
    Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  return { origin, otherOrigin, asked, stop };
}

async function answer(folders, asked, request, response) {
  const { pathname } = new URL(request.url, 'http://any');
  asked.push(pathname);
  const { path, folder, headers } = folders.find((one) => pathname.startsWith(one.path));
  const name = decodeURIComponent(pathname.slice(path.length)) || 'index.html';
  const file = new URL(name.endsWith('/') ? `${name}index.html` : name, folder);
  // URL has resolved every `..` by now.
  const body = file.href.startsWith(folder.href) ? await contents(file) : null;
  if (!body) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`not found: ${pathname}`);
    return;
  }
  const type = TYPES[extname(file.pathname)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' });
  response.end(body);
}

/** What was read, by address: reading anew makes garbage, and what clears it away would stand in the way of the page's start. */
const kept = new Map();

async function contents(file) {
  const body = kept.get(file.href) ?? await readFile(file).catch(() => null);
  if (body) kept.set(file.href, body);
  return body;
}
