// The engine's later part: not needed by the first screen, fetched when that is up, loaded at once when a request comes first.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from '../harness/test.mjs';
import { ask, items, send, step, tableNamed, tables } from './workspace.mjs';

const LATER = '**/worker_later.wasm*';
const TABLE = 'songs';

/** The worker never comes to rest, so nothing is fetched before it is needed. */
const withoutRest = (context) => context.route('**/worker_boot.js', async (route) => {
  const response = await route.fetch();
  const script = await response.text();
  assert.ok(script.includes('REST_MS = 1_000'), 'worker_boot.js waits before it fetches');
  await route.fulfill({ response, body: script.replace('REST_MS = 1_000', 'REST_MS = 2 ** 30') });
});

/** How often this page asked for the later part from now on. The server is everybody's. */
const counted = (asked) => {
  const before = asked.length;
  return () => asked.slice(before).filter((path) => path.endsWith('/worker_later.wasm')).length;
};

const protect = (enabled) => ['UpdateTable', { TableName: TABLE, DeletionProtectionEnabled: enabled }];
const isProtected = async (page) => (await ask(page, 'DescribeTable', { TableName: TABLE })).Table.DeletionProtectionEnabled;

test('the first screen and its operations do without it, and what needs it loads it', async ({ page, context, base, asked }) => {
  const times = counted(asked);
  await withoutRest(context);
  await page.goto(base);
  const key = { TableName: TABLE, Key: { id: { S: 'a' } } };
  const values = { ExpressionAttributeValues: { ':a': { S: 'a' } } };
  await ask(page, 'CreateTable', tableNamed(TABLE));
  await ask(page, 'PutItem', { TableName: TABLE, Item: { id: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(id)' });
  await ask(page, 'GetItem', { ...key, ProjectionExpression: 'n', ReturnConsumedCapacity: 'TOTAL' });
  await ask(page, 'Query', { TableName: TABLE, KeyConditionExpression: 'id = :a', ...values });
  await ask(page, 'Scan', { TableName: TABLE, FilterExpression: 'n = :a', ...values });
  const [refused] = await send(page, [['GetItem', { TableName: 'nowhere', Key: key.Key }]]);
  assert.match(refused.body.__type, /ResourceNotFoundException$/);
  assert.deepEqual(await tables(page), [TABLE]);
  // A visitor who comes back sees the items at once.
  await ask(page, 'PutItem', { TableName: TABLE, Item: { id: { S: 'shown' } } });
  await page.goto(`${base}#/t/${TABLE}/build`);
  await page.reload();
  await page.getByRole('cell', { name: 'Open shown' }).waitFor();
  assert.equal(times(), 0, 'nothing of this needs the later part');

  await ask(page, ...protect(true));
  assert.equal(await isProtected(page), true);
  await ask(page, 'UpdateItem', { ...key, UpdateExpression: 'SET n = :a', ...values, ReturnValues: 'ALL_NEW' });
  await ask(page, 'DeleteItem', { ...key, ReturnValues: 'ALL_OLD' });
  await ask(page, 'BatchWriteItem', { RequestItems: { [TABLE]: [{ PutRequest: { Item: { id: { S: 'b' } } } }] } });
  assert.equal(times(), 1, 'loaded once, within the request');
});

test('it comes by itself when the first screen is up', async ({ page, base, asked }) => {
  const times = counted(asked);
  const arrived = page.waitForResponse(LATER);
  await page.goto(base);
  await (await arrived).finished();
  await ask(page, 'CreateTable', tableNamed(TABLE));
  await ask(page, ...protect(true));
  assert.equal(await isProtected(page), true);
  assert.equal(times(), 1, 'what needs it finds it there');
});

test('when it does not come nothing is run, one is told so, and the next try works', async ({ page, context, base, axe }) => {
  await withoutRest(context);
  await context.route(LATER, (route) => route.fulfill({ status: 503 }));
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed(TABLE));
  await ask(page, 'PutItem', { TableName: TABLE, Item: { id: { S: 'a' } } });

  const [refused] = await send(page, [protect(true)]);
  assert.equal(refused.status, 500);
  assert.equal(refused.body.__type, 'com.amazonaws.dynamodb.v20120810#InternalServerError');
  assert.match(refused.body.message, /could not be loaded \(worker_later\.wasm: status 503\)\. Nothing was run/);
  await step(page, `Undo: PutItem on ${TABLE}`);
  await page.getByText('could not be loaded').first().waitFor();
  await axe();
  // The worker lives on, with all it had.
  assert.equal(await isProtected(page), false);
  assert.deepEqual(await items(page, TABLE), [{ id: { S: 'a' } }]);

  await context.unroute(LATER);
  await ask(page, ...protect(true));
  assert.equal(await isProtected(page), true);
  await step(page, `Undo: UpdateTable ${TABLE}`);
  await page.getByRole('button', { name: `Redo: UpdateTable ${TABLE}`, exact: true }).waitFor();
  assert.equal(await isProtected(page), false);
});

test('one of another build is refused', async ({ page, context, base }) => {
  await withoutRest(context);
  const wasm = await readFile(new URL('../../../dist/worker_later.wasm', import.meta.url));
  const build = wasm.indexOf('dynalabLater:') + 'dynalabLater:'.length;
  wasm[build] = wasm[build] === 0x30 ? 0x31 : 0x30;
  await context.route(LATER, (route) => route.fulfill({ body: wasm, contentType: 'application/wasm' }));
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed(TABLE));
  const [refused] = await send(page, [protect(true)]);
  assert.equal(refused.status, 500);
  assert.match(refused.body.message, /could not be loaded \(worker_later\.wasm is of another version: reload the page\)\. Nothing was run/);
  assert.equal(await isProtected(page), false);
});
