// How soon the page can be used, against a page that only fetches, compiles and instantiates the same wasm files.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';

const ROUNDS = 7;

/** Runs before the page: marks when the readable shell is taken away, which is when the database is open. */
const markUsable = () => {
  let shown = false;
  new MutationObserver((_, observer) => {
    if (document.getElementById('shell')) shown = true;
    else if (shown) {
      performance.mark('usable');
      observer.disconnect();
    }
  }).observe(document, { childList: true, subtree: true });
};

/** Milliseconds from the navigation's start to the mark, in a page that has nothing cached. */
async function cold(context, address, mark) {
  const page = await context.newPage();
  await page.addInitScript(markUsable);
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.goto(address);
  const measured = await page.waitForFunction((mark) => performance.getEntriesByName(mark)[0]?.startTime, mark);
  const milliseconds = await measured.jsonValue();
  await page.close();
  return milliseconds;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

test('is usable within twice the time of the bare wasm', async ({ context, base, pages }) => {
  const times = { bare: [], usable: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push(await cold(context, `${pages}bare.html`, 'bare-done'));
    times.usable.push(await cold(context, base, 'usable'));
  }
  const [bare, usable] = [median(times.bare), median(times.usable)];
  const told = `usable after ${usable.toFixed(0)} ms, bare wasm after ${bare.toFixed(0)} ms (medians of ${ROUNDS})`;
  console.log(`  ${told}`);
  assert.ok(usable <= 2 * bare, told);
}, { timeout_ms: 120_000 });
