// How soon the page can be used, beside a page that does nothing with the same wasm files.
//
// Each measurement has a browser context of its own, so no cache, no compiled code and no database is left from another.
// "Usable" is when the readable shell is taken away: the app does that once the worker's first report is drawn.

import { compare } from './comparison.mjs';

const BAR = 2;

/** Runs before the page's own scripts. */
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

/** Says whether the bar is kept. */
export async function coldStart(browser, server, rounds) {
  const ours = [];
  const bare = [];
  for (let round = -1; round < rounds; round += 1) {
    const one = await cold(browser, `${server.origin}/pages/bare.html`, 'bare-done');
    const other = await cold(browser, `${server.origin}/`, 'usable');
    // The first pair warms the server and the system's file cache.
    if (round >= 0) {
      bare.push(one);
      ours.push(other);
    }
  }
  return compare('cold navigation to a usable page', ours, bare, BAR);
}

/** Milliseconds from the navigation's start to the mark. */
async function cold(browser, address, mark) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(markUsable);
    await page.goto(address);
    const measured = await page.waitForFunction((mark) => performance.getEntriesByName(mark)[0]?.startTime, mark);
    return await measured.jsonValue();
  } finally {
    await context.close();
  }
}
