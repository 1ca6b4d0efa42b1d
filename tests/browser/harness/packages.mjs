// The npm packages, wherever they are: in the tool cache (cargo xtask says where) or in a node_modules beside run.mjs.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = new URL('../../../', import.meta.url);

/** Their folder. */
export const modules = process.env.DYNALAB_NODE_MODULES ?? fileURLToPath(new URL('../node_modules', import.meta.url));
const require = createRequire(join(modules, 'any.cjs'));

/** Loads an npm package by name. */
export function load(name) {
  try {
    return require(name);
  } catch (error) {
    throw new Error(`The npm package ${name} is not there (${error.code}). Run the specs with: cargo xtask test --browser`);
  }
}
