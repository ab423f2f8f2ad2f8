import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblems } from '../../support/browser/layout.ts';
import { createLongNamesSite, type LongNamesSite } from '../../support/browser/long-names-site.ts';

/**
 * Each list, the actions of its rows, the confirmation of the last action, and widths at which buttons do not
 * fit.
 */
const lists = [
  ['account/access-tokens', ['Rotate', 'Revoke'], /^Revoke “/, [768, 800, 820, 1024, 1100]],
  ['organization/tokens', ['Revoke'], /^Revoke 1 token/, [768, 800, 820, 1024, 1100]],
  ['organization/applications?view=connections', ['Revoke access'], /^Revoke .+'s access to/, [768, 800]],
] as const;

describeInBrowser('row actions', () => {
  let site: LongNamesSite;
  beforeAll(async () => {
    site = await createLongNamesSite();
  });
  afterAll(() => site.close());

  const open = async (path: string): Promise<Page> => {
    const page = await openPage(site.origin, { cookie: site.adminCookie });
    await page.goto(`/settings/${path}`);
    await page.getByRole('row').nth(1).waitFor();
    return page;
  };
  const buttons = (page: Page, name: string) =>
    page.getByRole('row').getByRole('button', { name, exact: true });
  const menus = (page: Page) => page.getByRole('row').getByRole('button', { name: /^Actions for / });

  describe.each(lists)('in %s', (path, names, question, narrowWidths) => {
    it('are buttons on a wide screen', async () => {
      const page = await open(path);
      const rows = (await page.getByRole('row').count()) - 1;
      for (const name of names) expect(await buttons(page, name).count()).toBe(rows);
      expect(await menus(page).count()).toBe(0);
    });

    it('are a menu where buttons do not fit', async () => {
      const page = await open(path);
      const rows = (await page.getByRole('row').count()) - 1;
      for (const width of narrowWidths) {
        await page.setViewportSize({ width, height: 720 });
        await expect.poll(() => menus(page).count()).toBe(rows);
        await menus(page).last().click();
        for (const name of names) await page.getByRole('menuitem', { name }).waitFor();
        expect({ width, problems: await layoutProblems(page) }).toEqual({ width, problems: [] });
        await page.keyboard.press('Escape');
      }
    });

    it('work with the keyboard and return the focus', async () => {
      const page = await open(path);
      await page.setViewportSize({ width: 800, height: 720 });
      await menus(page).first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog', { name: question }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      const focused = () => page.evaluate('document.activeElement?.getAttribute("aria-label")');
      await expect.poll(focused).toBe(await menus(page).first().getAttribute('aria-label'));
    });
  });

  it('stay visible while columns scroll, as with text of twice the size', async () => {
    const page = await open('organization/tokens');
    await page.evaluate('document.documentElement.style.fontSize = "28px"');
    await page.setViewportSize({ width: 1100, height: 720 });
    await page.locator('[data-more]').waitFor();
    // A shadow shows that columns scroll, and the scrollable frame is focusable.
    const expected = ['columns beyond the edge: caption "Tokens of all members"'];
    // Scrolling shows the chips of the columns beyond the edge.
    const problems = (await layoutProblems(page)).filter(
      (problem) => !problem.includes('Manage organization'),
    );
    expect(problems).toEqual(expected);
    expect(await page.locator('[data-more]').getAttribute('tabindex')).toBe('0');
    await expectAccessible(page);
    await menus(page).last().click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').waitFor();
  });

  it('keep an open menu when the width changes', async () => {
    const page = await open('account/access-tokens');
    await page.setViewportSize({ width: 800, height: 720 });
    await menus(page).first().click();
    await page.getByRole('menuitem', { name: 'Revoke' }).waitFor();
    await page.setViewportSize({ width: 820, height: 720 });
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').waitFor();
  });
});
