import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Returns only the serious violations, because sending all of axe's results takes longer than finding them. */
const seriousViolations = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`;

/** Expects a page without serious accessibility violations and without horizontal scrolling. */
export async function expectAccessible(page: Page): Promise<void> {
  // Colors differ from the design during a transition.
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  expect(await page.evaluate(seriousViolations)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
