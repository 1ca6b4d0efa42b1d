// A scenario run through the page, for specs and benches that draw what a run told.

/** Puts a scenario into Run > Traffic, runs it and waits until it is over. */
export async function runScenario(page, base, text, timeout = 60_000) {
  await page.goto(`${base}#/run/traffic`);
  const editor = page.locator('#scenario-editor');
  await editor.waitFor({ state: 'attached' });
  // The first visit puts a template in; what is typed before it has come would be overwritten.
  await page.locator('button:enabled', { hasText: 'Run the scenario' }).waitFor({ timeout });
  await page.locator('details.scenario-text').evaluate((details) => { details.open = true; });
  await editor.fill(text);
  await page.getByRole('button', { name: 'Run the scenario' }).click({ timeout });
  await page.getByRole('region', { name: 'Results' }).waitFor({ timeout });
}

/** Ends the run that goes on, from the frame; tells after how many milliseconds it is gone. */
export const cancelled = (page) => page.evaluate(() => new Promise((resolve) => {
  const start = performance.now();
  new MutationObserver((_, observer) => {
    if (document.querySelector('.run-strip')) return;
    observer.disconnect();
    resolve(performance.now() - start);
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector('.run-strip button').click();
}));

/**
 * Ten minutes of writes on a table with two indexes: one key is hot, so its partition throttles; one index has two partitions only, so it
 * refuses writes to the table.
 */
export const HOT_KEY = `title = "One hot key"
duration = "10m"
start = "2026-11-16T12:00"

[attributes]
device = { one_hot = 1_000, share = 0.6 }
country = { uniform = 50 }
time = "time"

[[pattern]]
name = "store a reading"
does = "put"
size = "500 B"
rate = { steps = [["0m", 100], ["2m", 3000], ["8m", 100]] }

[[design]]
name = "A"

[[design.table]]
name = "Readings"
partition_key = "{device}"
sort_key = "{time}"
items = 100_000
mode = "provisioned"
reads = 100
writes = 4_000

[[design.table.index]]
name = "by-country"
partition_key = "{country}"
sort_key = "{time}"
projection = "keys-only"
reads = 100
writes = 1_500

[[design.table.index]]
name = "by-device-and-country"
partition_key = "{device}#{country}"
projection = "all"
reads = 100
writes = 4_000
`;

/** A day on a table of a thousand partitions: keys by Zipf's law, so some of them throttle. */
export const THOUSAND_PARTITIONS = `title = "A thousand partitions"
duration = "24h"
start = "2026-11-16"

[attributes]
device = { zipf = 50_000, exponent = 0.9 }
time = "time"

[[pattern]]
name = "store a reading"
does = "put"
size = "900 B"
rate = { diurnal = { average = 60_000, peak = 150_000, peak_hour = 15 } }

[[design]]
name = "A"

[[design.table]]
name = "Readings"
partition_key = "{device}"
sort_key = "{time}"
items = 1_000_000
warm = { reads = 12_000, writes = 900_000 }
previous_peak = { reads = 6_000, writes = 100_000 }
`;
