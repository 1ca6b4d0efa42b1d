// Dynamoose: a model that makes its own table.

import assert from 'node:assert/strict';
import { load, options, program } from './harness.mjs';

const { default: dynamoose } = await load('dynamoose');

dynamoose.aws.ddb.set(new dynamoose.aws.ddb.DynamoDB(options));
const Song = dynamoose.model(
  'moose-songs',
  new dynamoose.Schema(
    {
      artist: { type: String, hashKey: true },
      title: { type: String, rangeKey: true },
      genre: { type: String, index: { name: 'genre-index', type: 'global', rangeKey: 'year' } },
      year: Number,
      awards: { type: Object, schema: { grammy: Number } },
      released: Date,
    },
    { timestamps: true },
  ),
  { throughput: 'ON_DEMAND', create: true, waitForActive: { enabled: true, check: { timeout: 20000, frequency: 100 } } },
);

await program('Dynamoose', {
  'documents are saved and found': async () => {
    await Song.create({ artist: 'Ann', title: 'One', genre: 'jazz', year: 1999, awards: { grammy: 2 }, released: new Date(0) });
    const song = await Song.get({ artist: 'Ann', title: 'One' });
    assert.deepEqual([song.year, song.awards.grammy, song.released.getTime()], [1999, 2, 0]);
    await assert.rejects(Song.create({ artist: 'Ann', title: 'One' }), { name: 'ConditionalCheckFailedException' });
  },
  'many are put at once': async () => {
    const songs = [...Array(30).keys()].map((n) => ({ artist: 'Bob', title: `t${String(n).padStart(2, '0')}`, genre: n % 3 ? 'pop' : 'jazz', year: 2000 + n }));
    for (let at = 0; at < songs.length; at += 25) await Song.batchPut(songs.slice(at, at + 25));
    assert.equal((await Song.query('artist').eq('Bob').count().exec()).count, 30);
  },
  'an index is queried with a range and a filter': async () => {
    const songs = await Song.query('genre').eq('jazz').where('year').ge(2000).sort('descending').limit(4).exec();
    assert.deepEqual(songs.map((song) => song.year), [2027, 2024, 2021, 2018]);
    assert.ok(songs.lastKey);
    const filtered = await Song.scan('year').between(2003, 2005).exec();
    assert.equal(filtered.length, 3);
  },
  'updates add, set and remove': async () => {
    const song = await Song.update({ artist: 'Ann', title: 'One' }, { $ADD: { year: 1 }, $SET: { genre: 'folk' }, $REMOVE: ['awards'] });
    assert.deepEqual([song.year, song.genre, song.awards], [2000, 'folk', undefined]);
  },
  'a transaction is all or nothing': async () => {
    await dynamoose.transaction([Song.transaction.create({ artist: 'Cid', title: 'a' }), Song.transaction.delete({ artist: 'Bob', title: 't00' })]);
    await assert.rejects(dynamoose.transaction([Song.transaction.create({ artist: 'Cid', title: 'b' }), Song.transaction.create({ artist: 'Cid', title: 'a' })]), { name: 'TransactionCanceledException' });
    assert.equal(await Song.get({ artist: 'Cid', title: 'b' }), undefined);
  },
});
