// Runs the steps of one client's program in order and prints what `cargo xtask test` counts.
//
// The steps share one table, as in a real program, so the first one that fails ends the program: what follows it would
// only fail for the same reason.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** Where the server listens. */
export const endpoint = process.env.DYNALAB_ENDPOINT ?? 'http://127.0.0.1:8000';

/** What every client is told: the region and any credentials. */
export const options = {
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};

/** Loads a package from the tool cache: packages are never installed into the checkout. */
export async function load(name) {
  const folder = process.env.DYNALAB_CLIENT_MODULES;
  if (!folder) return import(name);
  const require = createRequire(join(folder, 'program.cjs'));
  return import(pathToFileURL(require.resolve(name)));
}

export async function program(client, steps) {
  let passed = 0;
  const names = Object.keys(steps);
  for (const name of names) {
    try {
      await steps[name]();
      passed += 1;
      console.log(`ok ${client}: ${name}`);
    } catch (error) {
      console.log(`not ok ${client}: ${name}`);
      console.error(error);
      break;
    }
  }
  const failed = passed === names.length ? 0 : 1;
  console.log(`test result: ${failed ? 'FAILED' : 'ok'}. ${passed} passed; ${failed} failed`);
  process.exit(failed);
}
