// A lesson inside somebody else's page: at its own height, in a workspace of its own, without taking focus or scroll.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';

// Without transitions, so that axe never measures a colour half way.
const STILL = { context: { reducedMotion: 'reduce' } };

const EXAMPLE = 'embed/example.html';

/** The lesson inside the frame of the page. */
async function lesson(page) {
  const frame = page.frameLocator('iframe.dynalab');
  await frame.getByRole('heading', { level: 1, name: 'One table, one lookup' }).waitFor({ timeout: 30_000 });
  return frame;
}

/** Waits until the host has given the frame the whole height of its lesson, and the lesson knows it. */
const sized = (page) =>
  page.waitForFunction(() => {
    const root = document.querySelector('iframe.dynalab').contentDocument.documentElement;
    return root.clientHeight > 1_000 && root.scrollHeight <= root.clientHeight + 4 && root.hasAttribute('data-host-sizes');
  });

test('the example page embeds the lesson at its height and hears of a check', async ({ page, base, axe }) => {
  await page.goto(base + EXAMPLE);
  await page.locator('iframe').scrollIntoViewIfNeeded();
  const frame = await lesson(page);
  await sized(page);
  assert.equal(await frame.locator('nav').count(), 0, 'no rail');
  await axe();
  await frame.locator('#block-create').getByRole('button', { name: 'Run', exact: true }).click();
  await frame.locator('#block-create .run-outcome .step').waitFor();
  await frame.locator('#block-c-table').getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByText('A check passed.').waitFor();
}, STILL);

test('the embed takes neither focus nor scroll', async ({ page, base }) => {
  await page.goto(base + EXAMPLE);
  await lesson(page);
  await sized(page);
  assert.deepEqual(await page.evaluate(() => [scrollY, document.activeElement.tagName]), [0, 'BODY']);
}, STILL);

test('an embed has a workspace of its own, and memory keeps nothing', async ({ page, base }) => {
  const tables = async (address) => {
    await page.goto(address);
    await page.waitForFunction(() => globalThis.dynalab !== undefined);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    return page.evaluate(async () => {
      const { body } = await globalThis.dynalab.handle('DynamoDB_20120810.ListTables', {}, '{}');
      return JSON.parse(new TextDecoder().decode(body)).TableNames;
    });
  };
  const create = async () => {
    await page.locator('#block-create').getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('#block-create .run-outcome .step').waitFor();
  };
  const kept = `${base}?embed=1&lesson=employee-directory`;
  assert.deepEqual(await tables(kept), []);
  await create();
  assert.deepEqual(await tables(kept), ['employees'], 'kept for the next visit');
  assert.deepEqual(await tables(`${kept}&storage=memory`), [], 'memory begins empty');
  await create();
  assert.deepEqual(await tables(`${kept}&storage=memory`), [], 'and keeps nothing');
  assert.deepEqual(await tables(`${base}#/build`), [], 'the user’s own workspace is another one');
}, STILL);

test('a host of another origin that says nothing leaves the scrollbar to the lesson', async ({ page, base, otherOrigin }) => {
  await page.goto(`${otherOrigin}pages/blank.html`);
  const heard = await page.evaluate((address) => new Promise((resolve) => {
    const heard = [];
    addEventListener('message', ({ data }) => {
      heard.push(data);
      // What stands there before the lesson has come has a height too.
      if (data.type === 'resize' && data.height > 1_000) resolve(heard);
    });
    const frame = document.createElement('iframe');
    Object.assign(frame, { title: 'Lesson', src: address, width: '600', height: '300' });
    document.body.append(frame);
  }), `${base}?embed=1&lesson=employee-directory&storage=memory&id=q7&theme=dark`);
  assert.ok(heard.every((message) => message.dynalab === 1 && message.id === 'q7'), JSON.stringify(heard));
  const inside = page.frames().find((frame) => frame !== page.mainFrame());
  await inside.getByRole('heading', { level: 1 }).waitFor();
  const [theme, sizes, scrolls] = await inside.evaluate(() => {
    const root = document.documentElement;
    return [root.dataset.theme, root.hasAttribute('data-host-sizes'), root.scrollHeight > root.clientHeight];
  });
  assert.deepEqual([theme, sizes, scrolls], ['dark', false, true]);
}, STILL);

test('a sandboxed frame without an origin keeps its work in memory and says so', async ({ page, base, otherOrigin }) => {
  await page.goto(`${otherOrigin}pages/blank.html`);
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    Object.assign(frame, { title: 'Lesson', src: address, width: '600', height: '600' });
    document.body.append(frame);
  }, `${base}?embed=1&lesson=employee-directory`);
  const frame = page.frameLocator('iframe');
  await frame.getByText('Memory only. ').waitFor();
  await frame.getByRole('heading', { level: 1, name: 'One table, one lookup' }).waitFor();
  await frame.locator('#block-create').getByRole('button', { name: 'Run', exact: true }).click();
  await frame.locator('#block-create .run-outcome .step').waitFor();
  await frame.locator('#block-c-table').getByRole('button', { name: 'Check', exact: true }).click();
  await frame.locator('#block-c-table.is-right').waitFor();
}, STILL);
