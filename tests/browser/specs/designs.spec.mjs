// Build > Access patterns and Cost > Compare: what designs make of a scenario's patterns, and how their runs compare.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { SCAN_FOR_LISBON, loadEmployees, open, overflows, run } from './employees.mjs';

const NARROW = { context: { viewport: { width: 320, height: 640 } } };

/** Opens Access patterns with a scenario of the catalogue and waits for its matrix. */
async function review(page, base, scenario) {
  await page.goto(`${base}#/build/patterns:${scenario}`);
  await page.getByRole('heading', { name: 'Coverage matrix' }).waitFor({ timeout: 30_000 });
}

/** The cell of a pattern in a column, counted from 1. */
const cell = (page, pattern, column) =>
  page.locator('.coverage tbody tr').filter({ hasText: pattern }).locator('td').nth(column - 1);

test('a scan is shown in the matrix, found by the lint with its fix, and gone in the mended design', async ({ page, base, axe }) => {
  await review(page, base, 'employee-directory');
  const scan = cell(page, 'who works at a location', 1);
  assert.match(await scan.innerText(), /^Scan/);
  const finding = page.locator('.lint').filter({ hasText: 'Scan where a query could be' });
  assert.match(await finding.innerText(), /Add a global index by-location/);
  assert.match(await finding.innerText(), /a month/);
  await axe();
  // The other design has the index: the pattern queries it, and nothing is left to mend.
  await page.locator('.toggle-group').getByRole('button', { name: /^B/ }).click();
  await page.getByText('Nothing to mend').waitFor();
  assert.match(await cell(page, 'who works at a location', 2).innerText(), /Query[\s\S]*cheapest/);
  assert.equal(await page.locator('.lint').count(), 0);
  await axe();
});

test('the address keeps the screen and gives up the scenario, which may be changed', async ({ page, base }) => {
  await review(page, base, 'iot-telemetry');
  await page.getByText('One partition key value at a time').waitFor();
  assert.equal(await page.evaluate(() => location.hash), '#/build/patterns');
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption({ label: 'Retail cart: an index on the article, in a flash sale' });
  await page.getByText('Index that copies what nobody reads').waitFor();
});

test('a scenario is made of a table that is there, with a copy of its design to change', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await page.getByRole('link', { name: 'Access patterns' }).click();
  await page.getByRole('button', { name: 'Make a scenario of employees' }).click({ timeout: 30_000 });
  await page.getByRole('heading', { name: 'Traffic on employees' }).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'B: a copy to change' }).waitFor();
  await page.locator('.coverage thead').getByText('by-location', { exact: false }).first().waitFor();
  await axe();
}, { timeout_ms: 120_000 });

test('patterns come of what was run, and are planned like any others', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  const lookUp = (key) => `aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"${key}"}}'`;
  for (const key of ['E-0001', 'E-0002', 'E-0003']) await run(page, lookUp(key));
  await run(page, SCAN_FOR_LISBON);
  await run(page, `aws dynamodb query --table-name employees --index-name by-location --key-condition-expression '#l = :l' ` +
    `--expression-attribute-names '{"#l":"location"}' --expression-attribute-values '{":l":{"S":"Lisbon"}}'`);
  await open(page, '#/t/employees/build/patterns');
  await page.getByRole('button', { name: 'From what you ran on employees' }).click({ timeout: 30_000 });
  await page.getByRole('heading', { name: 'What ran on employees' }).waitFor({ timeout: 30_000 });
  assert.match(await cell(page, 'get an item', 1).innerText(), /GetItem/);
  assert.match(await cell(page, 'scan for location', 1).innerText(), /Scan/);
  assert.match(await cell(page, 'query by-location by location', 2).innerText(), /Query[\s\S]*cheapest/);
  await axe();
}, { timeout_ms: 120_000 });

