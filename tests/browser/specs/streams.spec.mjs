// See > Streams: sources are enabled there, records come as changes are made, images stand beside each other.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows } from './employees.mjs';
import { ask } from './workspace.mjs';

const STREAMS = '#/t/employees/see/streams';
const STILL = { context: { reducedMotion: 'reduce' }, timeout_ms: 120_000 };
const NARROW = { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' }, timeout_ms: 120_000 };

const KEY = { employee_id: { S: 'E-9001' } };
const put = (page, role) => ask(page, 'PutItem', { TableName: 'employees', Item: { ...KEY, name: { S: 'Zoe' }, role: { S: role } } });
const record = (page, event) => page.locator('.record', { has: page.getByText(event, { exact: true }) });

test('a stream is enabled, and its records come with both images while the screen is open', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, STREAMS);
  await page.getByText('Nobody is told of changes to employees yet.', { exact: false }).waitFor();
  await axe();
  await page.getByRole('button', { name: 'Enable a stream', exact: true }).click();
  await page.getByText('No record yet.', { exact: false }).waitFor();
  await put(page, 'Clerk');
  await record(page, 'INSERT').waitFor();
  await put(page, 'Head');
  const changed = record(page, 'MODIFY');
  await changed.getByText('Changed: role', { exact: false }).waitFor();
  assert.deepEqual(await changed.getByRole('row', { name: /^role/ }).locator('td').allInnerTexts(), ['Clerk', 'Head', 'changed']);
  await ask(page, 'DeleteItem', { TableName: 'employees', Key: KEY });
  await record(page, 'REMOVE').waitFor();
  assert.equal(await page.locator('.record').first().locator('.chip').first().innerText(), 'REMOVE', 'newest first');
  await axe();
}, STILL);

test('a Kinesis destination tells the same changes, page by page, and can be disabled', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, STREAMS);
  await page.getByRole('button', { name: 'Send to Kinesis' }).click();
  await page.getByRole('button', { name: 'Shown employees-changes' }).waitFor();
  for (let number = 0; number < 60; number += 1) await put(page, `role ${number}`);
  await record(page, 'MODIFY').first().getByText('Changed: role', { exact: false }).waitFor();
  await page.locator('.record').nth(49).waitFor();
  await page.getByRole('button', { name: 'Older' }).click();
  await record(page, 'INSERT').waitFor();
  assert.equal(await page.locator('.record').count(), 10);
  await page.getByText('The record as a client reads it').first().click();
  await page.getByText('"recordFormat": "application/json"', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Newer' }).click();
  await page.locator('.record').nth(49).waitFor();
  await axe();
  await page.getByRole('button', { name: 'Disable employees-changes' }).click();
  await page.getByText('DISABLED', { exact: true }).waitFor();
}, STILL);

test('the records fit a narrow dark screen', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, STREAMS);
  await page.getByRole('button', { name: 'Enable a stream', exact: true }).click();
  await page.getByText('No record yet.', { exact: false }).waitFor();
  await put(page, 'Clerk');
  await put(page, 'Head');
  await record(page, 'MODIFY').waitFor();
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);
