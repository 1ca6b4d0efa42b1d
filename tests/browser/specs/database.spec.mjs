// The database itself, through the handle that scripts on the page see: durable, exact, one writer.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';

/** Runs in the page once the app has installed its handle: sends requests in order, gives status and parsed body of each. */
const send = async (page, requests) => {
  await page.waitForFunction(() => globalThis.dynalab !== undefined);
  return page.evaluate(async (requests) => {
    const replies = [];
    for (const [operation, body] of requests) {
      const { status, body: bytes } = await globalThis.dynalab.handle(`DynamoDB_20120810.${operation}`, {}, JSON.stringify(body));
      replies.push({ status, body: JSON.parse(new TextDecoder().decode(bytes)) });
    }
    return replies;
  }, requests);
};

const one = async (page, operation, body) => (await send(page, [[operation, body]]))[0];

const USERS = {
  TableName: 'Users',
  AttributeDefinitions: [{ AttributeName: 'UserId', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'UserId', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

const ITEM = {
  UserId: { S: 'u1' },
  n: { N: '12345678901234567890123456789012345678' },
  empty: { S: '' },
  set: { NS: ['1', '2.5'] },
  bytes: { B: 'AAEC' },
  nested: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { M: {} }] } } },
};

for (const way of ['reload', 'relaunch', 'kill']) {
  test(`what was acknowledged is there after a ${way}`, async (kit) => {
    await kit.page.goto(kit.base);
    const [created, put] = await send(kit.page, [['CreateTable', USERS], ['PutItem', { TableName: 'Users', Item: ITEM }]]);
    assert.equal(created.status, 200, JSON.stringify(created.body));
    assert.deepEqual([put.status, put.body], [200, {}]);
    if (way === 'reload') {
      await kit.page.reload();
    } else {
      await kit[way]();
      await kit.page.goto(kit.base);
    }
    const got = await one(kit.page, 'GetItem', { TableName: 'Users', Key: { UserId: { S: 'u1' } }, ConsistentRead: true });
    assert.deepEqual(got.body.Item, ITEM);
  });
}

