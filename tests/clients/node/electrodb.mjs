// ElectroDB: one table, two entities, collections over indexes.

import assert from 'node:assert/strict';
import { load, options, program } from './harness.mjs';

const sdk = await load('@aws-sdk/client-dynamodb');
const { Entity, Service } = await load('electrodb');

const client = new sdk.DynamoDBClient(options);
const table = 'electro-work';

const employee = new Entity(
  {
    model: { entity: 'employee', version: '1', service: 'work' },
    attributes: {
      employee: { type: 'string' },
      office: { type: 'string', required: true },
      team: { type: 'string', required: true },
      salary: { type: 'number' },
      skills: { type: 'set', items: 'string' },
    },
    indexes: {
      employee: { pk: { field: 'pk', composite: ['employee'] }, sk: { field: 'sk', composite: [] } },
      office: {
        collection: 'workplace',
        index: 'gsi1',
        pk: { field: 'gsi1pk', composite: ['office'] },
        sk: { field: 'gsi1sk', composite: ['team', 'employee'] },
      },
    },
  },
  { client, table },
);
const desk = new Entity(
  {
    model: { entity: 'desk', version: '1', service: 'work' },
    attributes: { desk: { type: 'string' }, office: { type: 'string', required: true }, floor: { type: 'number' } },
    indexes: {
      desk: { pk: { field: 'pk', composite: ['desk'] }, sk: { field: 'sk', composite: [] } },
      office: { collection: 'workplace', index: 'gsi1', pk: { field: 'gsi1pk', composite: ['office'] }, sk: { field: 'gsi1sk', composite: ['desk'] } },
    },
  },
  { client, table },
);
const work = new Service({ employee, desk }, { client, table });

await program('ElectroDB', {
  'its table is created': async () => {
    await client.send(
      new sdk.CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'gsi1',
            KeySchema: [{ AttributeName: 'gsi1pk', KeyType: 'HASH' }, { AttributeName: 'gsi1sk', KeyType: 'RANGE' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
    await sdk.waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: 20 }, { TableName: table });
  },
  'entities are created once': async () => {
    await employee.create({ employee: 'e1', office: 'oslo', team: 'red', salary: 10, skills: ['rust'] }).go();
    await assert.rejects(employee.create({ employee: 'e1', office: 'oslo', team: 'red' }).go(), /conditional request failed/i);
    await employee.put([{ employee: 'e2', office: 'oslo', team: 'blue', salary: 20 }, { employee: 'e3', office: 'rome', team: 'red', salary: 30 }]).go();
    await desk.put({ desk: 'd1', office: 'oslo', floor: 3 }).go();
  },
  'an update changes and removes': async () => {
    const { data } = await employee.patch({ employee: 'e1' }).set({ team: 'green', office: 'oslo' }).add({ salary: 5, skills: ['yew'] }).go({ response: 'all_new' });
    assert.deepEqual([data.team, data.salary, [...data.skills].sort()], ['green', 15, ['rust', 'yew']]);
  },
  'a query walks the index in order': async () => {
    const { data } = await employee.query.office({ office: 'oslo' }).go();
    assert.deepEqual(data.map((each) => each.employee), ['e2', 'e1']);
    const { data: filtered } = await employee.query.office({ office: 'oslo' }).where(({ salary }, { gt }) => gt(salary, 18)).go();
    assert.deepEqual(filtered.map((each) => each.employee), ['e2']);
  },
  'a collection spans entities and pages': async () => {
    const { data } = await work.collections.workplace({ office: 'oslo' }).go();
    assert.deepEqual([data.employee.length, data.desk.length], [2, 1]);
    const { data: first, cursor } = await employee.scan.go({ limit: 1 });
    assert.ok(first.length <= 1 && cursor);
  },
  'a transaction writes both': async () => {
    const { canceled } = await work.transaction.write(({ employee, desk }) => [employee.remove({ employee: 'e3' }).commit(), desk.create({ desk: 'd1', office: 'rome' }).commit()]).go();
    assert.equal(canceled, true);
    assert.ok((await employee.get({ employee: 'e3' }).go()).data);
  },
});
