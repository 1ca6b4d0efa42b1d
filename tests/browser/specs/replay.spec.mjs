// The replay of a run and the metrics: drawn at each moment, by keyboard, with their table twins, light, dark and narrow.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows, run } from './employees.mjs';
import { HOT_KEY, runScenario } from './scenario.mjs';

const STILL = { timeout_ms: 120_000, context: { reducedMotion: 'reduce' } };
const NARROW = { timeout_ms: 120_000, context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' } };

const slider = (page) => page.getByRole('slider', { name: 'Moment', exact: true });

/** Share of a canvas that is painted. */
const painted = (page, selector) => page.locator(selector).evaluate((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let solid = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) solid += 1;
  return solid / (data.length / 4);
});

async function openReplay(page, base) {
  await runScenario(page, base, HOT_KEY);
  await open(page, '#/see/replay');
  await page.locator('.heat-map canvas').waitFor();
}

test('without a run the screen leads to one', async ({ page, base, axe }) => {
  await page.goto(`${base}#/see/replay`);
  await page.getByText('No traffic has been run yet').waitFor();
  await axe();
  await page.getByRole('button', { name: 'Open the traffic' }).click();
  await page.getByRole('heading', { name: 'Traffic' }).first().waitFor();
}, STILL);

test('a run is drawn, and its hot partition and starved index are named', async ({ page, base, axe }) => {
  await openReplay(page, base);
  assert.ok(await painted(page, '.heat-map canvas') > 0.5, 'the map is painted');
  assert.ok(await painted(page, '.band canvas') > 0.3, 'the band is painted');
  await page.getByRole('heading', { name: /^Partitions at 12:0\d:\d\d$/ }).waitFor();
  await page.getByText(/by-country refuses [\d,]+ writes? to the table|[\d,]+ writes to the table were refused by an index/).waitFor();
  await page.locator('.hot-list').getByText('% of all units').first().waitFor();
  await page.locator('.zones .leads').getByText('leader').waitFor();
  await page.getByText('Our model:').first().waitFor();
  await axe();
  for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
  for (const name of ['Partitions over time', 'Partitions of this moment', 'Pipes to the indexes', 'Rate and burst']) {
    await page.getByRole('region', { name: `${name} as a table` }).waitFor();
  }
  await axe();
}, STILL);

test('the moment is moved by keyboard and said', async ({ page, base }) => {
  await openReplay(page, base);
  await slider(page).focus();
  const said = () => slider(page).getAttribute('aria-valuetext');
  await page.keyboard.press('Home');
  assert.match(await said(), /^12:00:00: .* \d+ partitions, nothing throttled/);
  await page.keyboard.press('ArrowRight');
  assert.match(await said(), /^12:00:0?[1-9]/);
  const value = Number(await slider(page).inputValue());
  await page.keyboard.press('PageUp');
  assert.ok(Number(await slider(page).inputValue()) > value + 5, 'a page is more than a step');
  await page.keyboard.press('End');
  assert.match(await said(), /^12:09:5\d: /);
  await page.getByRole('button', { name: 'Previous event' }).click();
  assert.match(await said(), /throttled\. .+\.$/, 'what happened then is said');
  await page.locator('.events tr.here').first().waitFor();
}, STILL);

test('a partition is chosen by keyboard, and every picture follows the moment', async ({ page, base }) => {
  await openReplay(page, base);
  const band = page.getByRole('slider', { name: 'Partition' });
  await band.focus();
  await page.keyboard.press('End');
  const text = await band.getAttribute('aria-valuetext');
  const number = text.match(/^P(\d+)/)[1];
  await page.getByRole('heading', { name: new RegExp(`^P${number} at `) }).waitFor();
  await slider(page).focus();
  await page.keyboard.press('Home');
  await page.getByRole('heading', { name: 'Partitions at 12:00:00' }).waitFor();
  assert.equal(await page.locator('.ring-moment').textContent(), '12:00:00');
}, STILL);

test('the replay fits a narrow screen', async ({ page, base, axe }) => {
  await openReplay(page, base);
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);

test('the metrics of a run tell what a minute hides', async ({ page, base, axe }) => {
  await runScenario(page, base, HOT_KEY);
  await open(page, '#/see/metrics');
  await page.getByRole('group', { name: 'WriteThrottleEvents' }).first().waitFor();
  await page.getByRole('group', { name: 'ConsumedWriteCapacityUnits' }).first().waitFor();
  await page.getByRole('region', { name: 'Requests by access pattern' }).waitFor();
  await axe();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().split('\r\n');
  assert.equal(download.suggestedFilename(), 'Readings-metrics.csv');
  assert.match(lines[0], /^Timestamp,TableName,GlobalSecondaryIndexName,/);
  assert.ok(lines.some((line) => /^2026-11-16T12:0\d:\d\dZ,Readings,by-country,,,,,,WriteThrottleEvents,Sum,/.test(line)), lines.slice(0, 5).join('\n'));
}, STILL);

test('the metrics of this database count its requests', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, '#/t/employees/see/metrics');
  await page.locator('.metrics').waitFor();
  await run(page, `aws dynamodb put-item --table-name employees --item '{"employee_id":{"S":"E-9001"},"name":{"S":"Zoe"}}'`);
  await run(page, `aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-0001"}}'`);
  await run(page, `aws dynamodb put-item --table-name employees --item '{"employee_id":{"S":"E-9001"}}' --condition-expression 'attribute_not_exists(employee_id)'`);
  await open(page, '#/t/employees/see/metrics');
  const chart = (name) => page.getByRole('group', { name, exact: true }).first();
  await chart('ConsumedWriteCapacityUnits').waitFor();
  await chart('ConditionalCheckFailedRequests').waitFor();
  await chart('SuccessfulRequestLatency').getByText('GetItem').waitFor();
  const second = page.getByRole('region', { name: /second by second$/ }).getByRole('group', { name: 'ConsumedWriteCapacityUnits' });
  await second.waitFor();
  assert.match(await second.innerText(), /Sum [1-9]/, 'it opens at a second with something in it');
  await axe();
  await page.getByRole('button', { name: 'Table', exact: true }).first().click();
  await page.getByRole('region', { name: 'Metrics of employees as a table' }).waitFor();
  await axe();
}, STILL);

test('the metrics fit a narrow screen', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, '#/t/employees/see/metrics');
  await page.getByRole('group', { name: 'ConsumedWriteCapacityUnits' }).first().waitFor();
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);
