// How soon the page can be used, beside a page that does nothing with the same wasm files.
//
// Each measurement has a browser context of its own, so no cache, no compiled code and no database is left from another.
// "Usable" is when the readable shell is taken away: the frame is drawn and takes input, and what is asked from then on is
// answered when the engine has opened its database (the spec "a first visit does not wait for the engine" holds it to that).
// When that is, and told on the page, is measured as well; it has no bar.

import { compare } from './comparison.mjs';

const BAR = 2;

/** How long a new window is left alone before the navigation: Chromium builds its own frame around it meanwhile. */
const SETTLE_MS = 700;
/** What a page says when it is done; asking it over and over would run the asking's script in the middle of its start. */
const DONE = 'bench: done';

/** Runs before the page's own scripts. */
const sayWhenDone = (done) => {
  let shown = false;
  const once = (name) => performance.getEntriesByName(name).length > 0 || performance.mark(name);
  new MutationObserver((_, observer) => {
    if (document.getElementById('shell')) {
      shown = true;
    } else if (shown) {
      once('usable');
      if (document.querySelector('.saved.ok')) {
        once('open');
        console.debug(done);
        observer.disconnect();
      }
    }
  }).observe(document, { attributes: true, childList: true, subtree: true });
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
  const times = (list, name) => list.map((one) => one[name]);
  const kept = compare('cold navigation to a usable page', times(ours, 'usable'), times(bare, 'done'), BAR);
  compare('cold navigation until the database is open, and told on the page', times(ours, 'open'), times(bare, 'done'));
  return kept;
}

/** Milliseconds from the navigation's start to each mark that the page set until it was done. */
async function cold(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(sayWhenDone, DONE);
    await page.waitForTimeout(SETTLE_MS);
    const done = page.waitForEvent('console', (message) => message.text() === DONE);
    await page.goto(address, { waitUntil: 'commit' });
    await done;
    return await page.evaluate(() =>
      Object.fromEntries(performance.getEntriesByType('mark').map(({ name, startTime }) => [name, startTime])));
  } finally {
    await context.close();
  }
}
