import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblems } from '../../support/browser/layout.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search or jump to' });
const option = (page: Page, name: string | RegExp) => dialog(page).getByRole('option', { name });
const focusedName = (page: Page) =>
  page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

describeInBrowser('the search', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  const open = async (path = '/', member = site.teamMember, options = {}) => {
    const page = await openPage(site.origin, { cookie: await site.signIn(member), ...options });
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };

  it.each(['light', 'dark'] as const)('opens pages with the keyboard (%s)', async (colorScheme) => {
    const page = await open('/', site.admin, { colorScheme });
    await page.keyboard.press('ControlOrMeta+k');
    await option(page, /^Home/).waitFor();
    await expectAccessible(page);
    const field = dialog(page).getByRole('combobox');
    const active = async () => {
      const id = await field.getAttribute('aria-activedescendant');
      return page.locator(`[id="${id}"]`).textContent();
    };
    await page.keyboard.type('tokens');
    await option(page, /^Home/).waitFor({ state: 'detached' });
    await expect.poll(active).toContain('Access Tokens');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toMatch(/^Tokens/);
    expect(await option(page, /^Tokens/).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await active()).not.toContain('Access Tokens');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Access Tokens');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('finds own tokens and words of pages, and says when nothing matches', async () => {
    const page = await open('/settings/account/profile');
    const button = page.getByRole('button', { name: 'Search or jump to' });
    await button.click();
    await page.keyboard.type('pipeline ci');
    await option(page, /^CI Pipeline/).waitFor();
    await dialog(page).getByRole('combobox').fill('passkeys');
    await option(page, /^Security/).waitFor();
    await dialog(page).getByRole('combobox').fill('xyzzy');
    await dialog(page).getByText('Nothing matches “xyzzy”.').waitFor();
    await dialog(page).getByRole('status').filter({ hasText: '0 results' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await button.and(page.locator(':focus')).waitFor();
  });

  it('goes straight to a ticket by its display ID, and finds tickets, members and their tokens', async () => {
    const board = await site.createBoard('acme-corp', 'SUP', [site.admin]);
    const body = { boardId: board.id, title: 'Printer on fire' };
    await site.send('POST', '/api/v1/tickets', { token: site.adminToken, body });
    await site.createToken(site.teamMember, { name: 'Backup job' });
    const page = await open('/', site.admin);
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('printer');
    await option(page, /Printer on fire.*SUP-1/).waitFor();
    await dialog(page).getByRole('combobox').fill('tim');
    await option(page, /tim@acme\.test/).waitFor();
    await dialog(page).getByRole('combobox').fill('backup');
    await option(page, /Backup job/).waitFor();
    await dialog(page).getByRole('combobox').fill('sup-1');
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Printer on fire');
  });

  it('fits every screen, and offers pages of admins to admins only', async () => {
    const page = await open();
    for (const width of [320, 375, 768, 1280]) {
      await page.setViewportSize({ width, height: 600 });
      await page.getByRole('button', { name: 'Search or jump to' }).click();
      await option(page, /^Home/).waitFor();
      expect(await option(page, /Audit log/).count()).toBe(0);
      expect(await layoutProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    }
  });

  it('changes the theme, and the user menu knows it', async () => {
    const page = await open();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('da');
    await option(page, 'Use the dark theme').waitFor();
    await page.keyboard.type('rk');
    expect(await dialog(page).getByRole('combobox').inputValue()).toBe('dark');
    await option(page, 'Use the dark theme').click();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByRole('button', { name: /^Account of/ }).click();
    expect(await page.getByRole('menuitemradio', { name: 'Dark' }).getAttribute('aria-checked')).toBe('true');
    await page.getByRole('menuitemradio', { name: 'System' }).click();
    const stored = "[document.documentElement.dataset.theme, localStorage.getItem('theme')].join('|')";
    expect(await page.evaluate(stored)).toBe('|');
  });

  it('has shortcuts, listed in a sheet, which are not taken from what someone types', async () => {
    const page = await open();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await waitForHeading(page, 'Access Tokens');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Access Tokens').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('dialog', { name: 'Create Token' }).getByLabel('Name').fill('');
    await page.keyboard.type('g s?/');
    expect(await page.getByRole('dialog').getByLabel('Name').inputValue()).toBe('g s?/');
    expect(await page.getByRole('dialog').count()).toBe(1);
  });

  it('keeps only the search if single keys are turned off', async () => {
    const page = await open();
    await page.keyboard.press('?');
    await page.getByLabel('Use shortcuts of single keys').uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await waitForHeading(page, 'Home');
    for (const key of ['?', '/', 'g', 's']) await page.keyboard.press(key);
    await page.keyboard.press('ControlOrMeta+k');
    await dialog(page).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe('/');
    await page.keyboard.press('ControlOrMeta+k');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await page.getByLabel('Use shortcuts of single keys').check();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedName(page)).not.toBe('');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await waitForHeading(page, 'Security');
  });
});
