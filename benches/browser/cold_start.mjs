// How soon the page can be used, beside a page that does nothing with the same wasm files.
//
// Each measurement has a browser context of its own, so no cache, no compiled code and no database is left from another.
// "Usable" is when the readable shell is taken away: the app does that once the worker's first report is drawn.

import { compare } from './comparison.mjs';

const BAR = 2;

/** How long a new window is left alone before the navigation: Chromium builds its own frame around it meanwhile. */
const SETTLE_MS = 700;
/** What a page says when it is done; asking it over and over would run the asking's script in the middle of its start. */
const DONE = 'bench: done';

/** Runs before the page's own scripts. */
const sayWhenUsable = (done) => {
  let shown = false;
  new MutationObserver((_, observer) => {
    if (document.getElementById('shell')) shown = true;
    else if (shown) {
      performance.mark('done');
      console.debug(done);
      observer.disconnect();
    }
  }).observe(document, { childList: true, subtree: true });
};

/** Says whether the bar is kept. */
export async function coldStart(browser, server, rounds) {
  const ours = [];
  const bare = [];
  for (let round = -1; round < rounds; round += 1) {
    const one = await cold(browser, `${server.origin}/pages/bare.html`);
    const other = await cold(browser, `${server.origin}/`);
    // The first pair warms the server and the system's file cache.
    if (round >= 0) {
      bare.push(one);
      ours.push(other);
    }
  }
  return compare('cold navigation to a usable page', ours, bare, BAR);
}

/** Milliseconds from the navigation's start until the page is done. */
async function cold(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(sayWhenUsable, DONE);
    await page.waitForTimeout(SETTLE_MS);
    const done = page.waitForEvent('console', (message) => message.text() === DONE);
    await page.goto(address, { waitUntil: 'commit' });
    await done;
    return await page.evaluate(() => performance.getEntriesByName('done')[0].startTime);
  } finally {
    await context.close();
  }
}
