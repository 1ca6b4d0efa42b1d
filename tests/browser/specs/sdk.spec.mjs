// The AWS SDK for JavaScript v3 inside the page: the programs of tests/clients through dynalab's request handler.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from '../harness/test.mjs';
import { load, modules, root } from '../harness/packages.mjs';

/** A program as one script: its harness and its assertions are those of the page, its packages the real ones. */
async function bundled(name) {
  const inPage = { './harness.mjs': 'programs/harness.mjs', 'node:assert/strict': 'programs/assert.mjs' };
  const standIns = {
    name: 'stand-ins',
    setup: (build) => build.onResolve({ filter: /^(\.\/harness\.mjs|node:assert\/strict)$/ }, ({ path }) => ({
      path: fileURLToPath(new URL(`../${inPage[path]}`, import.meta.url)),
    })),
  };
  const { outputFiles } = await load('esbuild').build({
    entryPoints: [fileURLToPath(new URL(`tests/clients/node/${name}.mjs`, root))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    nodePaths: [modules],
    plugins: [standIns],
  });
  return outputFiles[0].text;
}

for (const name of ['sdk', 'document']) {
  test(`the ${name} program of the AWS SDK runs in the page without a network`, async ({ page, context, base, asked }) => {
    const script = await bundled(name);
    // A page of one's own loads the bundle beside the app; the content security policy allows scripts of the same origin.
    await context.route('**/program.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
    await page.goto(base);
    await page.waitForFunction(() => globalThis.dynalab !== undefined);
    const before = asked.length;
    await page.addScriptTag({ url: 'program.js', type: 'module' });
    await page.waitForFunction(() => globalThis.outcome !== undefined);
    const told = await page.evaluate(() => globalThis.outcome);
    assert.ok(told.length > 4, told.join('\n'));
    assert.deepEqual(told.filter((line) => !line.startsWith('ok ')), []);
    // The page may still fetch parts of itself; no request of the program leaves it.
    assert.deepEqual(asked.slice(before).filter((path) => !/\.(wasm|js|css|woff2)$/.test(path)), []);
  });
}

test('a request that is called off rejects as the SDK expects', async ({ page, base }) => {
  await page.goto(base);
  await page.waitForFunction(() => globalThis.dynalab !== undefined);
  const names = await page.evaluate(async () => {
    const { DynalabRequestHandler } = await import(new URL('embed/request-handler.js', document.baseURI).href);
    const handler = new DynalabRequestHandler();
    const request = { headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' }, body: '{}' };
    const early = new AbortController();
    early.abort();
    const late = new AbortController();
    const waiting = handler.handle(request, { abortSignal: late.signal });
    late.abort();
    const told = [handler.handle(request, { abortSignal: early.signal }), waiting].map((one) => one.catch((error) => error.name));
    const answered = await handler.handle(request);
    // One signal for many requests keeps nothing of them.
    const kept = new AbortController();
    let listening = 0;
    const { addEventListener, removeEventListener } = kept.signal;
    kept.signal.addEventListener = (...args) => { listening += 1; addEventListener.apply(kept.signal, args); };
    kept.signal.removeEventListener = (...args) => { listening -= 1; removeEventListener.apply(kept.signal, args); };
    for (let round = 0; round < 3; round += 1) await handler.handle(request, { abortSignal: kept.signal });
    return [listening, ...(await Promise.all(told)), answered.response.statusCode, await answered.response.body.text()];
  });
  assert.deepEqual(names, [0, 'AbortError', 'AbortError', 200, '{"TableNames":[]}']);
});
