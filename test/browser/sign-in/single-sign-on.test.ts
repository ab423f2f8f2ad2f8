import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { choosePerson } from '../../support/browser/choose-person.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import {
  accountOf,
  clientId,
  clientSecret,
  type IdentityProvider,
  openIdentityProvider,
} from '../../support/single-sign-on/identity-provider.ts';
import { settingsFor, settingsPath } from '../../support/single-sign-on/sign-on.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';

const viewports = [
  ['a phone', { width: 375, height: 812 }],
  ['a desktop', { width: 1280, height: 720 }],
] as const;

describeInBrowser('single sign-on', () => {
  let site: Site;
  let provider: IdentityProvider;
  beforeEach(async ({ onTestFinished }) => {
    site = await createSite({ allowLoopbackClientMetadata: true });
    const redirectUris = [`${site.origin}/api/v1/auth/single-sign-on/callback`];
    provider = await openIdentityProvider({ redirectUris });
    provider.signInAs(accountOf('grace@acme.test', { name: 'Grace Hopper' }));
    // After the page is closed, which `openPage` does in the same way: a page may still be loading something.
    onTestFinished(async () => {
      await provider.close();
      await site.close();
    });
  });

  const configure = async (change: object = {}) => {
    const cookie = await site.signIn(site.admin);
    const answer = await site.send('PUT', settingsPath, { cookie, body: settingsFor(provider, change) });
    expect(answer.status, answer.text).toBe(200);
  };
  const open = (options: Parameters<typeof openPage>[1] = {}) =>
    openPage(site.origin, { allowedOrigins: [provider.issuer], ...options });
  const continueButton = (page: Page) => page.getByRole('link', { name: 'Continue with Acme ID' });

  describe.each(viewports)('on %s', (_name, viewport) => {
    it('signs in with one button and opens the requested page', async () => {
      await configure();
      const page = await open({ viewport });
      await page.goto('/settings/account/security?from=mail');
      await waitForHeading(page, 'Sign in to acme-corp');
      await expectAccessible(page);
      await continueButton(page).click();
      await waitForHeading(page, 'Security');
      expect(page.url()).toBe(`${site.origin}/settings/account/security?from=mail`);
      await page.getByText('Single sign-on only').first().waitFor();
    });

    it('hides passwords if single sign-on is required, except behind a button', async () => {
      await configure({ required: true, breakGlassUserId: site.admin.id });
      const page = await open({ viewport });
      await page.goto('/sign-in');
      await continueButton(page).waitFor();
      expect(await page.getByLabel('Email').count()).toBe(0);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Sign in with a password' }).click();
      await submitSignIn(page, site.teamMember);
      await page.getByRole('alert').filter({ hasText: 'requires single sign-on' }).waitFor();
      await submitSignIn(page, site.admin);
      await waitForHeading(page, 'Home');
    });

    it('says why a person is not signed in, and leads back', async () => {
      await configure();
      provider.signInAs(accountOf('grace@evil.test'));
      const page = await open({ viewport });
      await page.goto('/sign-in?returnTo=/settings/account/security');
      await continueButton(page).click();
      await waitForHeading(page, 'You are not signed in');
      await page.getByText('grace@evil.test is not an email of this organization.').waitFor();
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Back to the sign-in page' }).click();
      await waitForHeading(page, 'Sign in to acme-corp');
      provider.signInAs(accountOf('grace@acme.test'));
      await continueButton(page).click();
      await waitForHeading(page, 'Security');
    });

    it('is set up, tested and removed on the policy page', async () => {
      const page = await open({ viewport, cookie: await site.signIn(site.admin) });
      await page.goto('/settings/organization/policy');
      await page.getByRole('button', { name: 'Set up single sign-on' }).click();
      await page.getByText(`${site.origin}/api/v1/auth/single-sign-on/callback`).waitFor();
      await page.getByRole('button', { name: 'Save single sign-on' }).click();
      await page.locator('[name=single-sign-on-name]:focus').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Acme ID');
      await page.getByLabel('Issuer').fill(provider.issuer);
      await page.getByLabel('Client ID').fill(clientId);
      await page.getByLabel('Client secret').fill('wrong');
      await page.getByLabel('Email domains').fill('acme.test, not a domain');
      await page.getByRole('button', { name: 'Save single sign-on' }).click();
      await page.getByText('Must be a domain name, such as acme.example.').first().waitFor();
      await page.getByLabel('Email domains').fill('acme.test, acme.example');
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByText('Acme ID does not accept the client ID and the client secret.').waitFor();
      await page.getByLabel('Client secret').fill(clientSecret);
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByText('The connection works.').waitFor();
      await page.getByLabel('Role claim').fill('groups');
      await page.getByLabel('Values for Admin').fill('admins, owners');
      await page.getByLabel('Require single sign-on').check();
      await choosePerson(page, 'Break-glass administrator', 'ada');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Save single sign-on' }).click();
      await page.getByText('Single sign-on saved.').waitFor();
      await page.getByText('acme.example, acme.test').waitFor();
      await expectAccessible(page);
      const saved = await site.send('GET', settingsPath, { token: site.adminToken });
      expect(saved.body.provider).toMatchObject({
        required: true,
        breakGlassUserId: site.admin.id,
        roleClaim: 'groups',
        roles: [
          { value: 'admins', role: 'ADMIN' },
          { value: 'owners', role: 'ADMIN' },
        ],
      });
      await page.getByRole('button', { name: 'Remove single sign-on' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Set up single sign-on' }).waitFor();
    });
  });

  it('has no layout problems at any width', async () => {
    await configure({ name: 'W'.repeat(50) });
    const page = await open({ cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/policy');
    await page.getByRole('button', { name: 'Change single sign-on' }).click();
    await page.getByLabel('Role claim').fill('groups');
    await page.getByLabel('Require single sign-on').check();
    await page.getByLabel('Break-glass administrator').waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: /Continue with W+/ }).waitFor();
    expect(await layoutProblemsAtWidths(page)).toEqual({});
  });

  it('renews an ended session in a new tab, and the page keeps its input', async () => {
    await configure();
    const page = await open();
    await page.goto('/sign-in?returnTo=/settings/account/access-tokens');
    await continueButton(page).click();
    await waitForHeading(page, 'Access Tokens');
    await page.getByRole('button', { name: 'Create Token' }).click();
    const form = page.getByRole('dialog', { name: 'Create Token' });
    await form.getByLabel('Name').fill('Nightly build');
    const cookies = await page.context().cookies(site.origin);
    const { name = '', value = '' } = cookies.find((cookie) => cookie.name.startsWith('spedy_session')) ?? {};
    const ended = await site.send('DELETE', '/api/v1/me/sessions', { cookie: `${name}=${value}` });
    expect(ended.status).toBe(204);
    await form.getByRole('button', { name: 'Create Token' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      again.getByRole('link', { name: 'Continue with Acme ID' }).click(),
    ]);
    await waitForHeading(tab, 'Home');
    await tab.close();
    // As when the member comes back to the page.
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await page.getByRole('dialog', { name: '“Nightly build” is ready' }).waitFor();
  });
});
