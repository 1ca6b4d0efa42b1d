// The second program of the page: loaded when it is first needed, and not before; told of when it does not come.

import assert from 'node:assert/strict';
import { test } from '../harness/test.mjs';
import { SCAN_FOR_LISBON, loadEmployees, open, run } from './employees.mjs';

const STAGE = /stage(_bg)?\.(js|wasm)/;

test('the areas of the first screen do without it', async ({ page, base, asked }) => {
  // The server is everybody's: what counts is what this page asks for.
  const before = asked.length;
  const ofStage = () => asked.slice(before).filter((path) => STAGE.test(path));
  await loadEmployees(page, base);
  await run(page, 'aws dynamodb describe-table --table-name employees');
  assert.deepEqual(ofStage(), []);
  await open(page, '#/t/employees/see');
  await page.locator('.see h1').waitFor();
  assert.equal(ofStage().length, 2, 'its script and its wasm, once');
});

for (const file of ['stage.js', 'stage_bg.wasm', 'stage/all.css']) {
  test(`without ${file} the screen says so, and Retry loads it`, async ({ page, base, context, axe, expectProblem }) => {
    expectProblem(/Failed to load resource/);
    await loadEmployees(page, base);
    await context.route(`**/${file}*`, (route) => route.fulfill({ status: 503 }));
    await open(page, '#/t/employees/cost/bill');
    await page.getByRole('main').getByRole('alert').getByText('could not be loaded').waitFor();
    await axe();
    await context.unroute(`**/${file}*`);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('.cost h1').waitFor();
    assert.equal(await page.getByText('could not be loaded').count(), 0);
  });
}

test('screens change between both programs, and what happens in one is known in the other', async ({ page, base }) => {
  const newest = (operation) => page.locator('main article.receipt').getByText(operation, { exact: true }).waitFor();
  await loadEmployees(page, base);
  await run(page, SCAN_FOR_LISBON);
  await open(page, '#/t/employees/cost/receipts');
  await newest('Scan');
  // The app sees a click in the stage once, and the stage sees it too.
  await page.getByRole('link', { name: 'Bill' }).click();
  await page.getByText('Receipts').first().click();
  await newest('Scan');
  await run(page, `aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-0001"}}'`);
  assert.equal(await page.locator('.cost').count(), 0, 'the stage has left');
  await page.goBack();
  await newest('GetItem');
});
