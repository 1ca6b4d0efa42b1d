// The engine's worker where things go wrong: storage refused, cleared or full, the worker dead, messages that are none.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from '../harness/test.mjs';
import { ask, choose, chooseNamed, exported, importFile, isOpen, items, send, tableNamed, tables } from './workspace.mjs';

/** Lets the worker begin with this script. */
const beforeWorker = (context, script) => context.route('**/worker_boot.js', async (route) => {
  const response = await route.fetch();
  await route.fulfill({ response, body: `${script}\n${await response.text()}` });
});

const REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('The user denied permission.', 'SecurityError'); };";

/** Keeps the worker's script back, once, until what this gives is called. */
async function heldBack(context) {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await context.route('**/worker_boot.js', async (route) => {
    await released;
    await route.continue();
  }, { times: 1 });
  return release;
}

test('a first visit does not wait for the engine, and loses nothing that is pressed meanwhile', async ({ page, context, base, axe }) => {
  const release = await heldBack(context);
  await page.goto(base);
  await page.getByRole('heading', { name: 'No table yet' }).waitFor();
  await page.locator('#shell').waitFor({ state: 'detached' });
  await page.getByText('Starting', { exact: true }).waitFor();
  await axe();
  const listed = send(page, [['ListTables', {}]]);
  await page.getByRole('button', { name: 'Load Employee Directory' }).click();
  assert.equal(await page.locator('.saved.ok').count(), 0, 'the engine is not there yet');
  release();
  await page.getByRole('heading', { name: 'employees' }).waitFor();
  await page.locator('.saved.ok').waitFor();
  assert.equal((await listed)[0].status, 200);
  assert.deepEqual(await tables(page), ['employees']);

  // What is remembered has tables: nothing is shown in their place.
  const again = await heldBack(context);
  await page.reload();
  await page.getByText('Opening the database…').waitFor();
  await page.waitForFunction(() => globalThis.dynalab);
  assert.equal(await page.getByRole('heading', { name: 'No table yet' }).count(), 0);
  again();
  await page.getByRole('heading', { name: 'employees' }).waitFor();
});

test('an engine on a slow way is waited for, however long it takes', async ({ page, context, base }) => {
  const release = await heldBack(context);
  await page.clock.install();
  await page.goto(base);
  await page.getByRole('button', { name: 'Load Employee Directory' }).click();
  // Two minutes of the page's clock.
  await page.clock.runFor(120_000);
  await page.getByText('Starting', { exact: true }).waitFor();
  release();
  await page.locator('.saved.ok').waitFor();
  await page.getByRole('heading', { name: 'employees' }).waitFor();
});

test('an engine that does not come on a first visit is told, and can be started again', async ({ page, context, base, axe }) => {
  await context.route('**/worker_boot.js', (route) => route.fulfill({ status: 503 }));
  await page.goto(base);
  await page.getByText('The engine did not start.', { exact: true }).waitFor();
  await page.getByText('Stopped', { exact: true }).waitFor();
  await axe();
  await context.unroute('**/worker_boot.js');
  await page.getByRole('button', { name: 'Start it again' }).click();
  await page.locator('.saved.ok').waitFor();
  assert.deepEqual(await tables(page), []);
});

test('an engine that does not come to a remembered workspace is told above the shell, aloud too, and can be started again', async ({
  page,
  context,
  base,
  axe,
}) => {
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('kept'));
  await context.route('**/worker_boot.js', (route) => route.fulfill({ status: 503 }));
  await page.reload();
  await page.getByText('The engine did not start.', { exact: true }).waitFor();
  await page.getByRole('alert').getByText('The engine did not start.').waitFor();
  assert.equal(await page.getByText('Opening the database…').isVisible(), false, 'it is not being opened');
  assert.equal(await page.getByRole('heading', { name: 'No table yet' }).count(), 0, 'there are tables');
  await axe();
  await context.unroute('**/worker_boot.js');
  await page.getByRole('button', { name: 'Start it again' }).click();
  await page.locator('.saved.ok').waitFor();
  assert.deepEqual(await tables(page), ['kept']);
});

