// Steps that several specs share: the Employee Directory loaded, a line run in the console, a screen opened.

/** Opens the page and loads the sample: 400 employees in `employees`, indexed by location and department. */
export async function loadEmployees(page, base) {
  await page.goto(`${base}#/build`);
  await page.getByRole('button', { name: /^Load .*Employee Directory$/ }).click();
  await page.getByRole('heading', { name: 'employees' }).first().waitFor({ timeout: 30_000 });
}

/** Goes to an address of the page without loading it anew. */
export async function open(page, fragment) {
  await page.evaluate((fragment) => { location.hash = fragment; }, fragment);
}

/** Runs a line in the console and waits for its answer. */
export async function run(page, line) {
  await open(page, '#/run');
  const before = await page.locator('.entry .step').count();
  await page.locator('#console-editor').fill(line);
  await page.locator('#console-editor').press('Control+Enter');
  await page.locator('.entry .step').nth(before).waitFor();
}

/** Whether the page is wider than the screen. */
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

export const SCAN_FOR_LISBON =
  'aws dynamodb scan --table-name employees --filter-expression "#l = :l" ' +
  `--expression-attribute-names '{"#l":"location"}' --expression-attribute-values '{":l":{"S":"Lisbon"}}'`;
