// AWS SDK for JavaScript v3, low level: tables, waiters, paginators, transactions, streams.

import assert from 'node:assert/strict';
import { load, options, program } from './harness.mjs';

const sdk = await load('@aws-sdk/client-dynamodb');
const streams = await load('@aws-sdk/client-dynamodb-streams');
const { DynamoDBClient } = sdk;

const client = new DynamoDBClient(options);
const TableName = 'sdk-orders';
const order = (customer, number, total) => ({
  customer: { S: customer },
  order: { S: `2026-${String(number).padStart(3, '0')}` },
  status: { S: number % 2 ? 'open' : 'sent' },
  total: { N: String(total) },
});

await program('AWS SDK for JavaScript', {
  'a table with an index and a stream becomes active': async () => {
    await client.send(
      new sdk.CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['customer', 'order', 'status'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'customer', KeyType: 'HASH' },
          { AttributeName: 'order', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-status',
            KeySchema: [
              { AttributeName: 'status', KeyType: 'HASH' },
              { AttributeName: 'order', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    const waited = await sdk.waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: 20 }, { TableName });
    assert.equal(waited.state, 'SUCCESS');
    const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName }));
    assert.equal(Table.TableStatus, 'ACTIVE');
    assert.ok(Table.CreationDateTime instanceof Date);
    assert.match(Table.TableArn, /^arn:aws:dynamodb:[a-z]+-[a-z]+-\d:\d{12}:table\/sdk-orders$/);
  },
  'batches write, the paginator reads all pages': async () => {
    const requests = [...Array(25).keys()].map((n) => ({ PutRequest: { Item: order('ann', n, n * 1.5) } }));
    const { UnprocessedItems } = await client.send(new sdk.BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    assert.deepEqual(UnprocessedItems, {});
    const pages = sdk.paginateQuery(
      { client, pageSize: 10 },
      { TableName, KeyConditionExpression: 'customer = :c', ExpressionAttributeValues: { ':c': { S: 'ann' } } },
    );
    const counts = [];
    for await (const page of pages) counts.push(page.Items.length);
    assert.deepEqual(counts, [10, 10, 5]);
  },
  'an index is queried and tells its capacity': async () => {
    const answer = await client.send(
      new sdk.QueryCommand({
        TableName,
        IndexName: 'by-status',
        KeyConditionExpression: '#s = :s AND #o BETWEEN :a AND :b',
        ExpressionAttributeNames: { '#s': 'status', '#o': 'order' },
        ExpressionAttributeValues: { ':s': { S: 'open' }, ':a': { S: '2026-001' }, ':b': { S: '2026-009' } },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    assert.equal(answer.Count, 5);
    assert.equal(answer.ConsumedCapacity.GlobalSecondaryIndexes['by-status'].CapacityUnits, 0.5);
  },
  'a failed condition is the typed exception with the old item': async () => {
    const put = new sdk.PutItemCommand({
      TableName,
      Item: order('ann', 1, 9),
      ConditionExpression: 'attribute_not_exists(customer)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await assert.rejects(client.send(put), (error) => {
      assert.ok(error instanceof sdk.ConditionalCheckFailedException);
      assert.equal(error.message, 'The conditional request failed');
      assert.deepEqual(error.Item.total, { N: '1.5' });
      return true;
    });
  },
  'a transaction is all or nothing': async () => {
    const put = (n) => ({ Put: { TableName, Item: order('bob', n, n) } });
    await client.send(new sdk.TransactWriteItemsCommand({ TransactItems: [put(1), put(2)] }));
    const check = {
      ConditionCheck: {
        TableName,
        Key: { customer: { S: 'nobody' }, order: { S: 'x' } },
        ConditionExpression: 'attribute_exists(customer)',
      },
    };
    await assert.rejects(client.send(new sdk.TransactWriteItemsCommand({ TransactItems: [put(3), check] })), (error) => {
      assert.ok(error instanceof sdk.TransactionCanceledException);
      assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), ['None', 'ConditionalCheckFailed']);
      return true;
    });
    const { Responses } = await client.send(
      new sdk.TransactGetItemsCommand({
        TransactItems: [1, 3].map((n) => ({ Get: { TableName, Key: { customer: { S: 'bob' }, order: { S: `2026-00${n}` } } } })),
      }),
    );
    assert.deepEqual(Responses.map(({ Item }) => Item?.total), [{ N: '1' }, undefined]);
  },
  'PartiQL reads what was written': async () => {
    const { Items } = await client.send(
      new sdk.ExecuteStatementCommand({
        Statement: `SELECT total FROM "${TableName}" WHERE customer = ? AND "order" = ?`,
        Parameters: [{ S: 'bob' }, { S: '2026-002' }],
      }),
    );
    assert.deepEqual(Items, [{ total: { N: '2' } }]);
  },
  'the stream tells every change in order': async () => {
    const reader = new streams.DynamoDBStreamsClient(options);
    const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName }));
    const { StreamDescription } = await reader.send(new streams.DescribeStreamCommand({ StreamArn: Table.LatestStreamArn }));
    const names = [];
    for (const { ShardId } of StreamDescription.Shards) {
      const { ShardIterator } = await reader.send(
        new streams.GetShardIteratorCommand({ StreamArn: Table.LatestStreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      const { Records } = await reader.send(new streams.GetRecordsCommand({ ShardIterator }));
      names.push(...Records.map((record) => record.eventName));
    }
    assert.equal(names.filter((name) => name === 'INSERT').length, 27);
  },
  'a wrong request is a validation exception in the service\'s words': async () => {
    await assert.rejects(client.send(new sdk.GetItemCommand({ TableName, Key: { customer: { S: 'ann' } } })), {
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
  },
  'the table goes': async () => {
    await client.send(new sdk.DeleteTableCommand({ TableName }));
    const waited = await sdk.waitUntilTableNotExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: 20 }, { TableName });
    assert.equal(waited.state, 'SUCCESS');
  },
});