test('where IndexedDB is refused it works in memory and says so', async ({ page, context, base, axe }) => {
  await beforeWorker(context, REFUSED);
  await page.goto(base);
  const notice = page.getByText('Memory only. ');
  await notice.waitFor();
  assert.match(await notice.locator('..').innerText(), /refuses IndexedDB: its use is not allowed here\. .*export to keep it/);
  await axe();
  await ask(page, 'CreateTable', tableNamed('shortlived'));
  await ask(page, 'PutItem', { TableName: 'shortlived', Item: { id: { S: 'a' } } });
  assert.deepEqual(await items(page, 'shortlived'), [{ id: { S: 'a' } }]);

  // Another workspace does not cost this one.
  await chooseNamed(page, 'New workspace…', 'Other', 'Create');
  assert.deepEqual(await tables(page), []);
  await choose(page, 'My workspace', 'menuitemradio');
  await isOpen(page, 'My workspace');
  assert.deepEqual(await items(page, 'shortlived'), [{ id: { S: 'a' } }]);

  const file = await exported(page, () => page.getByRole('button', { name: 'Export to a file' }).click());
  await page.reload();
  await notice.waitFor();
  assert.deepEqual(await tables(page), []);
  await importFile(page, () => choose(page, 'Import a file…'), file.bytes);
  await isOpen(page, 'Imported workspace');
  assert.deepEqual(await items(page, 'shortlived'), [{ id: { S: 'a' } }]);
});

test('where all storage is refused the page still opens', async ({ page, context, base }) => {
  await beforeWorker(context, REFUSED);
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(globalThis, name, { get() { throw new DOMException('Access is denied.', 'SecurityError'); } });
    }
  });
  await page.goto(base);
  await page.getByText('Memory only. ').waitFor();
  await page.getByRole('button', { name: /^Theme: / }).click();
  await page.locator('#shell').waitFor({ state: 'detached' });
  await ask(page, 'CreateTable', tableNamed('anyway'));
});

/** Makes a workspace with one item, exports it, and clears databases as the browser would while the page is away. */
async function cleared({ page, base, pages }, which) {
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('lost'));
  await ask(page, 'PutItem', { TableName: 'lost', Item: { id: { S: 'a' } } });
  const file = await exported(page, () => choose(page, 'Export to a file'));
  await page.goto(`${pages}blank.html`);
  await page.evaluate(async (which) => {
    for (const { name } of (await indexedDB.databases()).filter(({ name }) => name.includes(which))) {
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    }
  }, which);
  await page.goto(base);
  await page.getByRole('heading', { name: 'This browser cleared your database' }).waitFor();
  return file;
}

for (const [what, which] of [['everything', ''], ['the workspace alone', 'dynalab/']]) {
  test(`when the browser cleared ${what}, one starts anew`, async (kit) => {
    await cleared(kit, which);
    await kit.axe();
    assert.equal((await send(kit.page, [['ListTables', {}]]))[0].status, 500);
    await kit.page.getByRole('button', { name: 'Start anew' }).click();
    await kit.page.getByRole('heading', { name: 'This browser cleared your database' }).waitFor({ state: 'detached' });
    assert.deepEqual(await tables(kit.page), []);
    await ask(kit.page, 'CreateTable', tableNamed('new'));
    await kit.page.reload();
    assert.deepEqual(await tables(kit.page), ['new']);
  });

  test(`when the browser cleared ${what}, a file brings it back`, async (kit) => {
    const file = await cleared(kit, which);
    // A reload asks again: nothing was decided.
    await kit.page.reload();
    await kit.page.getByRole('heading', { name: 'This browser cleared your database' }).waitFor();
    await importFile(kit.page, () => kit.page.getByRole('button', { name: 'Import a file' }).click(), file.bytes);
    await isOpen(kit.page, 'Imported workspace');
    assert.deepEqual(await items(kit.page, 'lost'), [{ id: { S: 'a' } }]);
    await kit.page.reload();
    assert.deepEqual(await items(kit.page, 'lost'), [{ id: { S: 'a' } }]);
  });
}