test('ten thousand orders in a table with two indexes, counted and charged exactly, before and after a reload', async ({ page, base }) => {
  await page.goto(base);
  const created = await one(page, 'CreateTable', {
    TableName: 'orders',
    AttributeDefinitions: ['order_id', 'customer_id', 'status', 'placed_at'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'order_id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-customer',
        KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }, { AttributeName: 'placed_at', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'by-status',
        KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  assert.equal(created.status, 200, JSON.stringify(created.body));

  // 10,000 orders of 100 customers; every tenth has no status, so it is not in the sparse index.
  const written = await page.evaluate(async () => {
    const order = (n) => ({
      order_id: { S: `o-${String(n).padStart(5, '0')}` },
      customer_id: { S: `c-${n % 100}` },
      placed_at: { S: new Date(1_700_000_000_000 + n * 60_000).toISOString() },
      total: { N: `${n}.5` },
      ...(n % 10 === 0 ? {} : { status: { S: ['open', 'shipped', 'paid'][n % 3] } }),
    });
    const units = { total: 0, table: 0, customer: 0, status: 0 };
    const batches = Array.from({ length: 400 }, (_, batch) => Array.from({ length: 25 }, (_, n) => ({ PutRequest: { Item: order(batch * 25 + n) } })));
    await Promise.all(batches.map(async (orders) => {
      const reply = await globalThis.dynalab.handle('DynamoDB_20120810.BatchWriteItem', {}, JSON.stringify({ RequestItems: { orders }, ReturnConsumedCapacity: 'INDEXES' }));
      const body = JSON.parse(new TextDecoder().decode(reply.body));
      if (reply.status !== 200 || Object.keys(body.UnprocessedItems).length > 0) throw new Error(JSON.stringify(body));
      const [capacity] = body.ConsumedCapacity;
      units.total += capacity.CapacityUnits;
      units.table += capacity.Table.CapacityUnits;
      units.customer += capacity.GlobalSecondaryIndexes['by-customer'].CapacityUnits;
      units.status += capacity.GlobalSecondaryIndexes['by-status'].CapacityUnits;
    }));
    return units;
  });
  assert.deepEqual(written, { total: 29_000, table: 10_000, customer: 10_000, status: 9_000 });

  const check = async () => {
    const described = await one(page, 'DescribeTable', { TableName: 'orders' });
    assert.equal(described.body.Table.ItemCount, 10_000);
    const counts = Object.fromEntries(described.body.Table.GlobalSecondaryIndexes.map((index) => [index.IndexName, index.ItemCount]));
    assert.deepEqual(counts, { 'by-customer': 10_000, 'by-status': 9_000 });

    const customer = await one(page, 'Query', {
      TableName: 'orders', IndexName: 'by-customer', KeyConditionExpression: 'customer_id = :c',
      ExpressionAttributeValues: { ':c': { S: 'c-42' } }, ReturnConsumedCapacity: 'INDEXES',
    });
    assert.equal(customer.body.Count, 100);
    assert.deepEqual(customer.body.Items.map((item) => item.order_id.S), Array.from({ length: 100 }, (_, n) => `o-${String(n * 100 + 42).padStart(5, '0')}`));
    // By hand: an order of customer c-42 weighs order_id 8+7, customer_id 11+4, placed_at 9+24, total 5+(its digits), status 6+(its letters).
    const size = (n) => 15 + 15 + 33 + 5 + numberSize(n) + 6 + ['open', 'shipped', 'paid'][n % 3].length;
    const bytes = Array.from({ length: 100 }, (_, n) => size(n * 100 + 42)).reduce((sum, each) => sum + each, 0);
    assert.deepEqual(customer.body.ConsumedCapacity, {
      TableName: 'orders', CapacityUnits: Math.ceil(bytes / 4096) / 2, Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { 'by-customer': { CapacityUnits: Math.ceil(bytes / 4096) / 2 } },
    });

    let [count, start, pages] = [0, undefined, 0];
    do {
      const reply = await one(page, 'Query', {
        TableName: 'orders', IndexName: 'by-status', KeyConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'shipped' } }, Select: 'COUNT', Limit: 1_000, ExclusiveStartKey: start,
      });
      [count, start, pages] = [count + reply.body.Count, reply.body.LastEvaluatedKey, pages + 1];
    } while (start);
    assert.deepEqual([count, pages], [3_000, 4], 'three pages are full, the fourth is empty');
  };
  await check();
  await page.reload();
  await check();
}, { timeout_ms: 180_000 });

/** Bytes of the number `n`.5, by AWS's rule: pairs of digits counted from the point, plus one. */
const numberSize = (n) => 1 + Math.ceil(String(n).length / 2) + 1;

test('bad input gets the error of AWS and changes nothing', async ({ page, base }) => {
  await page.goto(base);
  await page.waitForFunction(() => globalThis.dynalab !== undefined);
  const raw = (target, body) => page.evaluate(async ([target, body]) => {
    const reply = await globalThis.dynalab.handle(target, {}, body);
    return { status: reply.status, body: JSON.parse(new TextDecoder().decode(reply.body)) };
  }, [target, body]);

  assert.equal((await raw('DynamoDB_20120810.CreateTable', JSON.stringify(USERS))).status, 200);
  const failed = [
    ['DynamoDB_20120810.PutItem', '{"TableName":"Users"', 'com.amazon.coral.service#SerializationException'],
    ['DynamoDB_20120810.PutItem', '{"TableName":"Users","Item":{"UserId":{"N":"1"}}}', 'com.amazon.coral.validate#ValidationException'],
    ['DynamoDB_20120810.Nothing', '{}', 'com.amazon.coral.service#UnknownOperationException'],
    ['DynamoDB_20120810.GetItem', '{"TableName":"Nobody","Key":{"UserId":{"S":"u"}}}', 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'],
    ['DynamoDB_20120810.Scan', JSON.stringify({ TableName: 'Users', FilterExpression: `${'('.repeat(4096 - 1)}a` }), 'com.amazon.coral.validate#ValidationException'],
    ['DynamoDB_20120810.PutItem', `{"TableName":"Users","Item":${'['.repeat(100_000)}`, 'com.amazon.coral.service#SerializationException'],
  ];
  for (const [target, body, type] of failed) {
    const reply = await raw(target, body);
    assert.deepEqual([reply.status, reply.body.__type], [400, type], body.slice(0, 80));
  }
  assert.equal((await raw('DynamoDB_20120810.Scan', '{"TableName":"Users"}')).body.Count, 0);
});

test('a second tab is never a second writer, and may take over', async ({ page, context, base }) => {
  await page.goto(base);
  await one(page, 'CreateTable', USERS);
  const second = await context.newPage();
  await second.goto(base);
  const refused = await one(second, 'PutItem', { TableName: 'Users', Item: { UserId: { S: 'second' } } });
  assert.equal(refused.status, 500);
  const takeOver = second.getByRole('button', { name: /take over/i });
  await takeOver.click();
  // The offer goes when the engine has told that the workspace is open here.
  await takeOver.waitFor({ state: 'detached' });
  const written = await one(second, 'PutItem', { TableName: 'Users', Item: { UserId: { S: 'second' } } });
  assert.equal(written.status, 200, JSON.stringify(written.body));

  const displaced = await one(page, 'PutItem', { TableName: 'Users', Item: { UserId: { S: 'first' } } });
  assert.equal(displaced.status, 500);
  const scanned = await one(second, 'Scan', { TableName: 'Users' });
  assert.deepEqual(scanned.body.Items, [{ UserId: { S: 'second' } }]);
});