test('without a request on the table it says what to do first', async ({ page, base }) => {
  await page.goto(`${base}#/run`);
  await run(page, 'aws dynamodb create-table --table-name quiet --attribute-definitions AttributeName=pk,AttributeType=S ' +
    '--key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST');
  await open(page, '#/t/quiet/build/patterns');
  await page.getByRole('button', { name: 'From what you ran on quiet' }).click({ timeout: 30_000 });
  await page.getByText('No request of this visit has read or written items of the table: run some, then try again.').waitFor();
}, { timeout_ms: 120_000 });

test('the matrix scrolls within itself on a narrow screen', async ({ page, base, axe }) => {
  await review(page, base, 'retail-cart');
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);

test('two designs are run on the same requests and compared, with a verdict and twins of the picture', async ({ page, base, axe }) => {
  await page.goto(`${base}#/cost/compare:iot-telemetry`);
  await page.getByText('Run the scenario: each of its designs').waitFor({ timeout: 30_000 });
  await axe();
  await page.getByRole('button', { name: 'Run the scenario' }).click();
  const verdict = page.locator('.compare .verdict');
  await verdict.waitFor({ timeout: 60_000 });
  assert.match(await verdict.innerText(), /^B: device and date wins: 0 requests given up instead of [\d,]+ \([\d.]+ % of all\)/);
  const row = (name) => page.locator('.compare-figures tbody tr').filter({ hasText: name });
  assert.match(await row('Requests given up after retries').locator('td').nth(1).innerText(), /^0/);
  assert.equal(await row('Requests given up after retries').locator('td.is-better').count(), 1);
  assert.match(await row('A month').locator('td').first().innerText(), /^\$/);
  const picture = (name) => page.getByRole('region', { name, exact: true });
  assert.equal(await picture('Hottest partition over time').locator('.heat-line').count(), 2, 'a line for each design');
  const reasons = picture('Throttle events over time');
  assert.match(await reasons.locator('.picture-summary').innerText(), /A: [^;]*: [\d,]+ for TableWrite\w+Exceeded, first after [^;]+; B: [^;]*: none\.$/);
  const latency = picture('Latency over time');
  assert.match(await latency.locator('.picture-summary').innerText(), /p99 at most [\d.]+ m?s, .* after the beginning; B: [^;]+: p99 at most [\d.]+ ms, at the beginning\./);
  assert.equal(await latency.locator('.heat-line').count(), 4, 'p50 and p99 of each design');
  await latency.getByLabel('Access pattern').selectOption({ index: 0 });
  await axe();
  await page.getByRole('group', { name: 'Show Hottest partition over time as' }).getByRole('button', { name: 'Table' }).click();
  await page.getByRole('columnheader', { name: /hottest$/ }).first().waitFor();
  await axe();
  await latency.getByRole('group', { name: 'Show Latency over time as' }).getByRole('button', { name: 'Table' }).click();
  await latency.getByRole('columnheader', { name: /p99 at most$/ }).first().waitFor();
  await axe();
  // The run stays for the other screens.
  await open(page, '#/build/patterns');
  await page.getByRole('heading', { name: 'Coverage matrix' }).waitFor();
  await open(page, '#/cost/compare');
  await verdict.waitFor();
}, { timeout_ms: 180_000 });

test('the comparison fits a narrow screen', async ({ page, base, axe }) => {
  await page.goto(`${base}#/cost/compare:iot-telemetry`);
  await page.getByRole('button', { name: 'Run the scenario' }).click();
  await page.locator('.compare .verdict').waitFor({ timeout: 60_000 });
  await page.getByRole('region', { name: 'Throttle events over time', exact: true }).waitFor();
  assert.equal(await overflows(page), false);
  const name = await page.locator('.compare-patterns tbody th').first().boundingBox();
  assert.ok(name.width >= 120 && name.height < 80, `a pattern’s name is read in words: ${name.width} by ${name.height}`);
  await axe();
}, { ...NARROW, timeout_ms: 180_000 });
