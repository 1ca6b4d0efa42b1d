// Whole workspaces: made, renamed, copied, emptied, exported, brought back; and what undo takes back.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { ask, choose, chooseNamed, eventually, exported, importFile, isOpen, items, send, step, tableNamed, tables } from './workspace.mjs';

/** An item of every type, with what a copy loses first: digits, empty values, bytes, letters beyond the first plane. */
const EVERYTHING = {
  id: { S: '🗝️ ключ\u0000' },
  digits: { N: '12345678901234567890123456789012345678' },
  empty: { S: '' },
  nothing: { B: '' },
  bytes: { B: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64') },
  yes: { BOOL: true },
  null: { NULL: true },
  strings: { SS: ['', 'a', '😀'] },
  numbers: { NS: ['-1', '0', '99999999999999999999999999999999999999'] },
  binaries: { BS: ['', 'AA==', '/w=='] },
  '😀': { M: { ' ': { L: [] }, deep: { L: [{ M: {} }, { L: [{ N: '1' }] }, { S: '\u2028' }] } } },
};

test('an exported workspace is equal when it is imported', async ({ page, base }) => {
  await page.goto(base);
  const table = {
    ...tableNamed('all-types'),
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'digits', AttributeType: 'N' }],
    GlobalSecondaryIndexes: [{ IndexName: 'by-digits', KeySchema: [{ AttributeName: 'digits', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
  };
  await ask(page, 'CreateTable', table);
  await ask(page, 'PutItem', { TableName: 'all-types', Item: { ...EVERYTHING, small: { N: '-1.2345678901234567890123456789012345678E-100' } } });
  await ask(page, 'PutItem', { TableName: 'all-types', Item: { id: { S: 'plain' } } });
  const look = async () => ({
    tables: await tables(page),
    items: await items(page, 'all-types'),
    index: await ask(page, 'Query', {
      TableName: 'all-types', IndexName: 'by-digits', KeyConditionExpression: 'digits = :d', ExpressionAttributeValues: { ':d': EVERYTHING.digits },
    }),
    described: (await ask(page, 'DescribeTable', { TableName: 'all-types' })).Table,
  });
  const before = await look();
  assert.equal(before.items.length, 2);
  assert.equal(before.index.Count, 1);
  assert.deepEqual(before.index.Items[0].bytes, EVERYTHING.bytes);

  const file = await exported(page, () => choose(page, 'Export to a file'));
  assert.match(file.name, /\.dynalab$/);
  await importFile(page, () => choose(page, 'Import a file…'), file.bytes);
  await isOpen(page, 'Imported workspace');
  assert.deepEqual(await look(), before);
  await page.reload();
  await isOpen(page, 'Imported workspace');
  assert.deepEqual(await look(), before);

  // A file that is not whole changes nothing.
  for (const bytes of [file.bytes.subarray(0, file.bytes.length - 1), Buffer.from('dynalab'), Buffer.alloc(0)]) {
    await importFile(page, () => choose(page, 'Import a file…'), bytes);
    await page.getByText('ImportFailed. ').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    assert.deepEqual(await look(), before);
  }
});

test('limits come along with an exported file', async ({ page, base }) => {
  await page.goto(`${base}#/run/limits`);
  await page.getByLabel('Enforce the capacity of tables and indexes').check();
  const on = page.getByRole('link', { name: 'Limits on' });
  await on.waitFor();
  const file = await exported(page, () => choose(page, 'Export to a file'));
  await chooseNamed(page, 'New workspace…', 'Free', 'Create');
  await on.waitFor({ state: 'detached' });
  await importFile(page, () => choose(page, 'Import a file…'), file.bytes);
  await isOpen(page, 'Imported workspace');
  await on.waitFor();
});

test('workspaces are made, renamed, copied, opened and deleted', async ({ page, base, axe }) => {
  await page.goto(base);
  await isOpen(page, 'My workspace');
  await ask(page, 'CreateTable', tableNamed('first'));
  await chooseNamed(page, 'New workspace…', 'Second', 'Create');
  assert.deepEqual(await tables(page), []);
  await ask(page, 'CreateTable', tableNamed('second'));
  await ask(page, 'PutItem', { TableName: 'second', Item: { id: { S: 'a' } } });
  await chooseNamed(page, 'Rename…', 'Zwei 😀', 'Rename');
  await chooseNamed(page, 'Duplicate…', 'Copy', 'Duplicate');
  assert.deepEqual(await items(page, 'second'), [{ id: { S: 'a' } }]);
  await ask(page, 'PutItem', { TableName: 'second', Item: { id: { S: 'b' } } });

  // A copy is its own: what is changed here is not changed there.
  await choose(page, 'Zwei 😀', 'menuitemradio');
  await isOpen(page, 'Zwei 😀');
  assert.deepEqual(await items(page, 'second'), [{ id: { S: 'a' } }]);
  await page.reload();
  await isOpen(page, 'Zwei 😀');
  assert.deepEqual(await items(page, 'second'), [{ id: { S: 'a' } }]);

  await choose(page, 'Delete…');
  await axe();
  await page.getByRole('button', { name: 'Delete the workspace' }).click();
  await page.getByRole('button', { name: /^Workspace: (My workspace|Copy)$/ }).waitFor();
  await page.getByRole('button', { name: /^Workspace: / }).click();
  assert.deepEqual((await page.getByRole('menuitemradio').allInnerTexts()).sort(), ['Copy', 'My workspace']);
  await page.keyboard.press('Escape');
  await eventually(page, async () => (await indexedDB.databases()).length === 3);
  await choose(page, 'Copy', 'menuitemradio');
  await isOpen(page, 'Copy');
  assert.equal((await items(page, 'second')).length, 2);

  // The last one is replaced by an empty one.
  for (let left = 2; left > 0; left -= 1) {
    const name = await page.getByRole('button', { name: /^Workspace: / }).innerText();
    await choose(page, 'Delete…');
    await page.getByRole('button', { name: 'Delete the workspace' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    if (left === 2) await page.waitForFunction((name) => !document.querySelector('[aria-label^="Workspace: "]').textContent.includes(name), name);
  }
  await eventually(page, async () => {
    const reply = await globalThis.dynalab.handle('ListTables', {}, '{}');
    return reply.status === 200 && new TextDecoder().decode(reply.body) === '{"TableNames":[]}';
  });
});

test('a workspace that another tab has open is not deleted', async ({ page, context, base }) => {
  await page.goto(base);
  await isOpen(page, 'My workspace');
  await chooseNamed(page, 'New workspace…', 'Mine', 'Create');
  const second = await context.newPage();
  await second.goto(base);
  await second.getByRole('heading', { name: 'This workspace is open in another tab' }).waitFor();
  await choose(second, 'Delete…');
  await second.getByRole('button', { name: 'Delete the workspace' }).click();
  await second.getByText('WorkspaceInUse. ').waitFor();
  await ask(page, 'CreateTable', tableNamed('still-here'));
});

test('deleting a table or an item is undone and done again', async ({ page, base }) => {
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('kept'));
  await ask(page, 'PutItem', { TableName: 'kept', Item: EVERYTHING_SHORT });
  await ask(page, 'DeleteItem', { TableName: 'kept', Key: { id: { S: 'x' } } });
  assert.deepEqual(await items(page, 'kept'), []);
  await step(page, 'Undo: DeleteItem on kept');
  await page.getByRole('button', { name: 'Redo: DeleteItem on kept' }).waitFor();
  assert.deepEqual(await items(page, 'kept'), [EVERYTHING_SHORT]);
  await ask(page, 'DeleteTable', { TableName: 'kept' });
  assert.deepEqual(await tables(page), []);
  await step(page, 'Undo: DeleteTable kept');
  await page.getByRole('button', { name: 'Redo: DeleteTable kept' }).waitFor();
  assert.deepEqual(await items(page, 'kept'), [EVERYTHING_SHORT]);
  // What undo brought back is durable.
  await page.reload();
  assert.deepEqual(await items(page, 'kept'), [EVERYTHING_SHORT]);
  await ask(page, 'DeleteTable', { TableName: 'kept' });
  await step(page, 'Undo: DeleteTable kept');
  await step(page, 'Redo: DeleteTable kept');
  await page.getByRole('button', { name: 'Undo: DeleteTable kept' }).waitFor();
  assert.deepEqual(await tables(page), []);
});

const EVERYTHING_SHORT = { id: { S: 'x' }, n: { N: '1' } };

test('a reset to the sample is one step of undo', async ({ page, base }) => {
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('mine'));
  await ask(page, 'PutItem', { TableName: 'mine', Item: EVERYTHING_SHORT });
  await choose(page, 'Reset to the sample');
  const undo = page.getByRole('button', { name: 'Undo: Reset workspace', exact: true });
  await undo.waitFor();
  assert.deepEqual(await tables(page), ['employees']);
  assert.equal((await ask(page, 'Scan', { TableName: 'employees', Select: 'COUNT' })).Count, 400);
  await undo.click();
  await page.getByRole('button', { name: 'Redo: Reset workspace' }).waitFor();
  assert.deepEqual(await tables(page), ['mine']);
  assert.deepEqual(await items(page, 'mine'), [EVERYTHING_SHORT]);
});

test('the replayable report holds version, seed and every request', async ({ page, base, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(base);
  await send(page, [['CreateTable', tableNamed('told')], ['PutItem', { TableName: 'told', Item: { id: { N: '1' } } }], ['ListTables', {}]]);
  await choose(page, 'Copy replayable report');
  await page.getByText('Replayable report copied').waitFor({ state: 'attached' });
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /^# dynalab \d+\.\d+\.\d+ replayable report, seed \d+\n/);
  const told = report.split('\n').filter((line) => line.startsWith('> ') || line.startsWith('< '));
  // The page's own requests, for the table that it shows, come after ours.
  assert.deepEqual(told.slice(0, 6), [
    `> CreateTable ${JSON.stringify(tableNamed('told'))}`, '< 200',
    '> PutItem {"TableName":"told","Item":{"id":{"N":"1"}}}', '< 400',
    '> ListTables {}', '< 200',
  ]);
});

test('many tables are there after a reload, each loaded when it is needed', async ({ page, base }) => {
  await page.goto(base);
  const names = Array.from({ length: 40 }, (_, n) => `table-${String(n).padStart(2, '0')}`);
  await send(page, names.flatMap((name) => [
    ['CreateTable', tableNamed(name)],
    ['PutItem', { TableName: name, Item: { id: { S: name }, of: { S: name.repeat(20) } } }],
  ]));
  await page.reload();
  assert.deepEqual(await tables(page), names);
  for (const name of ['table-39', 'table-07']) {
    assert.deepEqual(await items(page, name), [{ id: { S: name }, of: { S: name.repeat(20) } }]);
  }
  // All of them at once, none resident, in any order.
  const got = await page.evaluate(async (names) => Promise.all(names.map(async (TableName) => {
    const reply = await globalThis.dynalab.handle('Scan', {}, JSON.stringify({ TableName }));
    return JSON.parse(new TextDecoder().decode(reply.body)).Items[0].id.S;
  })), names);
  assert.deepEqual(got, names);
});

test('a database of some megabytes survives a checkpoint and the death of the browser', async (kit) => {
  await kit.page.goto(kit.base);
  await ask(kit.page, 'CreateTable', tableNamed('large'));
  const put = (page, from, count) => page.evaluate(async ([from, count]) => {
    const text = (n) => `${n} `.padEnd(60_000, 'lorem ipsum ');
    await Promise.all(Array.from({ length: count }, async (_, n) => {
      const Item = { id: { S: `k${String(from + n).padStart(3, '0')}` }, text: { S: text(from + n) } };
      const reply = await globalThis.dynalab.handle('PutItem', {}, JSON.stringify({ TableName: 'large', Item }));
      if (reply.status !== 200) throw new Error(`put ${from + n}: ${reply.status}`);
    }));
  }, [from, count]);
  for (let from = 0; from < 160; from += 40) await put(kit.page, from, 40);
  /** Records of a store of the workspace's database. */
  const records = (page, store) => page.evaluate(async (store) => {
    const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith('dynalab/'));
    const of = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
    const database = await of(indexedDB.open(name));
    const count = await of(database.transaction(store).objectStore(store).count());
    database.close();
    return count;
  }, store);
  assert.ok(await records(kit.page, 'blocks') > 50, 'leaf blocks were written');
  assert.ok(await records(kit.page, 'log') < 160, 'the log was cut');
  await put(kit.page, 160, 5);
  await ask(kit.page, 'DeleteItem', { TableName: 'large', Key: { id: { S: 'k000' } } });

  const page = await kit.kill();
  await page.goto(kit.base);
  const look = (TableName) => page.evaluate(async (TableName) => {
    const seen = [];
    let ExclusiveStartKey;
    do {
      const reply = await globalThis.dynalab.handle('Scan', {}, JSON.stringify({ TableName, ExclusiveStartKey }));
      const body = JSON.parse(new TextDecoder().decode(reply.body));
      for (const { id, text } of body.Items) seen.push(`${id.S} ${text.S === `${Number(id.S.slice(1))} `.padEnd(60_000, 'lorem ipsum ')}`);
      ExclusiveStartKey = body.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return seen.sort();
  }, TableName);
  await isOpen(page, 'My workspace');
  assert.deepEqual(await look('large'), Array.from({ length: 164 }, (_, n) => `k${String(n + 1).padStart(3, '0')} true`));
  const file = await exported(page, () => choose(page, 'Export to a file'));
  assert.ok(file.bytes.length > 9_000_000, 'an export holds what was loaded from blocks');
}, { timeout_ms: 120_000 });
