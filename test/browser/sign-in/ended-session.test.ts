import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site, submitSignIn } from '../../support/site.ts';
import { password } from '../../support/world.ts';

describeInBrowser('a session that ends while a page is open', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('keeps the form, which continues after signing in again', async () => {
    const cookie = await site.signIn(await site.newMember());
    const page = await openPage(site.origin, { cookie });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('button', { name: 'Create Token' }).click();
    const form = page.getByRole('dialog', { name: 'Create Token' });
    await form.getByLabel('Name').fill('Nightly build');
    expect((await site.send('DELETE', '/api/v1/me/sessions', { cookie })).status).toBe(204);

    await form.getByRole('button', { name: 'Create Token' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('dialog', { name: '“Nightly build” is ready' }).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('rowheader', { name: 'Nightly build' }).waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(1);
  });

  it('keeps the form if the dialog is closed, and asks again on the next attempt', async () => {
    const cookie = await site.signIn(await site.newMember());
    const page = await openPage(site.origin, { cookie });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('button', { name: 'Create Token' }).click();
    const form = page.getByRole('dialog', { name: 'Create Token' });
    await form.getByLabel('Name').fill('Nightly build');
    await site.send('DELETE', '/api/v1/me/sessions', { cookie });
    await form.getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('dialog', { name: 'Sign in again' }).getByRole('button', { name: 'Close' }).click();
    expect(await form.getByLabel('Name').inputValue()).toBe('Nightly build');
    await form.getByRole('button', { name: 'Create Token' }).click();
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  });

  it('asks a deactivated member to sign in again, which fails', async () => {
    const member = await site.newMember();
    const page = await openPage(site.origin);
    await page.goto('/sign-in?returnTo=/settings/account/security');
    await submitSignIn(page, member);
    await page.getByRole('button', { name: 'Change password' }).waitFor();
    const body = { state: 'deactivated' };
    await site.send('PATCH', `/api/v1/users/${member.id}`, { token: site.adminToken, body });

    await page.getByRole('link', { name: 'Access Tokens' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('The email or password is incorrect.').waitFor();
  });
});