/** How an instance of wasm dies: a trap in a handler, or in a task. */
const DEATHS = {
  'in a handler': () => setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }),
  'in a task': () => { Promise.resolve().then(() => { throw new WebAssembly.RuntimeError('unreachable'); }); },
};

for (const [where, die] of Object.entries(DEATHS)) {
  test(`when the engine dies ${where} the page says so, and a restart keeps the data`, async ({ page, base, axe }) => {
    await page.goto(base);
    await ask(page, 'CreateTable', tableNamed('kept'));
    await chooseNamed(page, 'New workspace…', 'Second', 'Create');
    await ask(page, 'CreateTable', tableNamed('kept-too'));
    await page.workers()[0].evaluate(die);
    await page.getByText('The engine stopped.', { exact: true }).waitFor();
    await axe();
    const rejected = await page.evaluate(() => globalThis.dynalab.handle('ListTables', {}, '{}').then(() => 'answered', String));
    assert.match(rejected, /the engine has stopped/);
    await page.getByRole('button', { name: 'Restart, data kept' }).click();
    await page.getByText('The engine stopped.', { exact: true }).waitFor({ state: 'detached' });
    await isOpen(page, 'Second');
    assert.deepEqual(await tables(page), ['kept-too']);
    await ask(page, 'CreateTable', tableNamed('after'));
  });
}

test('an engine that was ended from outside is missed, and a restart keeps the data', async ({ page, base }) => {
  await page.clock.install();
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('kept'));
  await page.evaluate(() => globalThis.dynalabWorker.terminate());
  const rejected = page.evaluate(() => globalThis.dynalab.handle('ListTables', {}, '{}').then(() => 'answered', String));
  // Nothing is heard of it any more, for a minute of the page's clock.
  await page.clock.runFor(60_000);
  assert.match(await rejected, /the engine has stopped/);
  await page.getByRole('button', { name: 'Restart, data kept' }).click();
  await page.getByText('The engine stopped.', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(await tables(page), ['kept']);
});

/** Bytes that do not compress: the browser counts what lies on the disk. */
const noise = (kilobytes) => ({ B: randomBytes(kilobytes * 1024).toString('base64') });

test('on a full disk puts fail, deletes and reads work, and nothing acknowledged is lost', async ({ page, context, base }) => {
  // Before the first write: the browser remembers for a while how much space there was.
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(base).origin, quotaSize: 2_000_000 });
  await page.goto(base);
  await ask(page, 'CreateTable', tableNamed('heavy'));
  const put = async (id, kilobytes) => (await send(page, [['PutItem', { TableName: 'heavy', Item: { id: { S: id }, x: noise(kilobytes) } }]]))[0].status;
  const count = async () => {
    let [found, ExclusiveStartKey] = [0];
    do {
      const { Count, LastEvaluatedKey } = await ask(page, 'Scan', { TableName: 'heavy', Select: 'COUNT', ExclusiveStartKey });
      [found, ExclusiveStartKey] = [found + Count, LastEvaluatedKey];
    } while (ExclusiveStartKey);
    return found;
  };
  let acknowledged = 0;
  // Fill it up, at last with small items, until not even those fit.
  for (const kilobytes of [100, 10, 1]) {
    for (let n = 0; await put(`${kilobytes}-${n}`, kilobytes) === 200; n += 1) {
      acknowledged += 1;
      assert.ok(acknowledged < 200, 'the disk is never full');
    }
  }
  assert.ok(acknowledged >= 10, `${acknowledged} items fit`);
  assert.equal(await count(), acknowledged);

  // The console says it in plain words.
  await page.goto(`${base}#/run`);
  await page.locator('#console-editor').fill(`aws dynamodb put-item --table-name heavy --item '${JSON.stringify({ id: { S: 'more' }, x: noise(100) })}'`);
  await page.locator('#console-editor').press('Control+Enter');
  await page.getByText('The browser has no space left for this change').first().waitFor();

  for (let n = 0; n < 5; n += 1) await ask(page, 'DeleteItem', { TableName: 'heavy', Key: { id: { S: `100-${n}` } } });
  acknowledged -= 5;
  assert.equal(await count(), acknowledged);
  await page.reload();
  assert.equal(await count(), acknowledged, 'what was acknowledged is there, what was refused is not');
  await ask(page, 'DeleteTable', { TableName: 'heavy' });
  assert.deepEqual(await tables(page), []);
}, { timeout_ms: 120_000 });

