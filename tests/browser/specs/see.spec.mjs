// The pictures: partition map, fan-out, x-ray; each with its table twin, by keyboard, light, dark and narrow.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { SCAN_FOR_LISBON, loadEmployees, open, overflows, run } from './employees.mjs';

// Without transitions, so that axe never measures a colour half way.
const STILL = { context: { reducedMotion: 'reduce' } };

const NARROW = { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } };
const MAP = '#/t/employees/see/partitions';

const place = (lane, partition) => `[data-place="${lane}-${partition}"]`;

/** The numbers of a column of the table twin, added up. */
const columnSum = (page, column) =>
  page.locator('main table tbody').first().evaluate(
    (body, column) => [...body.rows].filter((row) => row.cells[0].textContent.includes('(table)'))
      .reduce((sum, row) => sum + Number(row.cells[column].textContent.replace(/[^0-9.]/g, '')), 0),
    column,
  );

test('the map draws every item and its table twin says the same', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, MAP);
  await page.locator(place(0, 0)).waitFor();
  const drawn = await page.locator('.lane-dots').first().evaluate((path) => path.getAttribute('d').split('M').length - 1);
  assert.equal(drawn, 400, 'one dot for each item');
  await page.getByText('Our model:').first().waitFor();
  await axe();
  await page.getByRole('button', { name: 'Table', exact: true }).first().click();
  assert.equal(await columnSum(page, 4), 400, 'the items of the table’s partitions');
  await axe();
  await page.reload();
  await page.locator('main table').first().waitFor();
  assert.equal(await page.locator(place(0, 0)).count(), 0, 'the choice of the table is remembered');
}, STILL);

test('the map is operated by keyboard', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, MAP);
  await page.locator(place(0, 0)).focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.place?.split('-')[0]), '1', 'down is the next lane');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: /^Partition \d+ of employees/ }).waitFor();
  assert.equal(await page.locator('.partition[aria-pressed="true"]').count(), 1);
  assert.equal(await page.locator('.partition[tabindex="0"]').count(), 1, 'one stop for Tab');
  await axe();
}, STILL);

test('the last write is drawn into every lane that it touched', async ({ page, base }) => {
  await loadEmployees(page, base);
  await run(
    page,
    `aws dynamodb put-item --table-name employees --item '{"employee_id":{"S":"E-9001"},"name":{"S":"Zoe"},"location":{"S":"Lisbon"},"department":{"S":"Sales"},"hire_date":{"S":"2026-01-02"}}'`,
  );
  await open(page, MAP);
  await page.getByRole('heading', { name: /^Last request: #\d+ PutItem$/ }).waitFor();
  assert.equal(await page.locator('.lanes .request-end.write').count(), 3, 'the table and both indexes');
  const story = await page.locator('.last-request').innerText();
  for (const words of ['employees (table)', 'by-location (GSI)', 'by-department (GSI)', 'E-9001']) assert.ok(story.includes(words), `${words} in ${story}`);
}, STILL);

test('the fan-out draws what each index copies and what it leaves behind', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(
    page,
    `aws dynamodb put-item --table-name employees --item '{"employee_id":{"S":"E-9001"},"name":{"S":"Zoe"},"location":{"S":"Lisbon"},"about":{"S":"${'x'.repeat(1_100)}"}}'`,
  );
  await open(page, '#/t/employees/see/indexes');
  await page.getByLabel('employee_id (string)').fill('E-9001');
  await page.getByRole('button', { name: 'Draw this item' }).click();
  await page.getByRole('heading', { name: 'Fan-out of E-9001' }).waitFor();
  // The item is over 1 KB; by-location copies keys, email and role; by-department has no entry without a department.
  await page.getByText(/Writing this item anew takes 3 WCU: 2 for the table, 1 for by-location\./).waitFor();
  await page.getByText(/by-department holds nothing of it, because (department|hire_date) is missing/).waitFor();
  await axe();
  await page.locator('[data-attribute="0"]').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.attribute), '1');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('cell', { name: /no entry/ }).waitFor();
  await axe();
}, STILL);

test('an item that is not there is told, and listing keys draws the first', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, '#/t/employees/see/indexes');
  await page.getByLabel('employee_id (string)').fill('nobody');
  await page.getByRole('button', { name: 'Draw this item' }).click();
  await page.locator('.error-card').waitFor();
  await axe();
  await page.getByRole('button', { name: 'List 50 keys' }).click();
  await page.getByRole('heading', { name: /^Fan-out of E-/ }).waitFor();
  assert.equal(await page.locator('.picker-list select option').count(), 50);
}, STILL);

test('the x-ray shows what was paid for and discarded', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, SCAN_FOR_LISBON);
  await open(page, '#/t/employees/see/xray');
  await page.getByText(/^Scan on employees evaluated 400 items and returned \d+/).waitFor();
  const cells = (name) => page.locator(`.xray-strip .${name}`).evaluate((path) => (path.getAttribute('d') ?? '').split('M').length - 1);
  assert.equal((await cells('xray-returned')) + (await cells('xray-discarded')), 400);
  const strip = page.getByRole('slider', { name: 'Evaluated items, in key order' });
  await strip.focus();
  await page.keyboard.press('End');
  assert.equal(await strip.getAttribute('aria-valuenow'), '400');
  await axe();
}, STILL);

test('every picture fits 320 pixels in the dark', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, SCAN_FOR_LISBON);
  for (const part of ['partitions', 'indexes', 'xray']) {
    await open(page, `#/t/employees/see/${part}`);
    await page.locator(`.views a[aria-current="page"][href$="${part}"]`).waitFor();
    if (part === 'indexes') {
      await page.getByRole('button', { name: 'List 50 keys' }).click();
      await page.locator('svg.flow').waitFor();
    } else {
      await page.locator('.picture svg').first().waitFor();
    }
    assert.equal(await overflows(page), false, part);
    await axe();
  }
}, NARROW);
