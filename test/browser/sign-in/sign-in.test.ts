import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

describeInBrowser('signing in', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('redirects from a page that needs a session and back', async () => {
    const page = await openPage(site.origin);
    await page.goto('/settings/account/security?from=mail#sessions');
    await waitForHeading(page, 'Sign in to acme-corp');
    await submitSignIn(page, site.teamMember);
    await waitForHeading(page, 'Security');
    expect(page.url()).toBe(`${site.origin}/settings/account/security?from=mail#sessions`);
    await expect.poll(() => page.title()).toBe('Security · Spedy');
  });

  it('leads to Home by default', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await submitSignIn(page, site.admin);
    await waitForHeading(page, 'Home');
  });

  it('never leads to another site', async () => {
    const page = await openPage(site.origin);
    await page.goto(`/sign-in?returnTo=${encodeURIComponent('//evil.test/x')}`);
    await submitSignIn(page, site.admin);
    await waitForHeading(page, 'Home');
    expect(new URL(page.url()).origin).toBe(site.origin);
  });

  it('skips the form for a signed-in member', async () => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.customer) });
    await page.goto('/sign-in?returnTo=/settings/account/security');
    await waitForHeading(page, 'Security');
  });

  it('reports a wrong password, keeps the email and focuses the password', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await submitSignIn(page, site.teamMember, 'not the password');
    await page.getByRole('alert').filter({ hasText: 'The email or password is incorrect.' }).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(site.teamMember.email);
    await page.locator('[name=password]:focus').waitFor();
    await submitSignIn(page, site.teamMember);
    await waitForHeading(page, 'Home');
  });

  it('reports missing fields', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[name=email]:focus').waitFor();
    const email = page.getByRole('textbox', { name: 'Email' });
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    const description = await email.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${description}"]`).textContent()).toBe('Enter your email.');
  });

  it('works with the keyboard only', async () => {
    const page = await openPage(site.origin);
    await page.goto('/sign-in');
    await page.getByLabel('Email').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(site.teamMember.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await waitForHeading(page, 'Home');
  });

  it('asks for the organization on the bare domain, and keeps the return path', async () => {
    const page = await openPage(site.bareOrigin, { allowedOrigins: [site.origin] });
    await page.goto('/sign-in?returnTo=/settings/account/security');
    await page.getByLabel('Organization').fill('Acme-Corp');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${site.origin}/sign-in?returnTo=**`);
    await submitSignIn(page, site.teamMember);
    await waitForHeading(page, 'Security');
  });
});

describeInBrowser('signing out', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('ends the session from the menu, and Back shows no data', async () => {
    const cookie = await site.signIn(site.teamMember);
    const page = await openPage(site.origin, { cookie });
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
    expect((await site.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    await page.goBack();
    await waitForHeading(page, 'Sign in to acme-corp');
  });

  it('ends all sessions after a confirmation', async () => {
    const member = await site.newMember();
    const [here, elsewhere] = [await site.signIn(member), await site.signIn(member)];
    const page = await openPage(site.origin, { cookie: here });
    await page.goto('/settings/account/security');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await site.send('GET', '/api/v1/me', { cookie: elsewhere })).status).toBe(200);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
    for (const cookie of [here, elsewhere]) {
      expect((await site.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    }
  });
});
