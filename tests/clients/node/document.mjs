// AWS SDK for JavaScript v3, document client: plain values in, plain values out.

import assert from 'node:assert/strict';
import { load, options, program } from './harness.mjs';

const sdk = await load('@aws-sdk/client-dynamodb');
const lib = await load('@aws-sdk/lib-dynamodb');

const client = new sdk.DynamoDBClient(options);
const documents = lib.DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = 'document-cart';

await program('document client', {
  'a table is created': async () => {
    await client.send(
      new sdk.CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      }),
    );
    await sdk.waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: 20 }, { TableName });
  },
  'nested values come back as they were': async () => {
    const Item = { id: 'cart-1', picks: [{ sku: 'a', count: 2 }], tags: new Set(['x', 'y']), raw: new Uint8Array([1, 2, 255]), gone: undefined, none: null, paid: false, note: '' };
    await documents.send(new lib.PutCommand({ TableName, Item }));
    const { Item: found } = await documents.send(new lib.GetCommand({ TableName, Key: { id: 'cart-1' }, ConsistentRead: true }));
    delete Item.gone;
    assert.deepEqual(found, Item);
  },
  'an update counts and appends': async () => {
    const { Attributes } = await documents.send(
      new lib.UpdateCommand({
        TableName,
        Key: { id: 'cart-1' },
        UpdateExpression: 'SET picks[0].#c = picks[0].#c + :one, picks[1] = :more ADD visits :one REMOVE note',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':more': { sku: 'b', count: 1 }, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    assert.deepEqual(Attributes.picks, [{ sku: 'a', count: 3 }, { sku: 'b', count: 1 }]);
    assert.deepEqual([Attributes.visits, Attributes.note], [1, undefined]);
  },
  'a scan is paged': async () => {
    const puts = [...Array(20).keys()].map((n) => ({ PutRequest: { Item: { id: `many-${n}`, n } } }));
    await documents.send(new lib.BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
    let sum = 0;
    for await (const page of lib.paginateScan({ client: documents, pageSize: 7 }, { TableName, FilterExpression: 'n > :n', ExpressionAttributeValues: { ':n': 9 } })) {
      sum += page.Items.length;
    }
    assert.equal(sum, 10);
  },
  'transactions and PartiQL take plain values': async () => {
    await documents.send(new lib.TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { id: 't1', n: 1n } } }, { Delete: { TableName, Key: { id: 'many-0' } } }] }));
    const { Items } = await documents.send(new lib.ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}" WHERE id = ?`, Parameters: ['t1'] }));
    assert.deepEqual(Items, [{ id: 't1', n: 1 }]);
  },
  'the table goes': async () => {
    await client.send(new sdk.DeleteTableCommand({ TableName }));
  },
});
