// Buckets: files picked from the disk, exports downloaded, imports, jobs, removal and its undo, after a reload and by name.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from '../harness/test.mjs';
import { loadEmployees, open, overflows } from './employees.mjs';
import { ask, exported, items } from './workspace.mjs';

const BUCKETS = '#/t/employees/build/buckets';
const STILL = { context: { reducedMotion: 'reduce' }, timeout_ms: 120_000 };
const NARROW = { context: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', reducedMotion: 'reduce' }, timeout_ms: 120_000 };

/** Picks files through the screen's own chooser: `{ name: content }`. */
async function pick(page, files, button = 'Pick files') {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  await chooser.setFiles(Object.entries(files).map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })));
}

/** Waits until a transfer of this name has this state. */
const transfer = (page, name, state) =>
  page.getByRole('region', { name: 'Transfers' }).locator('li', { hasText: name }).getByText(state, { exact: true }).waitFor();

const file = (page, name) => page.getByRole('cell', { name, exact: true });

/** The files of an archive that stores them: name to bytes. */
function unzipped(bytes) {
  const found = new Map();
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const from = at + 30 + name;
    found.set(bytes.toString('utf8', at + 30, from), bytes.subarray(from, from + size));
    at = from + size;
  }
  return found;
}

/** Exports the selected table into `my-bucket`, turning point-in-time recovery on first. */
async function exportTable(page) {
  const form = page.getByRole('region', { name: 'Export employees' });
  await form.getByRole('button', { name: 'Turn it on' }).click();
  await form.getByRole('button', { name: 'Export the table' }).click({ timeout: 30_000 });
  const row = page.getByRole('region', { name: 'List of jobs' }).getByRole('row', { name: /^Export/ });
  await row.getByText('COMPLETED', { exact: true }).waitFor();
  return row;
}

test('an export is listed, downloaded as an archive, and imported into a new table', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await page.getByRole('link', { name: 'Buckets', exact: true }).click();
  await page.getByText('No bucket yet.').waitFor();
  await axe();
  const command = page.getByRole('region', { name: 'Export employees' }).locator('pre').first();
  await page.waitForFunction((pre) => pre.textContent.includes('--s3-bucket my-bucket'), await command.elementHandle());
  const row = await exportTable(page);
  await row.getByText('400 items', { exact: true }).waitFor();
  await file(page, 'manifest-summary.json').waitFor();
  await axe();
  const archive = await exported(page, () => page.getByRole('button', { name: /^Download as ZIP AWSDynamoDB\// }).click());
  assert.match(archive.name, /^my-bucket-.*\.zip$/);
  const inside = unzipped(archive.bytes);
  assert.equal(inside.size, 6, [...inside.keys()].join());
  const data = [...inside].find(([name]) => name.endsWith('.json.gz'));
  assert.equal(gunzipSync(data[1]).toString().trim().split('\n').length, 400);
  await page.getByRole('button', { name: /^Import AWSDynamoDB\// }).click();
  const form = page.getByRole('region', { name: 'Import files' });
  assert.match(await form.getByRole('textbox', { name: 'Names begin with, optional' }).inputValue(), /^AWSDynamoDB\/.*\/data\/$/);
  assert.equal(await form.getByRole('combobox', { name: 'Compression' }).inputValue(), 'GZIP');
  await form.getByRole('textbox', { name: 'Name of the new table' }).fill('copied');
  await form.getByRole('textbox', { name: 'Partition key', exact: true }).fill('employee_id');
  await form.getByRole('button', { name: 'Import into a new table' }).click();
  const imported = page.getByRole('region', { name: 'List of jobs' }).getByRole('row', { name: /^Import/ });
  await imported.getByText('COMPLETED', { exact: true }).waitFor();
  assert.equal((await items(page, 'copied')).length, 400);
}, STILL);

test('picked files are put, kept over a reload, downloaded, removed and brought back', async ({ page, base, axe, relaunch }) => {
  await loadEmployees(page, base);
  await open(page, BUCKETS);
  const large = 'x'.repeat(3_000_000);
  await page.getByRole('region', { name: 'Put files into a bucket' }).getByRole('textbox', { name: /^Folder/ }).fill('in');
  await pick(page, { 'orders.csv': 'pk,n\na,1\nb,2\n', 'large.txt': large });
  await transfer(page, 'in/orders.csv', 'Done');
  await transfer(page, 'in/large.txt', 'Done');
  await file(page, 'orders.csv').waitFor();
  await axe();
  const again = await relaunch();
  await again.goto(`${base}${BUCKETS}`);
  await file(again, 'large.txt').waitFor();
  const download = await exported(again, () => again.getByRole('button', { name: 'Download in/large.txt' }).click());
  assert.equal(download.name, 'large.txt');
  assert.equal(download.bytes.toString(), large, 'every byte, over several pieces');
  await again.getByRole('button', { name: 'Remove in/', exact: true }).click();
  await again.getByText('2 files were removed from my-bucket.').waitFor();
  await again.getByText('Empty. Pick files for it below').waitFor();
  await again.getByRole('main').getByRole('button', { name: 'Undo', exact: true }).click();
  await file(again, 'orders.csv').waitFor();
  const form = again.getByRole('region', { name: 'Import files' });
  await form.getByRole('combobox', { name: 'Format' }).selectOption('CSV');
  await form.getByRole('textbox', { name: 'Names begin with, optional' }).fill('in/orders');
  await form.getByRole('textbox', { name: 'Name of the new table' }).fill('orders');
  await form.getByRole('textbox', { name: 'Partition key', exact: true }).fill('pk');
  await form.getByRole('button', { name: 'Import into a new table' }).click();
  await again.getByRole('row', { name: /^Import/ }).getByText('COMPLETED', { exact: true }).waitFor();
  assert.deepEqual((await items(again, 'orders')).map((item) => item.n.S).sort(), ['1', '2']);
}, STILL);

test('bad input is told: names, sizes, files that are gone, records that are wrong', async ({ page, base }) => {
  await loadEmployees(page, base);
  await open(page, BUCKETS);
  const bucket = page.getByRole('region', { name: 'Put files into a bucket' }).getByRole('textbox', { name: /^Bucket/ });
  await bucket.fill('no such name');
  await pick(page, { 'a.json': '{}' });
  await page.getByText("A bucket's name has 3 to 255 letters", { exact: false }).first().waitFor();
  await bucket.fill('my-bucket');
  // A file that has changed on the disk since it was picked cannot be read.
  const folder = await mkdtemp(join(tmpdir(), 'dynalab-'));
  const path = join(folder, 'gone.json');
  await writeFile(path, '{}');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Pick files', exact: true }).click()]);
  await page.evaluate(() => { globalThis.slice = Blob.prototype.slice; Blob.prototype.slice = function () { throw new DOMException('gone', 'NotReadableError'); }; });
  await chooser.setFiles(path);
  await page.getByText('The browser could not read gone.json', { exact: false }).waitFor();
  await page.evaluate(() => { Blob.prototype.slice = globalThis.slice; });
  await page.evaluate(() => { Object.defineProperty(File.prototype, 'size', { get: () => 300 * 1024 * 1024 }); });
  await pick(page, { 'huge.json': '{}' });
  await page.getByText('huge.json has 300 MB; a bucket takes files of at most 256 MB.').waitFor();
  await page.reload();
  await page.getByRole('region', { name: 'Put files into a bucket' }).waitFor();
  await pick(page, { 'bad.json': '{"Item":{"employee_id":{"N":"1"}}}\nnot json\n' });
  await transfer(page, 'bad.json', 'Done');
  const form = page.getByRole('region', { name: 'Import files' });
  await form.getByRole('button', { name: 'employees', exact: true }).click();
  await form.getByRole('textbox', { name: 'Names begin with, optional' }).fill('bad');
  await form.getByRole('button', { name: 'Put into employees' }).click();
  const row = page.getByRole('row', { name: /^Bulk put/ });
  await row.getByText('COMPLETED_WITH_ERRORS', { exact: true }).waitFor();
  await row.getByText('2 errors', { exact: false }).waitFor();
  // A bucket that is not there is a failed job with AWS's code.
  await form.getByRole('textbox', { name: 'Bucket' }).fill('nowhere');
  await form.getByRole('button', { name: 'Put into employees' }).click();
  await page.getByText('S3NoSuchBucket', { exact: false }).first().waitFor();
  await rm(folder, { recursive: true });
}, STILL);

test('a transfer is given up without a trace', async ({ page, base }) => {
  await loadEmployees(page, base);
  await open(page, BUCKETS);
  await page.getByRole('region', { name: 'Put files into a bucket' }).waitFor();
  // The second piece waits until the transfer was cancelled.
  await page.evaluate(() => {
    const { slice } = Blob.prototype;
    Blob.prototype.slice = function (from, ...rest) {
      const part = slice.call(this, from, ...rest);
      if (from > 0) part.arrayBuffer = () => new Promise((resolve) => { globalThis.goOn = () => resolve(new ArrayBuffer(part.size)); });
      return part;
    };
  });
  await pick(page, { 'long.txt': 'y'.repeat(2_500_000) });
  await page.waitForFunction(() => globalThis.goOn !== undefined);
  await page.getByRole('button', { name: 'Cancel long.txt' }).click();
  await page.evaluate(() => globalThis.goOn());
  await transfer(page, 'long.txt', 'Cancelled');
  await page.getByText('Empty. Pick files for it below').waitFor();
}, STILL);

test('the buckets fit a narrow dark screen', async ({ page, base, axe }) => {
  await loadEmployees(page, base);
  await open(page, BUCKETS);
  await exportTable(page);
  await file(page, 'manifest-summary.json').waitFor();
  assert.equal(await overflows(page), false);
  await axe();
}, NARROW);
