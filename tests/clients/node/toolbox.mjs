// dynamodb-toolbox: entities over one table.

import assert from 'node:assert/strict';
import { load, options, program } from './harness.mjs';

const sdk = await load('@aws-sdk/client-dynamodb');
const lib = await load('@aws-sdk/lib-dynamodb');
const toolbox = await load('dynamodb-toolbox');

const client = new sdk.DynamoDBClient(options);
const documentClient = lib.DynamoDBDocumentClient.from(client);
const table = new toolbox.Table({
  name: 'toolbox-game',
  documentClient,
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexes: { 'by-score': { type: 'global', partitionKey: { name: 'game', type: 'string' }, sortKey: { name: 'score', type: 'number' } } },
});
const Player = new toolbox.Entity({
  name: 'Player',
  table,
  schema: toolbox.item({
    pk: toolbox.string().key(),
    sk: toolbox.string().key(),
    game: toolbox.string(),
    score: toolbox.number(),
    badges: toolbox.set(toolbox.string()).optional(),
    profile: toolbox.map({ level: toolbox.number() }).optional(),
  }),
});
const key = (n) => ({ pk: 'game#1', sk: `player#${n}` });

await program('dynamodb-toolbox', {
  'its table is created': async () => {
    await client.send(
      new sdk.CreateTableCommand({
        TableName: 'toolbox-game',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [['pk', 'S'], ['sk', 'S'], ['game', 'S'], ['score', 'N']].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
        GlobalSecondaryIndexes: [{ IndexName: 'by-score', KeySchema: [{ AttributeName: 'game', KeyType: 'HASH' }, { AttributeName: 'score', KeyType: 'RANGE' }], Projection: { ProjectionType: 'ALL' } }],
      }),
    );
    await sdk.waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: 20 }, { TableName: 'toolbox-game' });
  },
  'items are put and read': async () => {
    for (const [n, score] of [[1, 50], [2, 70], [3, 60]]) {
      await Player.build(toolbox.PutItemCommand).item({ ...key(n), game: 'one', score, badges: new Set(['new']), profile: { level: n } }).send();
    }
    const { Item } = await Player.build(toolbox.GetItemCommand).key(key(2)).options({ consistent: true }).send();
    assert.deepEqual([Item.score, Item.profile.level, [...Item.badges]], [70, 2, ['new']]);
  },
  'an update is conditional': async () => {
    const update = Player.build(toolbox.UpdateItemCommand).item({ ...key(1), score: toolbox.$add(100), profile: { level: 9 } });
    const { Attributes } = await update.options({ condition: { attr: 'score', lt: 60 }, returnValues: 'ALL_NEW' }).send();
    assert.deepEqual([Attributes.score, Attributes.profile.level], [150, 9]);
    await assert.rejects(update.options({ condition: { attr: 'score', lt: 60 } }).send(), { name: 'ConditionalCheckFailedException' });
  },
  'the leaderboard comes from the index': async () => {
    const { Items } = await table.build(toolbox.QueryCommand).query({ index: 'by-score', partition: 'one' }).entities(Player).options({ reverse: true, limit: 2 }).send();
    assert.deepEqual(Items.map((item) => item.score), [150, 70]);
  },
  'a transaction is all or nothing': async () => {
    const put = Player.build(toolbox.PutTransaction).item({ ...key(4), game: 'one', score: 1 });
    const check = Player.build(toolbox.ConditionCheck).key(key(9)).condition({ attr: 'game', exists: true });
    await assert.rejects(toolbox.executeTransactWrite(put, check), { name: 'TransactionCanceledException' });
    const { Item } = await Player.build(toolbox.GetItemCommand).key(key(4)).send();
    assert.equal(Item, undefined);
  },
});
