import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

/** Presses Tab until an element with this role and name has the focus. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const target = page.getByRole(role, { name, exact: typeof name === 'string' });
  await target.first().waitFor();
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${role} ${name}`);
}

describeInBrowser('the shell', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('leads with the keyboard alone from sign-in to a revoked token', async () => {
    const member = await site.newMember();
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await tabTo(page, 'textbox', 'Email');
    await page.keyboard.type(member.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Home');
    await tabTo(page, 'button', 'Create Token');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Create Token' }).waitFor();
    await tabTo(page, 'textbox', 'Name');
    await page.keyboard.type('Nightly build');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: '“Nightly build” is ready' }).waitFor();
    await tabTo(page, 'button', 'Done');
    await page.keyboard.press('Enter');
    await page.getByRole('rowheader', { name: 'Nightly build' }).waitFor();
    await tabTo(page, 'button', /^Revoke/);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await tabTo(page, 'button', 'Revoke token');
    await page.keyboard.press('Enter');
    await page.getByText('No tokens yet').waitFor();
    const tokens = await site.send('GET', '/api/v1/me/tokens', { cookie: await site.signIn(member) });
    expect(tokens.body).toMatchObject({ tokens: [] });
  });

  it('reads in the order of its parts: skip link, organization, search, navigation, account, page', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await page.goto('/settings/account/profile');
    await waitForHeading(page, 'Profile');
    const tree = await page.locator('body').ariaSnapshot();
    const parts = [
      'link "Skip to content"',
      'banner',
      'link "Home of acme-corp"',
      'button "Notices"',
      'button "Search or jump to"',
      'navigation "Main"',
      'link "Home"',
      'heading "Account" [level=2]',
      'link "Access Tokens"',
      'button "Account of tim tim@acme.test"',
      'main',
      'heading "Profile" [level=1]',
    ];
    let from = 0;
    for (const part of parts) {
      const at = tree.indexOf(`- ${part}`, from);
      expect(at, `${part} after ${from} in\n${tree}`).toBeGreaterThanOrEqual(from);
      from = at;
    }
    expect(await page.getByRole('link', { name: 'Profile' }).getAttribute('aria-current')).toBe('page');
  });

  it('shows an unknown address inside it to members, and by itself to others', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    const answer = await page.goto('/nowhere/at/all');
    expect(answer?.status()).toBe(404);
    await waitForHeading(page, 'Page not found');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to Home' }).click();
    await waitForHeading(page, 'Home');
    await page.goto('/settings/organization/members');
    await waitForHeading(page, 'Only admins can see this page');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();

    const visitor = await openPage(site.origin);
    await visitor.goto('/nowhere/at/all');
    await waitForHeading(visitor, 'Page not found');
    expect(await visitor.getByRole('navigation').count()).toBe(0);
    expect(new URL(visitor.url()).pathname).toBe('/nowhere/at/all');
  });

  it('leads to another organization from the user menu, and back', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    await page.goto('/');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Notifications' }).click();
    await waitForHeading(page, 'Notifications');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Other organization' }).click();
    await waitForHeading(page, 'Find your organization');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Back' }).click();
    await waitForHeading(page, 'Home');
  });
});
