// Accessibility, checked by axe-core.

import assert from 'node:assert/strict';
import { load } from './packages.mjs';

/**
 * Fails if axe-core finds a violation in the page (or frame). `options` are axe's own, such as
 * { rules: { region: { enabled: false } } }; `scope` is a selector or axe's context object.
 */
export async function axe(page, { scope, ...options } = {}) {
  // Evaluated by the debugger, so the page's policy does not stand in the way.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(load('axe-core').source);
  const violations = await page.evaluate(
    async ([scope, options]) => {
      // In the middle of a transition colours are neither what they were nor what they will be. What never ends is not waited for.
      const endless = (animation) => animation.effect.getComputedTiming().endTime === Infinity;
      await Promise.allSettled(document.getAnimations().filter((animation) => !endless(animation)).map(({ finished }) => finished));
      const { violations } = await globalThis.axe.run(scope ?? document, options);
      return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => `${node.target}: ${node.failureSummary}`) }));
    },
    [scope, options],
  );
  const told = violations.map(({ id, impact, help, nodes }) => `${id} (${impact}): ${help}\n    ${nodes.join('\n    ')}`);
  assert.equal(violations.length, 0, `axe found ${violations.length} violations:\n  ${told.join('\n  ')}`);
}
