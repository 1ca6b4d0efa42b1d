// How a spec file names its tests. README.md describes what a test is given.

let sheet = null;

/**
 * Names a test. `options`: timeout_ms (60 000 if not given), and context: options for Playwright's browser context, such
 * as { javaScriptEnabled: false }, { colorScheme: 'dark' } or { viewport: { width: 320, height: 640 } }.
 */
export function test(name, body, options = {}) {
  if (!sheet) throw new Error(`test('${name}') is outside of a spec file`);
  const full = `${sheet.file}: ${name}`;
  if (sheet.tests.some((other) => other.name === full)) throw new Error(`two tests are named '${full}'`);
  sheet.tests.push({ name: full, body, ...options });
}

/** Loads a spec file and gives its tests. */
export async function collect(address, file) {
  sheet = { file, tests: [] };
  await import(address.href);
  const { tests } = sheet;
  sheet = null;
  return tests;
}
