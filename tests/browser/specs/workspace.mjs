// What several specs do with workspaces: requests through the page's handle, the workspace menu, the undo button.

/** Sends requests in order, once the app has installed its handle; gives status and parsed body of each. */
export const send = async (page, requests) => {
  await page.waitForFunction(() => globalThis.dynalab !== undefined);
  return page.evaluate(async (requests) => {
    const replies = [];
    for (const [operation, body] of requests) {
      const { status, body: bytes } = await globalThis.dynalab.handle(`DynamoDB_20120810.${operation}`, {}, JSON.stringify(body));
      replies.push({ status, body: JSON.parse(new TextDecoder().decode(bytes) || 'null') });
    }
    return replies;
  }, requests);
};

/**
 * Waits until an asynchronous question about the page is answered with true, or the test's time is up. `waitForFunction` would
 * not do: it takes the promise itself for a yes.
 */
export const eventually = async (page, question) => {
  while (!(await page.evaluate(question))) await page.evaluate(() => new Promise(requestAnimationFrame));
};

/** Sends one request that has to succeed and gives its parsed body. */
export const ask = async (page, operation, body) => {
  const [reply] = await send(page, [[operation, body]]);
  if (reply.status !== 200) throw new Error(`${operation}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
};

/** A request that creates a table on demand whose key is `id`. */
export const tableNamed = (TableName) => ({
  TableName,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
});

/** All items of a table. */
export const items = async (page, TableName) => (await ask(page, 'Scan', { TableName })).Items;

/** Table names of the open workspace. */
export const tables = async (page) => (await ask(page, 'ListTables', {})).TableNames;

/** Waits until the page shows this workspace. */
export const isOpen = (page, name) => page.getByRole('button', { name: `Workspace: ${name}`, exact: true }).waitFor();

/** Chooses an entry of the workspace menu. */
export const choose = async (page, entry, role = 'menuitem') => {
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole(role, { name: entry, exact: true }).click();
};

/** Chooses an entry that asks for a name, and gives one. */
export const chooseNamed = async (page, entry, name, button) => {
  await choose(page, entry);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: button, exact: true }).click();
  await isOpen(page, name);
};

/** The exported file of the open workspace, as bytes. */
export const exported = async (page, press) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
};

/** Imports a file through the page's own chooser. */
export const importFile = async (page, press, bytes) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
  await chooser.setFiles({ name: 'a.dynalab', mimeType: 'application/octet-stream', buffer: bytes });
};

/** Presses undo or redo, which must name this step. */
export const step = (page, name) => page.getByRole('button', { name, exact: true }).click();
