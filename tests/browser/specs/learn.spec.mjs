// The first lesson as a learner meets it: run, predict, check, come back.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { open, overflows } from './employees.mjs';

// Without transitions, so that axe never measures a colour half way.
const STILL = { context: { reducedMotion: 'reduce' } };

const LESSON = '#/learn/employee-directory';

const block = (page, id) => page.locator(`#block-${id}`);

/** Runs a block and waits for its answer. */
async function runBlock(page, id) {
  await block(page, id).getByRole('button', { name: 'Run', exact: true }).click();
  await block(page, id).locator('.run-outcome .step').first().waitFor();
}

test('the first lesson opens from the list and its first check passes', async ({ page, base, axe }) => {
  await page.goto(`${base}#/learn`);
  await page.locator('.lesson-card').first().getByRole('button').click();
  await page.getByRole('heading', { level: 1, name: 'One table, one lookup' }).waitFor();
  await block(page, 'create').getByText('What the author saw').waitFor();
  await axe();
  await block(page, 'c-table').getByRole('button', { name: 'Check', exact: true }).click();
  await block(page, 'c-table').getByText('Not yet.').waitFor();
  await runBlock(page, 'create');
  await block(page, 'c-table').getByRole('button', { name: 'Check', exact: true }).click();
  await block(page, 'c-table').getByText('Passed.').waitFor();
  await axe();
}, STILL);

test('a later block runs what it depends on, and hints come one by one', async ({ page, base, axe }) => {
  await page.goto(base + LESSON);
  await runBlock(page, 'put-second');
  assert.equal(await block(page, 'put-second').locator('.run-outcome .step').count(), 3, 'create, first and second employee');
  const check = block(page, 'c-differ');
  await check.getByRole('button', { name: 'Hint 1 of 2' }).click();
  await check.getByRole('button', { name: 'Hint 2 of 2' }).click();
  assert.equal(await check.locator('.hints li').count(), 2);
  await check.getByRole('button', { name: 'Check', exact: true }).click();
  await check.getByText('Passed.').waitFor();
  await axe();
}, STILL);

test('a prediction is compared, and everything is there after a reload', async ({ page, base }) => {
  await page.goto(base + LESSON);
  const guess = block(page, 'p-get');
  await guess.getByRole('textbox').fill('1');
  await guess.getByRole('button', { name: 'Predict' }).click();
  await guess.getByText('Not quite.').waitFor();
  await guess.getByRole('textbox').fill('0.5');
  await guess.getByRole('textbox').press('Enter');
  await guess.getByText('Right.').waitFor();
  const editor = block(page, 'create').getByRole('textbox');
  const changed = `${await editor.inputValue()} --deletion-protection-enabled`;
  await editor.fill(changed);
  await editor.press('Control+Enter');
  await block(page, 'create').locator('.run-outcome .step').waitFor();
  await block(page, 'c-table').getByRole('button', { name: 'Check', exact: true }).click();
  await block(page, 'c-table').getByText('Passed.').waitFor();
  await page.reload();
  await block(page, 'c-table').getByText('passed', { exact: true }).waitFor();
  assert.equal(await block(page, 'create').getByRole('textbox').inputValue(), changed);
  assert.equal(await block(page, 'p-get').getByRole('textbox').inputValue(), '0.5');
  await page.getByRole('button', { name: 'Start over' }).click();
  assert.equal(await block(page, 'c-table').getByText('passed', { exact: true }).count(), 0);
  assert.notEqual(await block(page, 'create').getByRole('textbox').inputValue(), changed);
}, STILL);

test('the lesson fits 320 pixels in the dark', async ({ page, base, axe }) => {
  await page.goto(base + LESSON);
  await runBlock(page, 'put-first');
  assert.equal(await overflows(page), false);
  await axe();
}, { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } });

// The narrowest page is run as well: the block has a table of figures.
test('a scenario in a lesson runs on both designs and tells the verdict', async ({ page, base, axe }) => {
  await page.goto(`${base}#/learn/hot-key`);
  const scenario = block(page, 'iot');
  await scenario.getByRole('button', { name: 'Run its designs' }).click();
  await scenario.locator('.verdict').waitFor({ timeout: 60_000 });
  const figures = await scenario.locator('table.data tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(figures.map(([design]) => design), ['A: date', 'B: device and date']);
  assert.equal(figures[0][1], figures[1][1], 'both designs are offered the same requests');
  assert.notEqual(figures[0][3], '0', 'the date as a key is throttled');
  assert.equal(figures[1][3], '0', 'the device and the date are not');
  assert.equal(await overflows(page), false);
  await axe();
}, { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } });
