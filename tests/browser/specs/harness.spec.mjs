// The harness itself: what it promises the other specs.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';

/** Runs in the page: stores a note, strictly durable. */
const write = (text) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('notes');
    opening.onupgradeneeded = () => opening.result.createObjectStore('notes');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('notes', 'readwrite', { durability: 'strict' });
      transaction.objectStore('notes').put(text, 1);
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    };
  });

/** Runs in the page: reads it again. */
const read = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('notes');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = opening.result.transaction('notes').objectStore('notes').get(1);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    };
  });

for (const way of ['relaunch', 'kill']) {
  test(`what is stored survives a ${way}`, async (kit) => {
    await kit.page.goto(`${kit.pages}blank.html`);
    assert.deepEqual(await kit.page.evaluate(() => indexedDB.databases()), [], 'a test begins with an empty profile');
    await kit.page.evaluate(write, 'kept');
    await kit[way]();
    await kit.page.goto(`${kit.pages}blank.html`);
    assert.equal(await kit.page.evaluate(read), 'kept');
  });
}

test('a complaint of the page or of its worker is noticed', async ({ page, pages, expectProblem }) => {
  expectProblem(/console error: from the page/);
  expectProblem(/console error: from a worker/);
  expectProblem(/uncaught: Error: thrown/);
  await page.goto(`${pages}blank.html`);
  await page.evaluate(() => {
    console.error('from the page');
    setTimeout(() => { throw new Error('thrown'); });
    const source = "console.error('from a worker'); postMessage('done')";
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    return new Promise((resolve) => { worker.onmessage = resolve; });
  });
});

test('a request to anyone else is noticed', async ({ page, pages, context, expectProblem }) => {
  expectProblem(/a request left the page: GET https:\/\/example\.com/);
  await context.route('https://example.com/**', (route) => route.fulfill({ status: 200, headers: { 'Access-Control-Allow-Origin': '*' } }));
  await page.goto(`${pages}blank.html`);
  await page.evaluate(() => fetch('https://example.com/beacon').then(() => undefined));
});
