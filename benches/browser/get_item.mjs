// A GetItem through the worker, beside an empty round trip to a worker that only echoes.
//
// A clock of the browser shows steps of 0.1 ms, so each measurement is a series of requests, one after the other; the three
// ways take turns, so that what else the machine does meets all of them alike.

import { compare } from './comparison.mjs';

const BAR = 1.5;
/** Requests of one series. */
const SERIES = 50;
/**
 * Series of each way before the first that counts: V8 compiles JavaScript and wasm for speed only after some thousand calls, which the
 * echo, with next to no code, does not need.
 */
const WARM_UP = 150;
/** Bytes of the item's text: with its key about 1 KiB. */
const TEXT_BYTES = 1000;

/** Says whether the bar is kept by both ways. */
export async function getItem(browser, server, rounds) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    await page.waitForFunction(() => globalThis.dynalab !== undefined);
    const times = await page.evaluate(measure, { rounds, warmUp: WARM_UP, series: SERIES, textBytes: TEXT_BYTES });
    const handle = compare('GetItem of 1 KiB, asked by dynalab.handle', times.handle, times.echo, BAR);
    const envelope = compare('GetItem of 1 KiB, asked by the bare envelope', times.envelope, times.echo, BAR);
    return handle && envelope;
  } finally {
    await context.close();
  }
}

/** Runs in the page: milliseconds of one request, for each round and each way. */
async function measure({ rounds, warmUp, series, textBytes }) {
  const target = (operation) => `DynamoDB_20120810.${operation}`;
  const send = async (operation, body) => {
    const reply = await globalThis.dynalab.handle(target(operation), {}, JSON.stringify(body));
    if (reply.status !== 200) throw new Error(new TextDecoder().decode(reply.body));
    return reply;
  };
  const TableName = 'bench';
  await send('CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await send('PutItem', { TableName, Item: { pk: { S: 'a' }, text: { S: 'x'.repeat(textBytes) } } });
  const get = new TextEncoder().encode(JSON.stringify({ TableName, Key: { pk: { S: 'a' } } }));

  /** A worker's next message that is meant for us. */
  const next = (worker, isOurs) => new Promise((resolve) => {
    const listen = ({ data }) => {
      if (!isOurs(data)) return;
      worker.removeEventListener('message', listen);
      resolve(data);
    };
    worker.addEventListener('message', listen);
  });

  const echo = new Worker('/pages/echo_worker.js');
  // Far above the ids that the app gives to its own requests.
  let id = 2 ** 30;
  const ways = {
    echo: () => {
      const answer = next(echo, () => true);
      echo.postMessage(null);
      return answer;
    },
    envelope: async () => {
      id += 1;
      const own = id;
      const answer = next(globalThis.dynalabWorker, (data) => data.id === own);
      globalThis.dynalabWorker.postMessage({ kind: 'request', id, target: target('GetItem'), body: get });
      const { status } = await answer;
      if (status !== 200) throw new Error(`status ${status}`);
    },
    handle: async () => {
      const { status } = await globalThis.dynalab.handle(target('GetItem'), {}, get);
      if (status !== 200) throw new Error(`status ${status}`);
    },
  };

  const times = { echo: [], envelope: [], handle: [] };
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const start = performance.now();
      for (let request = 0; request < series; request += 1) await way();
      const took = (performance.now() - start) / series;
      if (round >= 0) times[name].push(took);
    }
  }
  echo.terminate();
  return times;
}
