// Two sides of a comparison, told with their ratio and the bar.

/** The middle one of the numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Prints `ours` beside `bare` (lists of milliseconds) and says whether the ratio of their medians is within the bar; without a bar
 * every ratio is.
 */
export function compare(name, ours, bare, bar = Infinity) {
  const ratio = median(ours) / median(bare);
  const within = ratio <= bar;
  console.log(`${name}`);
  console.log(`  ours  ${told(ours)}`);
  console.log(`  bare  ${told(bare)}`);
  console.log(`  ratio ${ratio.toFixed(2)}, ${bar === Infinity ? 'no bar' : `bar ${bar}: ${within ? 'within' : 'MISSED'}`}\n`);
  return within;
}

function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => milliseconds(sorted[Math.floor((sorted.length - 1) * part)]);
  return `median ${milliseconds(median(times))}, a tenth below ${at(0.1)}, a tenth above ${at(0.9)} (${times.length} rounds)`;
}

function milliseconds(time) {
  return time < 1 ? `${(time * 1000).toFixed(1)} µs` : `${time.toFixed(1)} ms`;
}
