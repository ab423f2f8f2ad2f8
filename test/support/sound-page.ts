import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Violations alone, and of them what a failure shows: to send everything that axe found takes longer than to find it. */
const graveViolations = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`;

/** Nothing that a screen reader or a keyboard would stumble on, and nothing that makes the page scroll sideways. */
export async function expectSound(page: Page): Promise<void> {
  // Colours that are on their way from one state to another are not yet those of the design.
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  expect(await page.evaluate(graveViolations)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
