// Run > Limits: enforced capacity is told in the bar, kept over a reload, and the console shows what the SDK does about it.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { open, run } from './employees.mjs';

const CREATE = 'aws dynamodb create-table --table-name thin --attribute-definitions AttributeName=pk,AttributeType=S ' +
  '--key-schema AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1';
const put = (key) => `aws dynamodb put-item --table-name thin --item '{"pk":{"S":"${key}"},"text":{"S":"${'x'.repeat(150_000)}"}}'`;

test('a lag counts when its field is left, once', async ({ page, base }) => {
  await page.goto(`${base}#/run/limits`);
  const lag = page.getByLabel('Global indexes, ms');
  await lag.waitFor();
  await lag.click();
  await lag.press('Control+A');
  await lag.pressSequentially('250');
  assert.equal(await page.getByRole('link', { name: 'Lag on' }).count(), 0, 'nothing is set while it is typed');
  await lag.press('Tab');
  await page.getByRole('link', { name: 'Lag on' }).waitFor();
  assert.equal(await lag.inputValue(), '250');
  await lag.fill('99999999');
  await lag.press('Tab');
  assert.equal(await lag.inputValue(), '250', 'what is too much is put back');
  const other = page.getByLabel('Replicas of a partition, ms');
  await other.fill('');
  await other.press('Tab');
  assert.equal(await other.inputValue(), '0', 'nothing is 0, which it was');
});

test('enforced capacity throttles the console, which shows each attempt of the SDK', async ({ page, base, axe }) => {
  await page.goto(`${base}#/run`);
  await run(page, CREATE);
  await open(page, '#/run/limits');
  await page.getByLabel('Enforce the capacity of tables and indexes').check();
  await page.getByRole('link', { name: 'Limits on' }).waitFor();
  // One write unit a second with a burst of 300: two items of 150 units, then none.
  let throttled = page.getByRole('region', { name: 'Attempts of the SDK' });
  for (let key = 0; key < 6 && (await throttled.count()) === 0; key += 1) await run(page, put(key));
  throttled = throttled.first();
  await throttled.waitFor();
  assert.match(await throttled.innerText(), /TableWriteProvisionedThroughputExceeded/);
  assert.match(await throttled.innerText(), /arn:aws:dynamodb:.*table\/thin/);
  await page.getByText('It has 1 WCU.').first().waitFor();
  await axe();
  await page.reload();
  await page.getByRole('link', { name: 'Limits on' }).waitFor();
  await open(page, '#/run/limits');
  await page.getByLabel('Enforce the capacity of tables and indexes').uncheck();
  await page.getByRole('link', { name: 'Limits on' }).waitFor({ state: 'detached' });
}, { timeout_ms: 120_000 });
