// Runs one test in a browser of its own, and says what was wrong with it.

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { axe } from './axe.mjs';
import { Browser } from './browser.mjs';
import { root } from './packages.mjs';

const FAILURES = new URL('target/browser-failures/', root);

/** Gives null, or a text for a person. */
export async function runOne(test, server) {
  const browser = new Browser(test.context ?? {}, [server.origin, server.otherOrigin]);
  const expected = [];
  try {
    await browser.open();
    await within(test.timeout_ms ?? 60_000, test.body(kit(browser, server, expected)));
    if (browser.problems.some((problem) => !expected.some((pattern) => pattern.test(problem)))) {
      throw new Error('the page complained');
    }
    const missed = expected.filter((pattern) => !browser.problems.some((problem) => pattern.test(problem)));
    if (missed.length > 0) throw new Error(`expected a complaint that did not come: ${missed.join(', ')}`);
    return null;
  } catch (error) {
    const complaints = [...new Set(browser.problems)].map((problem) => `\n  ${problem}`).join('');
    const picture = await screenshot(browser, test.name);
    return `${error?.stack ?? error}${complaints && `\nthe browser said:${complaints}`}${picture}`;
  } finally {
    await browser.dispose();
  }
}

/** What a test is given. README.md describes it. */
function kit(browser, server, expected) {
  return {
    get page() {
      return browser.page;
    },
    get context() {
      return browser.context;
    },
    base: `${server.origin}/`,
    deep: `${server.origin}/deep/er/`,
    still: `${server.origin}/static/`,
    pages: `${server.origin}/pages/`,
    otherOrigin: `${server.otherOrigin}/`,
    asked: server.asked,
    relaunch: () => browser.relaunch(),
    kill: () => browser.kill(),
    expectProblem: (pattern) => expected.push(pattern),
    problems: browser.problems,
    axe: (options) => axe(browser.page, options),
  };
}

function within(timeout_ms, running) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeout_ms} ms`)), timeout_ms);
  });
  return Promise.race([running, late]).finally(() => clearTimeout(timer));
}

async function screenshot(browser, name) {
  try {
    await mkdir(FAILURES, { recursive: true });
    const path = fileURLToPath(new URL(`${name.replace(/[^a-z0-9]+/gi, '-')}.png`, FAILURES));
    await browser.page.screenshot({ path, timeout: 5_000 });
    return `\nscreenshot: ${path}`;
  } catch {
    return '\n(no screenshot could be taken)';
  }
}
