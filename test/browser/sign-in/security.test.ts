import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site } from '../../support/site.ts';
import { password } from '../../support/world.ts';

const security = '/settings/account/security';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

describeInBrowser('the security page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  const isAlive = async (cookie: string) => (await site.send('GET', '/api/v1/me', { cookie })).status === 200;

  async function fillPasswords(page: Page, current: string, next: string, again = next): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'Change password' });
    await dialog.getByLabel('Current password').fill(current);
    await dialog.getByLabel('New password', { exact: true }).fill(next);
    await dialog.getByLabel('Confirm new password').fill(again);
    await dialog.getByRole('button', { name: 'Change password' }).click();
  }

  it('changes the password and ends the other sessions', async () => {
    const member = await site.newMember();
    const [here, elsewhere] = [await site.signIn(member), await site.signIn(member)];
    const page = await openPage(site.origin, { cookie: here });
    await page.goto(security);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your other sessions end').waitFor();
    await fillPasswords(page, password, 'a new horse battery');
    await page.getByText('Password changed.').waitFor();
    expect([await isAlive(here), await isAlive(elsewhere)]).toEqual([true, false]);
    const body = { email: member.email, password: 'a new horse battery' };
    expect((await site.send('POST', '/api/v1/auth/login', { body })).status).toBe(200);
    await page.getByRole('row').nth(1).getByText('This device').waitFor();
  });

  it('shows problems with a password at its field', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(await site.newMember()) });
    await page.goto(security);
    await page.getByRole('button', { name: 'Change password' }).click();
    await fillPasswords(page, '', 'too short');
    await page.getByText('Enter your current password.').waitFor();
    await page.getByText('Use a password of 12 to 200 characters.').waitFor();
    // The focus goes to the first field with a problem, which must not happen while another one is filled in.
    await page.locator('[name=currentPassword]:focus').waitFor();
    await fillPasswords(page, password, 'a new horse battery', 'another horse battery');
    await page.getByText('The passwords do not match.').waitFor();
    await page.locator('[name=again]:focus').waitFor();
    await fillPasswords(page, 'not my password', 'a new horse battery');
    await page.getByText('The current password is incorrect.').waitFor();
    await page.locator('[name=currentPassword]:focus').waitFor();
  });

  it('lists the sessions, the current one first, and ends another one', async () => {
    const member = await site.newMember();
    const login = await site.send('POST', '/api/v1/auth/login', {
      body: { email: member.email, password },
      headers: { 'user-agent': firefox },
    });
    const elsewhere = login.headers['set-cookie']?.split(';')[0] ?? '';
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto(security);
    const rows = page.getByRole('table', { name: 'Your sessions' }).getByRole('row');
    await rows.nth(1).getByText('This device').waitFor();
    const other = rows.filter({ hasText: 'Firefox on Windows' });
    expect(await other.textContent()).toContain('127.0.0.1');
    await other.getByRole('button', { name: 'End session' }).click();
    await page.getByText('Session ended: Firefox on Windows.').waitFor();
    await expect.poll(() => rows.count()).toBe(2);
    expect(await isAlive(elsewhere)).toBe(false);
  });
});
