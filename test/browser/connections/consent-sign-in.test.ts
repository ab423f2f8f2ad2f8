import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import {
  type ClientApp,
  newAuthorizationRequest,
  startClientApp,
  waitForConsent,
} from '../../support/oauth/client-app.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

/** A long `state`, as from a client that stores its own data in it. */
const longState = 'state-'.repeat(500);

describeInBrowser('signing in before consent', () => {
  let site: Site;
  let app: ClientApp;
  beforeAll(async () => {
    site = await createSite();
    app = await startClientApp();
  });
  afterAll(async () => {
    await app.close();
    await site.close();
  });

  const open = (cookie?: string) =>
    openPage(site.origin, { allowedOrigins: [app.origin], ...(cookie === undefined ? {} : { cookie }) });
  const requestPath = async (state = longState) =>
    (await newAuthorizationRequest(site, { redirectUri: app.redirectUri, state })).path;
  const authorize = async (page: Page) => {
    await page.getByRole('button', { name: 'Authorize' }).click();
    await waitForHeading(page, 'Back in the client');
  };
  const codeOf = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: site.clock.now() + 30_000 });

  it('returns to the consent page with a long address', async () => {
    const page = await open();
    await page.goto(await requestPath());
    await waitForHeading(page, 'Sign in to acme-corp');
    await page.getByText('to continue to Ticket Helper').waitFor();
    expect(page.url().length).toBeGreaterThan(3_000);
    await submitSignIn(page, await site.newMember());
    await waitForConsent(page);
    await authorize(page);
    expect(app.redirects.at(-1)).toMatchObject({ state: longState, iss: site.origin });
  });

  it('returns to the consent page after a second factor', async () => {
    const member = await site.newMember();
    const cookie = await site.signIn(member);
    const api = '/api/v1/me/two-factor';
    const begun = await site.send('POST', api, { cookie, body: { currentPassword: password } });
    const { secret } = begun.body;
    const timestamp = site.clock.now();
    const first = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
    await site.send('POST', `${api}/confirm`, { cookie, body: { code: first } });

    const page = await open();
    await page.goto(await requestPath());
    await submitSignIn(page, member);
    await page.getByLabel('Code').fill(codeOf(secret));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await waitForConsent(page);
  });

  it('skips sign-in for a signed-in member', async () => {
    const page = await open(await site.signIn(site.teamMember));
    await page.goto(`/sign-in?returnTo=${encodeURIComponent(await requestPath())}`);
    await waitForConsent(page);
  });

  it('redirects from the consent page to sign-in and back', async () => {
    const page = await open();
    await page.goto('/consent?request=orq_1');
    await waitForHeading(page, 'Sign in to acme-corp');
    await submitSignIn(page, site.teamMember);
    // A request belongs to the session that opened it.
    await waitForHeading(page, 'Start again in the app');
    expect(page.url()).toBe(`${site.origin}/consent?request=orq_1`);
  });

  it('switches to another account with Sign out', async () => {
    const cookie = await site.signIn(site.teamMember);
    const page = await open(cookie);
    await page.goto(await requestPath());
    await waitForConsent(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
    expect((await site.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    const other = await site.newMember();
    await submitSignIn(page, other);
    await waitForConsent(page);
    await page.getByText(other.email).waitFor();
  });

  it('asks to sign in if the session ends while the consent page is open', async () => {
    const cookie = await site.signIn(site.teamMember);
    const page = await open(cookie);
    await page.goto(await requestPath());
    await waitForConsent(page);
    await site.send('POST', '/api/v1/auth/logout', { cookie });
    await page.getByRole('button', { name: 'Authorize' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
    await submitSignIn(page, site.teamMember);
    await waitForConsent(page);
  });

  it('continues to the consent page after the setup of a required second factor', async () => {
    const body = { policy: { twoFactorRequired: true } };
    await site.send('PATCH', '/api/v1/organization', { token: site.adminToken, body });
    const page = await open();
    await page.goto(await requestPath());
    await submitSignIn(page, await site.newMember());
    await page.getByText('acme-corp requires two-factor authentication').waitFor();
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    const secret = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? '';
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await waitForConsent(page);
    await authorize(page);
    expect(app.redirects.at(-1)).toMatchObject({ state: longState, code: expect.any(String) });
  });
});
