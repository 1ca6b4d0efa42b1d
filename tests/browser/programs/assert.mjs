// The few parts of node:assert/strict that the clients' programs use, for the page.

function same(actual, expected) {
  if (Object.is(actual, expected)) return true;
  if (actual instanceof Set && expected instanceof Set) return same([...actual].sort(), [...expected].sort());
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(expected)) return same([...actual], [...expected]);
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return false;
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const names = Object.keys(actual);
  return names.length === Object.keys(expected).length && names.every((name) => name in expected && same(actual[name], expected[name]));
}

function show(value) {
  return JSON.stringify(value, (_, inner) => (inner instanceof Set ? [...inner] : typeof inner === 'bigint' ? `${inner}n` : inner));
}

function check(holds, text) {
  if (!holds) throw new Error(text);
}

const assert = {
  ok: (value) => check(value, `${show(value)} is not truthy`),
  equal: (actual, expected) => check(Object.is(actual, expected), `${show(actual)} is not ${show(expected)}`),
  deepEqual: (actual, expected) => check(same(actual, expected), `${show(actual)} is not ${show(expected)}`),
  match: (text, pattern) => check(pattern.test(text), `${text} does not match ${pattern}`),
  async rejects(promise, expected) {
    const error = await promise.then(() => undefined, (reason) => reason);
    check(error !== undefined, 'nothing was rejected');
    if (expected instanceof RegExp) return assert.match(String(error), expected);
    if (typeof expected === 'function') return check(expected(error) === true, `${error} is not what was expected`);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name], value);
  },
};

export default assert;