/** Starts a worker of our own on a blank page and talks to it without the app. Gives what `page.evaluate` may call. */
async function rawWorker(page, { base, pages }) {
  await page.goto(`${pages}blank.html`);
  await page.evaluate(async (base) => {
    const worker = new Worker(`${base}worker_boot.js`, { name: 'raw' });
    const waiting = new Map();
    const heard = [];
    const ready = new Promise((resolve) => {
      worker.onmessage = ({ data }) => {
        heard.push(data);
        if (data.kind === 'ready') resolve(data.contract);
        waiting.get(data.id)?.(data);
      };
    });
    worker.onerror = (event) => heard.push({ kind: 'error', message: event.message });
    let next = 1;
    const sent = (message) => new Promise((resolve) => {
      waiting.set(message.id, resolve);
      worker.postMessage(message);
    });
    globalThis.raw = {
      worker,
      heard,
      ready,
      hello: (contract) => worker.postMessage({ kind: 'hello', id: 0, body: new Uint8Array([contract, 0, 0, 0]) }),
      request: (target, body) => sent({ kind: 'request', id: next++, target, body: typeof body === 'string' ? new TextEncoder().encode(body) : body }),
      ask: (bytes) => sent({ kind: 'ask', id: next++, body: new Uint8Array(bytes) }),
      text: (body) => new TextDecoder().decode(body),
    };
  }, base);
}

test('messages that are none, or come too early or twice, break nothing', async ({ page, base, pages }) => {
  await rawWorker(page, { base, pages });
  const seen = await page.evaluate(async () => {
    const { raw } = globalThis;
    // Before hello, and before the wasm is there: it waits.
    const early = raw.request('DynamoDB_20120810.ListTables', '{}');
    for (const message of [null, undefined, 7, 'text', [], {}, { kind: 'hello' }, { kind: 'request', id: 'one', body: new Uint8Array() },
      { kind: 'ask', body: new Uint8Array([255]) }, { kind: 'request', id: -1.5, target: {}, body: {} }, new Uint8Array(9), new Map()]) {
      raw.worker.postMessage(message);
    }
    const contract = await raw.ready;
    const unreadable = [await raw.ask([]), await raw.ask([255, 255, 255, 255, 15]), await raw.ask([1, 255, 255, 255, 255, 15])];
    raw.hello(contract);
    raw.hello(contract);
    const first = raw.text((await early).body);
    raw.hello(contract);
    let state = 42;
    const chance = () => { state = (state * 1103515245 + 12345) % 2147483648; return state; };
    const garbage = [];
    for (let n = 0; n < 500; n += 1) {
      const target = ['DynamoDB_20120810.PutItem', '', '.', '😀', 'DynamoDB_20120810.Query', 'DynamoDB_20120810.CreateTable'][chance() % 6];
      const body = Uint8Array.from({ length: chance() % 200 }, () => (chance() >> 8) % 256);
      garbage.push((await raw.request(target, body)).status);
    }
    const depth = (await raw.request('DynamoDB_20120810.PutItem', `{"TableName":"t","Item":${'{"M":{"a":'.repeat(100_000)}`)).status;
    const last = await raw.request('DynamoDB_20120810.ListTables', '{}');
    return { first, unreadable: unreadable.map(({ kind }) => kind), garbage: [...new Set(garbage)], depth, last: [last.status, raw.text(last.body)],
      errors: raw.heard.filter(({ kind }) => kind === 'error') };
  });
  assert.deepEqual(seen, {
    first: '{"TableNames":[]}', unreadable: ['answer', 'answer', 'answer'], garbage: [400], depth: 400, last: [200, '{"TableNames":[]}'], errors: [],
  });
});

