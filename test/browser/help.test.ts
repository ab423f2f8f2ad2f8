import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectAccessible } from '../support/browser/expect-accessible.ts';
import { copiedText, createSite, type Site, waitForHeading } from '../support/site.ts';

const looks = [
  { colorScheme: 'light', size: 'desktop', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'dark', size: 'phone', viewport: { width: 320, height: 640 } },
] as const;

describeInBrowser('the help', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  describe.each(looks)('in $colorScheme on a $size', ({ colorScheme, viewport }) => {
    it('is accessible: a page with a diagram, one with code and tables, the search, a missing page', async () => {
      const page = await openPage(site.origin, { colorScheme, viewport });
      await page.goto('/help/concepts/revocation');
      await page.getByRole('img', { name: /^Server 1 writes a revocation/ }).waitFor();
      await expectAccessible(page);
      await page.goto('/help/errors');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('combobox', { name: 'Search' }).fill('token_revoked');
      await page.getByRole('option').first().waitFor();
      await expectAccessible(page);
      await page.goto('/help/nothing');
      await waitForHeading(page, 'No such page');
      await expectAccessible(page);
    });
  });

  it('is searched with the keyboard, down to a single error code', async () => {
    const page = await openPage(site.origin);
    await page.goto('/help/');
    await page.keyboard.press('/');
    const field = page.getByRole('combobox', { name: 'Search' });
    await field.fill('zzzzz');
    await page.getByText('Nothing found for “zzzzz”.').waitFor();
    // One word of a question that no page uses hides nothing.
    await field.fill('restore zzzzz');
    await page
      .getByRole('option')
      .filter({ hasText: /restore/i })
      .first()
      .waitFor();
    await field.fill('token_revoked');
    const options = page.getByRole('option');
    await options.filter({ hasText: 'token_revoked' }).first().waitFor();
    expect(await options.first().getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/help/errors#token_revoked');
    await page.getByRole('row', { name: /^token_revoked/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('combobox').count()).toBe(0);
  });

  it('shares the theme with the dashboard', async () => {
    const page = await openPage(site.origin);
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    await page.goto('/help/');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    expect(await theme()).toBe('dark');
    await page.goto('/sign-in');
    expect(await theme()).toBe('dark');
    await page.goto('/help/guide');
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    expect(await theme()).toBeUndefined();
  });

  it('copies the code of a block', async () => {
    const page = await openPage(site.origin);
    await page.goto('/help/guide');
    await page.getByRole('button', { name: 'Copy code' }).first().click();
    expect(await copiedText(page)).toMatch(/^export SPEDY_URL=http:\/\/localhost:3000\n/);
  });

  it('has its navigation in a menu on a phone, and beside the page on a desktop', async () => {
    const page = await openPage(site.origin, { viewport: { width: 375, height: 700 } });
    await page.goto('/help/');
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Errors' });
    expect(await link.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await link.click();
    await waitForHeading(page, 'Errors');
    await page.setViewportSize({ width: 1280, height: 700 });
    expect(await link.isVisible()).toBe(true);
    expect(await link.getAttribute('aria-current')).toBe('page');
  });

  it('shows the first diagram whole on a phone', async () => {
    const page = await openPage(site.origin, { viewport: { width: 375, height: 700 } });
    await page.goto('/help/');
    const box = page.locator('.diagram').first();
    await box.getByRole('img').waitFor();
    expect(await box.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
  });

  it('opens from the menu of a member', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Help' }).click();
    await waitForHeading(page, 'Spedy');
    expect(new URL(page.url()).pathname).toBe('/help/');
  });
});
