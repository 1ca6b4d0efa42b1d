// Run > Traffic: the laboratory comes when it is first asked, runs a template, hears a cancel, and is started again when it is gone.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows } from './employees.mjs';
import { cancelled } from './scenario.mjs';

const LABORATORY = /laboratory(_bg)?\.(js|wasm)/;

/** Opens the screen and waits until its scenario was read. */
async function traffic(page, base, part = 'traffic') {
  await page.goto(`${base}#/run/${part}`);
  await page.getByRole('button', { name: 'Run the scenario' }).waitFor();
  await page.waitForFunction(() => !document.querySelector('.run-bar button.primary').disabled);
}

const runIt = (page) => page.getByRole('button', { name: 'Run the scenario' }).click();
/** Runs the scenario for a year: nobody waits for its end. */
async function runForLong(page) {
  await page.getByLabel('Duration').fill('366d');
  await page.getByLabel('Duration').press('Enter');
  await page.waitForFunction(() => document.querySelector('.scenario-editor textarea').value.includes('366d'));
  await page.waitForFunction(() => !document.querySelector('.run-bar button.primary').disabled);
  await runIt(page);
}

const results = (page) => page.getByRole('region', { name: 'Results' });

test('a template runs in a worker of its own and tells its figures', async ({ page, base, asked, axe }) => {
  const before = asked.length;
  await page.goto(`${base}#/run`);
  await page.locator('#console-editor').waitFor();
  assert.deepEqual(asked.slice(before).filter((path) => LABORATORY.test(path)), [], 'the first screen does without it');
  await traffic(page, base);
  assert.equal(asked.slice(before).filter((path) => LABORATORY.test(path)).length, 2, 'its script and its wasm, once');
  assert.ok((await page.locator('.scenario-source option').count()) > 6, 'templates');
  await page.getByRole('heading', { name: 'Requests over the first day' }).waitFor();
  await runIt(page);
  await results(page).getByText('Hottest partition').waitFor();
  await results(page).getByText('Throttle events').waitFor();
  assert.equal(await results(page).getByRole('link', { name: 'What it costs' }).getAttribute('href'), '#/cost/bill%3Arun');
  assert.match(await results(page).locator('.verdict').innerText(), /\w/);
  await axe();
}, { timeout_ms: 120_000 });

test('a cancel is heard within 200 ms, and leaves the figures of the run before', async ({ page, base }) => {
  await traffic(page, base);
  await runForLong(page);
  await page.locator('.run-strip progress').waitFor();
  // Another area keeps the run in sight, with its own way to end it.
  await open(page, '#/build');
  await page.locator('.run-strip').getByRole('button', { name: 'Cancel' }).waitFor();
  const took_ms = await cancelled(page);
  assert.ok(took_ms < 200, `${took_ms} ms`);
  await open(page, '#/run/traffic');
  await page.getByText('The run was cancelled and nothing of it is kept.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Run the scenario' }).isEnabled(), true);
}, { timeout_ms: 120_000 });

