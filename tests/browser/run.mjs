// Runs the browser specs: node tests/browser/run.mjs [part of a test's name]
// `cargo xtask test --browser` calls it after building dist/, with the npm packages from the tool cache.

import { readdir, stat } from 'node:fs/promises';
import { collect } from './harness/test.mjs';
import { runOne } from './harness/runner.mjs';
import { startServer } from './harness/server.mjs';
import { root } from './harness/packages.mjs';

const filter = process.argv[2] ?? '';
const dist = new URL('dist/', root);
if (!(await stat(new URL('index.html', dist)).catch(() => null))) {
  console.error('There is no dist/index.html to test. Build it with: cargo xtask dist');
  process.exit(2);
}

const specs = new URL('./specs/', import.meta.url);
const files = (await readdir(specs)).filter((name) => name.endsWith('.spec.mjs')).sort();
const tests = [];
for (const file of files) {
  tests.push(...(await collect(new URL(file, specs), file.replace('.spec.mjs', ''))));
}
const chosen = tests.filter((test) => test.name.includes(filter));

const server = await startServer(dist, new URL('./pages/', import.meta.url));
let failed = 0;
for (const test of chosen) {
  const start = Date.now();
  const problem = await runOne(test, server);
  const took = `(${((Date.now() - start) / 1000).toFixed(1)} s)`;
  if (problem) {
    failed += 1;
    console.log(`\n${problem}\n`);
    console.log(`  again: cargo xtask test --browser '${test.name}' ${took}`);
    console.log(`not ok ${test.name}`);
  } else {
    console.log(`ok ${test.name} ${took}`);
  }
}
await server.stop();

if (tests.length === 0) {
  console.error('No spec was found in tests/browser/specs.');
  process.exit(2);
}
const outcome = failed === 0 ? 'ok' : 'FAILED';
console.log(`\ntest result: ${outcome}. ${chosen.length - failed} passed; ${failed} failed; ${tests.length - chosen.length} filtered out`);
process.exit(failed === 0 ? 0 : 1);
