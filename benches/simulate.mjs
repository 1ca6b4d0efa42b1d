// Simulated days and requests in wasm, each in an instance of its own: how long they take, beside their bars. The programs are
// `simulate_*` of this package, built for release; their names come as arguments: day, month, requests.

import { readFileSync } from 'node:fs';

/** Requests of the minute that the per-request driver carries out. */
const REQUESTS = 600_000;
const BARS = [
  { name: 'day', what: 'fluid, 24 hours at 10,000 requests a second', most: 1 },
  { name: 'month', what: 'fluid, 30 days', most: 20 },
  { name: 'requests', what: 'per request, 600,000 requests', most: REQUESTS / 200_000 },
];

let kept = true;
for (const [at, path] of process.argv.slice(2).entries()) {
  const { what, most, name } = BARS[at];
  const program = new WebAssembly.Module(readFileSync(path));
  const rounds = name === 'month' ? 1 : 3;
  const times = [];
  let memory = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { exports } = new WebAssembly.Instance(program, {});
    const start = performance.now();
    exports.main(0, 0);
    times.push((performance.now() - start) / 1000);
    memory = exports.memory.buffer.byteLength;
  }
  const best = Math.min(...times);
  const rate = name === 'requests' ? `, ${Math.round(REQUESTS / best).toLocaleString('en')} a second` : '';
  console.log(`${what}: ${best.toFixed(3)} s (bar ${most} s)${rate}, ${(memory / 2 ** 20).toFixed(0)} MiB of memory`);
  kept &&= best <= most;
}
if (!kept) {
  console.log('a bar is missed');
  process.exit(1);
}
