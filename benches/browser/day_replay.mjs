// A day's run of each scenario that comes with dynalab: how long the page's main thread is held up while it goes on, and how soon
// a cancel is heard.
//
// The page measures itself: a PerformanceObserver hears of every task of 50 ms and more (the least that a browser tells), and a
// MutationObserver of the moment when the run's strip is gone.

import { cancelled } from '../../tests/browser/specs/scenario.mjs';

const LONG_TASK_MS = 50;
const CANCEL_MS = 200;

/** Says whether both bars are kept. */
export async function dayReplay(browser, server, rounds) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}/#/run/traffic`);
    await ready(page);
    const long = [];
    const took = [];
    for (let round = 0; round < rounds; round += 1) {
      const measured = await page.evaluate(runToEnd);
      // What the first run draws for the first time is compiled for the first time.
      if (round > 0) long.push(...measured.long);
      took.push(measured.took);
    }
    const cancels = [];
    await page.getByLabel('Duration').fill('366d');
    await page.getByLabel('Duration').press('Enter');
    await page.waitForFunction(() => document.querySelector('.scenario-editor textarea').value.includes('366d'));
    for (let round = 0; round < rounds; round += 1) {
      await ready(page);
      await page.getByRole('button', { name: 'Run the scenario' }).click();
      await page.locator('.run-strip progress[value]:not([value="0"])').waitFor();
      cancels.push(await cancelled(page));
    }
    const longest = Math.max(0, ...long);
    const slowest = Math.max(...cancels);
    console.log(`A day's run, ${rounds} times: ${told(took)} each`);
    console.log(`  longest task of the main thread ${longest === 0 ? `below ${LONG_TASK_MS} ms` : `${longest.toFixed(0)} ms`}, bar ${LONG_TASK_MS} ms: ${longest < LONG_TASK_MS ? 'within' : 'MISSED'}`);
    console.log(`  slowest cancel ${slowest.toFixed(0)} ms, bar ${CANCEL_MS} ms: ${slowest <= CANCEL_MS ? 'within' : 'MISSED'}\n`);
    return longest < LONG_TASK_MS && slowest <= CANCEL_MS;
  } finally {
    await context.close();
  }
}

const ready = (page) => page.waitForFunction(() => document.querySelector('.run-bar button.primary')?.disabled === false);

function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return `${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)} ms`;
}

/** In the page: runs the scenario and tells the long tasks until its figures are drawn. */
async function runToEnd() {
  const long = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  const start = performance.now();
  document.querySelector('.run-bar button.primary').click();
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  do await frame(); while (!document.querySelector('.run-bar button.primary'));
  const took = performance.now() - start;
  // The last task is told after it has ended.
  await frame();
  await new Promise((resolve) => { setTimeout(resolve); });
  observer.disconnect();
  return { long, took };
}
