import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Nothing that a screen reader or a keyboard would stumble on, and nothing that makes the page scroll sideways. */
export async function expectSound(page: Page): Promise<void> {
  // Colours that are on their way from one state to another are not yet those of the design.
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
  await page.evaluate(axe.source);
  const { violations }: axe.AxeResults = await page.evaluate('axe.run()');
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