test('a run is drawn while it goes on, and holds up neither the page nor a cancel', async ({ page, base, axe }) => {
  await traffic(page, base);
  await runForLong(page);
  const soFar = page.getByRole('region', { name: 'The run so far' });
  await soFar.waitFor();
  const drawn = () => soFar.locator('.area-write').first().evaluate((path) => path.getAttribute('d').length);
  const first = await drawn();
  assert.ok(first > 0, 'some of it');
  await page.evaluate(() => {
    globalThis.held = [];
    new PerformanceObserver((list) => globalThis.held.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  // Ten reports of the laboratory, each drawn.
  await page.evaluate(() => new Promise((resolve) => {
    let drawn = 0;
    new MutationObserver((_, observer) => {
      drawn += 1;
      if (drawn < 10) return;
      observer.disconnect();
      resolve();
    }).observe(document.querySelector('.picture-summary'), { characterData: true, subtree: true });
  }));
  assert.ok(await drawn() > first, 'it grows');
  assert.deepEqual(await page.evaluate(() => globalThis.held), [], 'tasks over 50 ms');
  assert.match(await soFar.locator('.picture-summary').innerText(), /[\d,]+ RCU and [\d,]+ WCU so far/);
  await soFar.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('region', { name: 'The run so far as a table' }).waitFor();
  await axe();
  const took_ms = await cancelled(page);
  assert.ok(took_ms < 200, `${took_ms} ms`);
  assert.equal(await soFar.count(), 0, 'nothing of it is kept');
}, { timeout_ms: 120_000, context: { reducedMotion: 'reduce' } });

test('what is wrong is told at its line, and nothing runs; text and link come back', async ({ page, base, axe }) => {
  await traffic(page, base, 'traffic:iot-telemetry');
  await page.waitForFunction(() => location.hash === '#/run/traffic');
  await page.getByText('The scenario as text (TOML)').click();
  const editor = page.getByLabel('Scenario in TOML');
  const text = await editor.inputValue();
  assert.match(text, /title = "IoT/);
  await editor.fill(text.replace(/^duration = .*$/m, 'duration = "never"'));
  const problem = page.getByRole('group', { name: 'What is wrong with the scenario' });
  await problem.getByRole('button', { name: /^Line \d+$/ }).first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Run the scenario' }).isDisabled(), true);
  await problem.getByRole('button', { name: /^Line \d+$/ }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'scenario-editor');
  await axe();
  await page.reload();
  await problem.waitFor();
  assert.match(await editor.inputValue(), /duration = "never"/, 'what was written is kept');
}, { timeout_ms: 120_000 });

test('a laboratory that is gone is told plainly, and the next run starts another', async ({ page, base, context }) => {
  await context.route('**/laboratory_bg.wasm', (route) => route.fulfill({ status: 503 }));
  await page.goto(`${base}#/run/traffic`);
  await page.getByRole('alert').first().waitFor();
  await context.unroute('**/laboratory_bg.wasm');
  await open(page, '#/build');
  await open(page, '#/run/traffic');
  await page.waitForFunction(() => document.querySelector('.run-bar button.primary')?.disabled === false);
}, { timeout_ms: 120_000 });

test('keys of a table that is there are replayed', async ({ page, base }) => {
  await loadEmployees(page, base);
  await traffic(page, base);
  await page.getByText('The scenario as text (TOML)').click();
  await page.getByLabel('Scenario in TOML').fill(`title = "My employees"
duration = "10m"
[attributes]
employee_id = { keys_of = "employees.employee_id" }
[[pattern]]
name = "look up an employee"
does = "get"
known = ["employee_id"]
rate = 50
[[design]]
name = "A"
[[design.table]]
name = "employees"
partition_key = "{employee_id}"
items = 400
`);
  await page.getByText('400 values in turn').waitFor();
  await runIt(page);
  await results(page).getByText('look up an employee').first().waitFor();
}, { timeout_ms: 120_000 });

for (const colorScheme of ['light', 'dark']) {
  test(`fits 320 px without a violation (${colorScheme})`, async ({ page, base, axe }) => {
    await traffic(page, base);
    await runIt(page);
    await results(page).getByText('Hottest partition').waitFor();
    assert.equal(await overflows(page), false);
    const hidden = await results(page).getByRole('region', { name: 'The designs in figures' }).evaluate((region) => {
      const { right } = region.getBoundingClientRect();
      return [...region.querySelectorAll('td:nth-of-type(1)')].filter((cell) => cell.getBoundingClientRect().right > right).length;
    });
    assert.equal(hidden, 0, 'the first figures are in sight without scrolling');
    await axe();
    await open(page, '#/run/limits');
    await page.getByRole('heading', { name: 'Limits' }).waitFor();
    assert.equal(await overflows(page), false);
    await axe();
  }, { timeout_ms: 120_000, context: { colorScheme, viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' } });
}
