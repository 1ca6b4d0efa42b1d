// Runs the browser benches: node benches/browser/run.mjs [--assert] [--dist folder] [--rounds N]
// `cargo xtask bench --browser` calls it after building dist/, with the npm packages from the tool cache.

import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { load, root } from '../../tests/browser/harness/packages.mjs';
import { startServer } from '../../tests/browser/harness/server.mjs';
import { coldStart } from './cold_start.mjs';
import { dayReplay } from './day_replay.mjs';
import { getItem } from './get_item.mjs';
import { replay } from './replay.mjs';

const { values } = parseArgs({
  options: { assert: { type: 'boolean' }, dist: { type: 'string' }, rounds: { type: 'string' } },
});
const dist = values.dist ? pathToFileURL(`${values.dist}/`) : new URL('dist/', root);
if (!(await stat(new URL('index.html', dist)).catch(() => null))) {
  console.error(`There is no ${dist.pathname}index.html to measure. Build it with: cargo xtask dist`);
  process.exit(2);
}

const server = await startServer(dist, new URL('tests/browser/pages/', root));
const browser = await load('playwright-core').chromium.launch({
  executablePath: process.env.CHROME || '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
let kept = true;
try {
  kept = (await coldStart(browser, server, Number(values.rounds ?? 15))) && kept;
  kept = (await dayReplay(browser, server, Number(values.rounds ?? 5))) && kept;
  kept = (await getItem(browser, server, Number(values.rounds ?? 40))) && kept;
  kept = (await replay(browser, server, Math.min(Number(values.rounds ?? 3), 5))) && kept;
} finally {
  await browser.close();
  await server.stop();
}
process.exit(values.assert && !kept ? 1 : 0);