test('a page of another version is told so', async ({ page, base, pages }) => {
  await rawWorker(page, { base, pages });
  const told = await page.evaluate(async () => {
    const { raw } = globalThis;
    raw.hello(await raw.ready + 1);
    while (!raw.heard.some(({ kind }) => kind === 'tell')) await new Promise((resolve) => { raw.worker.addEventListener('message', resolve, { once: true }); });
    return raw.text(raw.heard.find(({ kind }) => kind === 'tell').body);
  });
  assert.match(told, /The page speaks version \d+ of the worker's protocol.*Reload the page/);
});

test('a request of 16 MiB is read, and one byte more is answered with an empty 413', async ({ page, base, pages }) => {
  await rawWorker(page, { base, pages });
  const seen = await page.evaluate(async () => {
    const { raw } = globalThis;
    raw.hello(await raw.ready);
    const body = (bytes) => '{"TableName":"nobody"}'.padEnd(bytes, ' ');
    const replies = [];
    for (const bytes of [16 * 1024 * 1024, 16 * 1024 * 1024 + 1, 64 * 1024 * 1024]) {
      const { status, body: reply } = await raw.request('DynamoDB_20120810.DescribeTable', body(bytes));
      replies.push([status, raw.text(reply).includes('ResourceNotFoundException'), reply.length === 0]);
    }
    return replies;
  });
  assert.deepEqual(seen, [[400, true, false], [413, false, true], [413, false, true]]);
});

test('page and engine stay awake while they talk, for a moment and only where that is worth it', async ({ page, base }) => {
  await page.goto(base);
  const seen = await page.evaluate(async () => {
    const turns = [];
    Object.defineProperty(globalThis, 'scheduler', { value: { postTask: (turn) => { turns.push(turn); } } });
    const { talk } = await import(new URL('awake.js', location.href).href);
    const told = [];
    const { begin, end } = talk((isOn) => { told.push(isOn); });
    const pass = (most) => {
      let passed = 0;
      while (passed < most && turns.length > 0) {
        turns.shift()();
        passed += 1;
      }
      return passed;
    };
    // Asks that are answered after so many turns, until the worker is told something else.
    const talked = (after) => {
      const before = told.length;
      for (let asks = 0; asks < 10_000; asks += 1) {
        begin();
        if (told.length > before) return asks;
        pass(after);
        end();
        if (told.length > before) return asks + 1;
      }
      return null;
    };
    begin();
    const alone = pass(1_000);
    end();
    pass(1_000);
    const lengths = [talked(0), talked(0), talked(0), talked(0)];
    const worthIt = talked(5);
    const afterwards = [talked(0), talked(0)];
    return { told, alone, lengths, worthIt, afterwards };
  });
  assert.equal(seen.alone, 49, 'nobody answers: it falls asleep after 48 turns');
  // The first vigil was in vain already. After six there is a rest, then the same again with a longer one.
  assert.deepEqual(seen.lengths, [5, 16, 6, 32]);
  assert.equal(seen.worthIt, null, 'they stay awake as long as it helps');
  assert.deepEqual(seen.afterwards, [6, 16], 'and the next rest is a short one again');
  assert.deepEqual(seen.told, [true, false, true, false, true, false, true]);
});
