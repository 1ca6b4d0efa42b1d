// Receipts to the byte, and the bill with its modes, regions and dates.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows, run } from './employees.mjs';
import { HOT_KEY, runScenario } from './scenario.mjs';

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

test('with nothing metered the bill and its curve lead to traffic', async ({ page, base, axe }) => {
  await page.goto(`${base}#/cost/curve`);
  await page.getByText('Nothing was metered in this workspace yet').waitFor();
  assert.equal(await page.locator('.picture').count(), 0, 'no empty chart');
  await axe();
  await open(page, '#/cost/bill');
  await page.getByText('Nothing was metered in this workspace yet').waitFor();
  await page.getByRole('link', { name: 'Run a request' }).click();
  await page.locator('#console-editor').waitFor();
}, STILL);

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
  await page.getByRole('heading', { name: 'A month in each way to pay' }).waitFor();
  const verdict = await page.locator('.bill .verdict').innerText();
  const [, said] = verdict.match(/^Pay on-demand: (\$0\.0\d*[1-9]) a month, \$0\.0\d*[1-9] less than /) ?? assert.fail(verdict);
  assert.match(await page.locator('.bill .picture-summary').first().innerText(), new RegExp(`at \\${said} a month`), 'the picture says the same');
  await axe();
  const repeats = page.getByLabel('The metered traffic happens, times a month');
  await repeats.fill('0');
  await repeats.press('Tab');
  assert.equal(await repeats.inputValue(), '1', 'once at least, which it was');
  const total = () => page.locator('.bill-option summary', { hasText: /^On-demand/ }).locator('.number').innerText();
  const once = await total();
  await page.getByRole('button', { name: 'every minute' }).click();
  await page.waitForFunction((once) => [...document.querySelectorAll('.bill-option summary')].some((one) => one.textContent.startsWith('On-demand') && !one.textContent.includes(once)), once);
  const home = await total();
  await page.getByLabel('Region').selectOption('eu-central-1');
  await page.waitForFunction((home) => [...document.querySelectorAll('.bill-option summary')].some((one) => one.textContent.startsWith('On-demand') && !one.textContent.includes(home)), home);
  const money = (text) => Number(text.replace(/[^0-9.]/g, ''));
  assert.ok(money(await total()) > money(home), 'Frankfurt is dearer than Virginia');
  for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
  await page.getByRole('region', { name: 'A month in each way to pay as a table' }).waitFor();
  await open(page, '#/cost/curve');
  // 0.000793 dollars an hour against 3,600 writes at 0.0000007625: 28.9 %.
  await page.getByText(/provisioned capacity is cheaper once more than 28\.9 % of it is used/).waitFor();
  await page.getByRole('region', { name: 'Break-even as a table' }).waitFor();
  await axe();
}, STILL);

test('the month\'s curve shades what is paid and not used, for each way to pay', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, '#/cost/curve');
  await page.getByRole('button', { name: 'every minute' }).click();
  await page.getByLabel('It lies over the month').selectOption({ label: 'Monday to Friday, 9 to 17: empty weekends' });
  const ways = page.getByRole('group', { name: 'Way to pay' });
  await ways.getByRole('button', { name: 'Flat, busiest hour' }).click();
  await page.getByText(/of it pays for capacity that nobody uses: writes use 2\d\.\d % of what is paid/).waitFor();
  const shaded = () => page.locator('.hour-chart .waste').first().getAttribute('d');
  assert.ok((await shaded()).length > 1_000, 'each idle hour of the week is shaded');
  await axe();
  await ways.getByRole('button', { name: 'On-demand' }).click();
  await page.getByText('nothing is paid that is not used').waitFor();
  assert.equal(await shaded(), '');
  // 553 of the month's 730 hours are nights and weekends; 0.017 dollars each.
  await page.getByText(/\$9\.40 of it in the 553 of 730 hours without a request/).waitFor();
  await page.getByLabel('Your price, US dollars an hour').fill('0.1');
  await page.getByText(/\$55\.30 of it in the 553 of 730 hours/).waitFor();
  await page.getByLabel('Your price, US dollars an hour').fill('cheap');
  await page.getByText('"cheap" is no amount').waitFor();
  await page.getByRole('button', { name: 'Table', exact: true }).first().click();
  const table = page.getByRole('region', { name: 'The month\'s curve as a table' });
  assert.equal(await table.locator('tbody tr').count(), 7, 'a row a day');
  await axe();
}, STILL);

test('whoever bills a run stays with it on the curve, until they choose otherwise', async ({ page, base }) => {
  await runScenario(page, base, HOT_KEY);
  await page.getByRole('region', { name: 'Results' }).getByRole('link', { name: 'What it costs' }).click();
  const traffic = page.getByRole('combobox', { name: 'Traffic' });
  const chosen = () => traffic.evaluate((select) => select.selectedOptions[0].textContent);
  await page.locator('.invoice').first().waitFor();
  assert.match(await chosen(), /^the run "One hot key"/);
  await page.getByRole('link', { name: 'Curve', exact: true }).click();
  await page.locator('.break-even svg').first().waitFor();
  assert.match(await chosen(), /^the run "One hot key"/);
  await traffic.selectOption({ index: 0 });
  await page.getByText('Nothing was metered in this workspace yet').waitFor();
}, { ...STILL, timeout_ms: 120_000 });

test('own prices count at once, are marked, told if wrong, kept, and taken back', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, '#/cost/prices');
  const own = page.getByLabel('Your price: Write requests, per million WRU');
  await own.fill('1.25');
  await own.press('Tab');
  await page.locator('.price-date', { hasText: '1 of your own' }).waitFor();
  const storage = page.getByLabel('Your price: Storage, per GB-month');
  await storage.fill('much');
  await storage.press('Tab');
  await page.getByRole('alert').filter({ hasText: '"much" is no amount: write dollars for 1 GB-month' }).waitFor();
  await axe();
  await page.reload();
  await page.getByLabel('Your price: Write requests, per million WRU').waitFor();
  // What was metered just before a reload may be lost; prices are not.
  await run(page, putOver);
  await open(page, '#/cost/bill');
  const line = page.locator('.invoice tr', { hasText: '$1.25 per million WRU' }).first();
  await line.getByText('your price').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download all lines (CSV)' }).click()]);
  const stream = await download.createReadStream();
  let csv = '';
  for await (const chunk of stream) csv += chunk;
  const [head, first] = csv.split('\r\n');
  assert.equal(head, 'way to pay,resource,for,quantity,price,your price,billed USD,exact USD,our model');
  assert.match(first, /^"Metered so far","employees","Write requests","[\d,]+ WRU","\$1\.25 per million WRU \(us-east-1, [\d-]+\)",yes,0\.00,0\.\d+,no$/);
  await open(page, '#/cost/prices');
  await page.getByLabel('Price file', { exact: true }).setInputFiles({ name: 'prices.json', mimeType: 'application/json', buffer: Buffer.from('{') });
  await page.getByRole('alert').filter({ hasText: 'The price file is not JSON' }).waitFor();
  await page.getByRole('button', { name: 'Back to the list prices' }).click();
  await page.locator('.price-date .chip').waitFor({ state: 'detached' });
}, STILL);

test('receipts, bill, curve and prices fit 320 pixels in the dark', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, putOver);
  for (const [part, landmark] of [['receipts', 'main article.receipt'], ['bill', '.invoice'], ['curve', '.break-even svg'], ['prices', '.own-price']]) {
    await open(page, `#/cost/${part}`);
    await page.locator(landmark).first().waitFor();
    assert.equal(await overflows(page), false, part);
    await axe();
  }
}, { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } });
