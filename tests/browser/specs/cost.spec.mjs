// Receipts to the byte, and the bill with its modes, regions and dates.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows, run } from './employees.mjs';

// Without transitions, so that axe never measures a colour half way.
const STILL = { context: { reducedMotion: 'reduce' } };

/** An employee whose item is 1,025 bytes: one byte over the first kilobyte. */
const OVER = (() => {
  const fixed = { employee_id: 'E-9001', name: 'Zoe', about: '' };
  const bytes = Object.entries(fixed).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return { ...fixed, about: 'x'.repeat(1_025 - bytes) };
})();

const putOver = `aws dynamodb put-item --table-name employees --item '${JSON.stringify(
  Object.fromEntries(Object.entries(OVER).map(([name, value]) => [name, { S: value }])),
)}'`;

test('a receipt marks the byte that began another kilobyte', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, putOver);
  await open(page, '#/cost/receipts');
  const receipt = page.locator('main article.receipt');
  await receipt.getByText('byte 1,025 began block 2: only 1 byte over 1 KB').waitFor();
  // Two write units at us-east-1's 0.625 dollars a million; no index entry, since its keys are missing.
  assert.equal(await receipt.locator('.receipt-totals .receipt-money td').innerText(), '$0.00000125');
  assert.match(await receipt.innerText(), /us-east-1, prices of \d{4}-\d\d-\d\d/);
  await axe();
}, STILL);

test('an eventually consistent read of a small item is half a unit', async ({ page, base }) => {
  await loadEmployees(page, base);
  await run(page, `aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-0001"}}'`);
  await open(page, '#/cost/receipts');
  const receipt = page.locator('main article.receipt');
  await receipt.getByText('× ½').waitFor();
  assert.equal(await receipt.locator('.receipt-totals .read td').innerText(), '0.5');
  assert.equal(await receipt.locator('.receipt-money td').innerText(), '$0.0000000625');
}, STILL);

test('the bill compares modes by region from dated prices', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, putOver);
  await open(page, '#/cost/bill');
  await page.locator('.price-date time').waitFor();
  assert.match(await page.locator('.price-date').innerText(), /^Prices of \d{4}-\d\d-\d\d$/);
  await page.getByRole('heading', { name: 'A month in each mode' }).waitFor();
  // 0.00065 dollars an hour against 3,600 writes at 0.000000625: 28.9 %.
  await page.getByText(/provisioned capacity is cheaper once more than 28\.9 % of it is used/).waitFor();
  await axe();
  const total = () => page.locator('.bill-option summary', { hasText: 'On-demand' }).locator('.number').innerText();
  const once = await total();
  await page.getByRole('button', { name: 'every minute' }).click();
  await page.waitForFunction((once) => [...document.querySelectorAll('.bill-option summary')].some((one) => one.textContent.includes('On-demand') && !one.textContent.includes(once)), once);
  const home = await total();
  await page.getByLabel('Region').selectOption('eu-central-1');
  await page.waitForFunction((home) => [...document.querySelectorAll('.bill-option summary')].some((one) => one.textContent.includes('On-demand') && !one.textContent.includes(home)), home);
  const money = (text) => Number(text.replace(/[^0-9.]/g, ''));
  assert.ok(money(await total()) > money(home), 'Frankfurt is dearer than Virginia');
  for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
  await page.getByRole('region', { name: 'Break-even as a table' }).waitFor();
  await axe();
}, STILL);

test('receipts and the bill fit 320 pixels in the dark', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, putOver);
  for (const [part, landmark] of [['receipts', 'main article.receipt'], ['bill', '.break-even svg']]) {
    await open(page, `#/cost/${part}`);
    await page.locator(landmark).waitFor();
    assert.equal(await overflows(page), false, part);
    await axe();
  }
}, { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } });
