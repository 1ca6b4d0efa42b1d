// One browser with one profile: it can be closed and opened again, or killed, and what it stored is still there.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './packages.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export class Browser {
  /** Everything that went wrong in any page or worker, as text. */
  problems = [];
  /** The persistent context of Playwright; another one after each relaunch. */
  context = null;
  page = null;

  #profile = null;
  #options;
  #origins;
  #closing = false;

  constructor(options, origins) {
    this.#options = options;
    this.#origins = origins;
  }

  async open() {
    const { chromium } = load('playwright-core');
    this.#profile ??= await mkdtemp(join(tmpdir(), 'dynalab-browser-'));
    this.#closing = false;
    this.context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: process.env.CHROME || '/usr/bin/chromium',
      headless: true,
      args: ARGS,
      ...this.#options,
    });
    this.context.setDefaultTimeout(20_000);
    this.context.on('page', (page) => this.#watch(page));
    this.context.pages().forEach((page) => this.#watch(page));
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    return this.page;
  }

  /** Closes the browser properly and opens it again on the same profile. */
  async relaunch() {
    this.#closing = true;
    await this.context.close();
    return this.open();
  }

  /** Kills the browser's process (no page hears of it) and opens it again on the same profile. */
  async kill() {
    this.#closing = true;
    const gone = new Promise((resolve) => this.context.once('close', resolve));
    const session = await this.context.browser().newBrowserCDPSession();
    session.send('Browser.crash').catch(() => {});
    await gone;
    return this.open();
  }

  async dispose() {
    this.#closing = true;
    await this.context?.close().catch(() => {});
    if (this.#profile) await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #watch(page) {
    const tell = (text) => {
      if (!this.#closing) this.problems.push(text);
    };
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url, lineNumber } = message.location();
      tell(`console error: ${message.text()} (${url}:${lineNumber})`);
    });
    page.on('pageerror', (error) => tell(`uncaught: ${error.stack ?? error}`));
    page.on('crash', () => tell(`the page crashed: ${page.url()}`));
    // Everything happens in the browser: a request to anyone else is a fault.
    page.on('request', (request) => {
      const address = new URL(request.url());
      const leaves = address.protocol.startsWith('http') && !this.#origins.includes(address.origin);
      if (leaves) tell(`a request left the page: ${request.method()} ${address}`);
    });
  }
}
