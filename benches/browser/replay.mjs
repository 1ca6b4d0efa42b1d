// Frames while a moment of a run on a thousand partitions is scrubbed, beside frames of the same page left alone.

import { THOUSAND_PARTITIONS, runScenario } from '../../tests/browser/specs/scenario.mjs';
import { median } from './comparison.mjs';

/** Frames of one measurement. */
const FRAMES = 240;
/** Sixty frames a second, with a tenth of a millisecond for the clock. */
const BAR_MS = 1_000 / 60 + 0.1;

/** Runs the scenario once, then scrubs through its day. */
export async function replay(browser, server, rounds) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await runScenario(page, `${server.origin}/`, THOUSAND_PARTITIONS, 180_000);
  await page.evaluate(() => { location.hash = '#/see/replay'; });
  await page.locator('.heat-map canvas').waitFor({ timeout: 30_000 });
  const partitions = await page.locator('.ring-count').textContent();
  const scrubbed = [];
  const alone = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await page.evaluate(frames, { count: FRAMES, scrubs: false }));
    scrubbed.push(await page.evaluate(frames, { count: FRAMES, scrubs: true }));
  }
  await context.close();
  const all = scrubbed.flatMap((one) => one.between);
  const work = scrubbed.flatMap((one) => one.work);
  const rest = alone.flatMap((one) => one.between);
  const within = median(all) <= BAR_MS;
  const told = (times) => {
    const sorted = [...times].sort((a, b) => a - b);
    return `median ${median(times).toFixed(1)} ms, 95 of 100 below ${sorted[Math.floor(sorted.length * 0.95)].toFixed(1)} ms (${times.length} frames)`;
  };
  console.log(`scrubbing a run on ${partitions}`);
  console.log(`  from frame to frame  ${told(all)}, ${(1_000 / (all.reduce((sum, one) => sum + one, 0) / all.length)).toFixed(0)} a second`);
  console.log(`  work of a frame      ${told(work)}`);
  console.log(`  the page left alone  ${told(rest)}`);
  console.log(`  bar 60 frames a second in the median: ${within ? 'within' : 'MISSED'}\n`);
  return within;
}

/** In the page: moves the slider once in each frame, or nothing, and takes the time between frames and of the work in them. */
function frames({ count, scrubs }) {
  const slider = document.querySelector('.scrubber input[type=range]');
  const last = Number(slider.max);
  return new Promise((resolve) => {
    const between = [];
    const work = [];
    let before = null;
    let frame = 0;
    const channel = new MessageChannel();
    let began = 0;
    // A task behind the frame: script, style, layout and paint of it are done.
    channel.port1.onmessage = () => { work.push(performance.now() - began); };
    const step = (now) => {
      if (before !== null) between.push(now - before);
      before = now;
      frame += 1;
      if (frame > count) {
        resolve({ between, work });
        return;
      }
      began = performance.now();
      if (scrubs) {
        slider.value = String(Math.round((frame / count) * last));
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
      channel.port2.postMessage(0);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}
