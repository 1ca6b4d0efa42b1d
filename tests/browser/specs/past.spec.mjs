// The live map over its last five minutes: units, buckets, refusals, splits and one's own requests, second by second.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows, run } from './employees.mjs';

const STILL = { timeout_ms: 120_000, context: { reducedMotion: 'reduce' } };
const MOVING = { timeout_ms: 120_000 };
const NARROW = { timeout_ms: 120_000, context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } };
const MAP = '#/t/thin/see/partitions';

const create = (writes, index_writes) => 'aws dynamodb create-table --table-name thin ' +
  '--attribute-definitions AttributeName=pk,AttributeType=S AttributeName=g,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH ' +
  `--provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=${writes} --global-secondary-indexes ` +
  `'[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":${index_writes}}}]'`;
const put = (key, size, rest = '') => `aws dynamodb put-item --table-name thin --item '{"pk":{"S":"${key}"},"text":{"S":"${'x'.repeat(size)}"}${rest}}'`;

const past = (page) => page.getByRole('region', { name: 'The last five minutes' });
const slider = (page) => past(page).getByRole('slider', { name: 'Moment', exact: true });
const follow = (page) => past(page).getByRole('button', { name: 'Follow now' });

/** A table whose capacity is enforced, without retries: what is refused stays refused. */
async function enforced(page, base, writes, index_writes) {
  await page.goto(`${base}#/run`);
  await run(page, create(writes, index_writes));
  await open(page, '#/run/limits');
  await page.getByLabel('Enforce the capacity of tables and indexes').check();
  await page.getByRole('link', { name: 'Limits on' }).waitFor();
  await page.getByLabel('Retries of the console').selectOption('None');
}

/** Percent that the bucket of writes holds at the moment. */
const bucket = (page) => past(page).locator('.direction.write .bucket b').evaluate((element) => parseFloat(element.textContent));

test('a table that rests says so and leads to a request', async ({ page, base, axe }) => {
  await page.goto(`${base}#/run`);
  await run(page, create(1, 1));
  await open(page, MAP);
  await past(page).getByText('Nothing was asked of thin in the last five minutes').waitFor();
  await axe();
  await past(page).getByRole('link', { name: 'Run a request' }).click();
  await page.locator('#console-editor').waitFor();
}, STILL);

test('a bucket drains, refuses and fills again, second by second', async ({ page, base, axe }) => {
  await enforced(page, base, 1, 1);
  // 294 of 300 units, then more than is left, then one that is refused.
  for (const [key, size] of [['a', 150_000], ['b', 150_000], ['c', 15_000], ['d', 100]]) await run(page, put(key, size));
  await open(page, MAP);
  await past(page).getByText(/throttle events: 1 TableWriteProvisionedThroughputExceeded/).waitFor();
  assert.equal(await follow(page).getAttribute('aria-pressed'), 'true', 'it follows the present');
  const now = await bucket(page);
  assert.ok(now < 5, `${now} % are left of 300 units`);
  await page.waitForFunction((now) => parseFloat(document.querySelector('.past .direction.write .bucket b').textContent) > now, now);
  await slider(page).focus();
  await page.keyboard.press('Home');
  assert.equal(await follow(page).getAttribute('aria-pressed'), 'false', 'whoever moves the slider stays there');
  assert.equal(await bucket(page), 100, 'it was full five minutes ago');
  await past(page).getByRole('button', { name: 'Next event' }).click();
  assert.match(await slider(page).getAttribute('aria-valuetext'), /1 event throttled\. .*TableWriteProvisionedThroughputExceeded/);
  await axe();
  for (const button of await past(page).getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
  for (const name of ['Partitions over time', 'Partitions of this moment', 'Pipes to the indexes', 'Rate and burst']) {
    await page.getByRole('region', { name: `${name} as a table` }).waitFor();
  }
  await axe();
  await follow(page).click();
  assert.equal(await follow(page).getAttribute('aria-pressed'), 'true');
}, MOVING);

test('an index that refuses holds up its table, and the key that did it is named', async ({ page, base }) => {
  await enforced(page, base, 1_000, 1);
  for (const key of ['a', 'b', 'c', 'd']) await run(page, put(key, 150_000, ',"g":{"S":"red"}'));
  await open(page, MAP);
  await past(page).getByText(/writes? to the table (was|were) refused by an index|by-g refuses [\d,]+ writes? to the table/).waitFor();
  await past(page).getByLabel('Table or index').selectOption('by-g (GSI of thin)');
  await past(page).getByText(/IndexWriteProvisionedThroughputExceeded/).first().waitFor();
  const keys = past(page).locator('.hot-list').filter({ hasText: 'Hot keys of these five minutes' });
  assert.match(await keys.innerText(), /red\s+100 % of all touches/);
}, STILL);

test('a split is drawn when it happens, and told with its parent', async ({ page, base }) => {
  await page.goto(`${base}#/run`);
  await run(page, create(1, 1));
  await run(page, put('a', 100));
  await open(page, MAP);
  await past(page).getByText(/^1 partition from beginning to end/).waitFor();
  await run(page, 'aws dynamodb update-table --table-name thin --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=4000');
  await open(page, MAP);
  await past(page).getByText(/^1 partition became 8 by 7 splits/).waitFor();
  await past(page).getByText(/P0 was split, its upper part is P\d now/).first().waitFor();
}, STILL);

test('each of one’s own requests can be drawn, and is listed at its moment', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await run(page, `aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-0001"}}'`);
  await run(page, `aws dynamodb put-item --table-name employees --item '{"employee_id":{"S":"E-9001"},"name":{"S":"Zoe"}}'`);
  await open(page, '#/t/employees/see/partitions');
  await page.getByRole('heading', { name: /^Last request: #\d+ PutItem$/ }).waitFor();
  const picker = page.getByLabel('Your request');
  const read = await picker.locator('option').filter({ hasText: 'GetItem' }).first().textContent();
  await picker.selectOption(read);
  await page.getByRole('heading', { name: /^Request: #\d+ GetItem$/ }).waitFor();
  assert.equal(await page.locator('.lanes .request-end.read').count(), 1);
  assert.equal(await page.locator('.lanes .request-end.write').count(), 0, 'the write is no longer drawn');
  await past(page).getByRole('heading', { name: 'Hottest now' }).waitFor();
  await axe();
}, STILL);

test('the last five minutes fit a narrow screen in the dark', async ({ page, base, axe }) => {
  await enforced(page, base, 1, 1);
  for (const key of ['a', 'b', 'c']) await run(page, put(key, 150_000, ',"g":{"S":"red"}'));
  await open(page, MAP);
  await past(page).locator('.heat-map canvas').waitFor();
  assert.equal(await follow(page).getAttribute('aria-pressed'), 'false', 'less motion: it follows when asked to');
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);
