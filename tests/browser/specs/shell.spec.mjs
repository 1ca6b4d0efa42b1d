// The bare shell: readable without scripts, clean under the strict policy, at home under any path.

import assert from 'node:assert/strict';
import { POLICY } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

test(
  'is readable with JavaScript disabled',
  async ({ page, base }) => {
    await page.goto(base);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.match(await page.locator('body').innerText(), /needs JavaScript and WebAssembly/);
    assert.equal(await page.locator('#boot-failure').isVisible(), false);
  },
  { context: { javaScriptEnabled: false } },
);

for (const where of ['base', 'deep']) {
  test(`starts page and worker under the strict policy (${where})`, async (kit) => {
    const { page } = kit;
    const response = await page.goto(kit[where]);
    assert.match(response.headers()['content-security-policy'], /script-src 'self' 'wasm-unsafe-eval';/);
    await page.waitForFunction(() => globalThis.dynalabWorker instanceof Worker);
    // The app takes the readable shell away once it has a workspace to show.
    await page.locator('#shell').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => globalThis.dynalabWorker.failure), undefined);
    assert.equal(await page.locator('script:not([src])').count(), 0, 'no inline script');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  });
}

test('brings its policy along where the host sends none', async ({ page, still, expectProblem }) => {
  const response = await page.goto(still);
  assert.equal(response.headers()['content-security-policy'], undefined);
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  assert.equal(await policy.getAttribute('content'), POLICY, 'the one that the other specs send');
  await page.locator('#shell').waitFor({ state: 'detached' });
  expectProblem(/Content Security Policy/);
  const run = await page.evaluate(() => new Promise((resolve) => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'document.title = "run"';
    document.body.append(script);
    if (document.title === 'run') resolve('it ran');
  }));
  assert.equal(run, 'script-src-elem');
});

test('says so when the app cannot start', async ({ page, base, context, expectProblem }) => {
  expectProblem(/uncaught/);
  expectProblem(/Failed to load resource/);
  await context.route('**/app_bg.wasm', (route) => route.fulfill({ status: 503 }));
  await page.goto(base);
  await page.getByRole('alert').getByText('could not start').waitFor();
});

test('has no accessibility violation', async ({ page, base, axe }) => {
  await page.goto(base);
  await page.locator('#shell').waitFor({ state: 'detached' });
  await axe();
});
