import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../support/browser/browser.ts';
import { expectAccessible } from '../support/browser/expect-accessible.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../support/site.ts';

/** Error responses of the server. */
const refusals = {
  '403': { status: 403, code: 'forbidden', message: 'Your role does not allow this. Ask an administrator.' },
  '429': { status: 429, code: 'rate_limited', message: 'Too many requests.', retryAfter: '20' },
  '500': { status: 500, code: 'internal_error', message: 'Something went wrong on the server.' },
  '503': { status: 503, code: 'unavailable', message: 'The service is not available at the moment.' },
} as const;
type Refusal = (typeof refusals)[keyof typeof refusals];
/** What the browser logs about a failed request, and React about an error that a page caught. */
const failure = /^Failed to load resource|^MissingFileError|failed to load/;
const raw = /statusCode|requestId|"code"/;

const pages = [
  ['account/access-tokens', '**/api/v1/me/tokens', 'Could not load your tokens'],
  ['account/connected-apps', '**/api/v1/me/connected-apps', 'Could not load your apps'],
  ['account/security', '**/api/v1/me/sessions', 'Could not load your sessions'],
  ['organization/members', '**/api/v1/users?*', 'Could not load the members'],
  ['organization/policy', '**/api/v1/organization', 'Could not load'],
  ['organization/tokens', '**/api/v1/organization/tokens?*', 'Could not load the tokens'],
  ['organization/applications', '**/api/v1/organization/applications?*', 'Could not load the apps'],
  [
    'organization/applications?view=connections',
    '**/api/v1/organization/connected-apps?*',
    'Could not load the connections',
  ],
  ['organization/audit-log', '**/api/v1/organization/audit-events?*', 'Could not load the audit log'],
] as const;

describeInBrowser('a page whose requests fail', () => {
  let site: Site;
  let cookie: string;
  beforeAll(async () => {
    site = await createSite();
    cookie = await site.signIn(site.admin);
  });
  afterAll(() => site.close());

  const open = async (path: string, route: string, refusal: Refusal) => {
    const page = await openPage(site.origin, { cookie, expectedLog: failure, allowServerErrors: true });
    await answerWith(page, route, refusal);
    await page.goto(path);
    return page;
  };

  it.each(pages)('%s shows the error in its place, and can retry', async (path, route, words) => {
    const page = await open(`/settings/${path}`, route, refusals['429']);
    await page.getByText(words).first().waitFor();
    const seen = await page.locator('body').textContent();
    expect(seen).not.toMatch(raw);
    expect(seen).toContain('Try again in 20 seconds.');
    await expectAccessible(page);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText(words).first().waitFor({ state: 'detached' });
  });

  describe.each(Object.entries(refusals))('with %s', (_status, refusal) => {
    it('shows the error in place of a list, and can retry', async () => {
      const page = await open('/settings/account/access-tokens', '**/api/v1/me/tokens', refusal);
      await page.getByText('Could not load your tokens').waitFor();
      const seen = await page.locator('body').textContent();
      expect(seen).not.toMatch(raw);
      expect(seen).toContain(refusal.status === 429 ? 'Try again in 20 seconds.' : refusal.message);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('No tokens yet').or(page.getByRole('row')).first().waitFor();
    });

    it('shows the error in place of the dashboard, and can retry', async () => {
      const page = await open('/settings/account/security', '**/api/v1/me', refusal);
      await waitForHeading(page, 'Could not load the dashboard');
      expect(await page.locator('body').textContent()).not.toMatch(raw);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Try again' }).click();
      await waitForHeading(page, 'Security');
    });

    it('explains a failed download and saves no file', async () => {
      const page = await open('/settings/organization/audit-log', '**/audit-events/export?*', refusal);
      let downloads = 0;
      page.on('download', () => {
        downloads += 1;
      });
      await page.getByRole('link', { name: 'Export CSV' }).click();
      await page.getByText('Could not download the audit log.').waitFor();
      expect(new URL(page.url()).pathname).toBe('/settings/organization/audit-log');
      expect(await page.locator('body').textContent()).not.toMatch(raw);
      await page.goto('/docs');
      await answerWith(page, '**/openapi.json', refusal);
      await page.getByRole('link', { name: 'OpenAPI document' }).click();
      await page.getByText('Could not download the OpenAPI document.').waitFor();
      await waitForHeading(page, 'API reference');
      expect(downloads).toBe(0);
    });
  });

  const outside: readonly (readonly [string, string, string])[] = [
    ['/sign-in', '**/api/v1/auth/organization', 'Could not load this page'],
    ['/invitation#spedy_inv_none', '**/api/v1/auth/invitation', 'Could not load the invitation'],
    ['/consent?request=orq_none', '**/api/v1/oauth/requests/*', 'Could not load the request'],
    ['/docs', '**/openapi.json', 'Could not load the API reference'],
  ];
  it.each(outside)('%s shows the error, and can retry', async (path, route, words) => {
    const page = await openPage(site.origin, {
      ...(path.startsWith('/sign-in') ? {} : { cookie }),
      expectedLog: failure,
      allowServerErrors: true,
    });
    await answerWith(page, route, refusals['503']);
    await page.goto(path);
    await page.getByText(words).waitFor();
    await page.getByText(refusals['503'].message).waitFor();
    await expectAccessible(page);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(words).waitFor({ state: 'detached' });
  });

  it('shows how long to wait before the next sign-in, and keeps the entries', async () => {
    const page = await openPage(site.origin, { expectedLog: failure, allowServerErrors: true });
    await page.goto('/sign-in');
    await answerWith(page, '**/api/v1/auth/login', refusals['429']);
    await submitSignIn(page, site.admin);
    await page.getByText('Try again in 20 seconds.').waitFor();
    await page.unrouteAll();
    await answerWith(page, '**/api/v1/auth/login', refusals['503']);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(refusals['503'].message).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(site.admin.email);
  });

  it.each([
    [502, 'The server is unavailable. Try again in a moment.'],
    [429, 'Too many requests. Try again in a minute.'],
    [413, 'The server sent an unexpected response (413).'],
  ])('explains a response %s with HTML from a proxy', async (status, words) => {
    const page = await openPage(site.origin, { cookie, expectedLog: failure, allowServerErrors: true });
    const body = '<html><h1>nginx</h1></html>';
    await page.route('**/api/v1/me/tokens', (route) =>
      route.fulfill({ status, body, contentType: 'text/html' }),
    );
    await page.goto('/settings/account/access-tokens');
    await page.getByText('Could not load your tokens').waitFor();
    await page.getByText(words).waitFor();
    expect(await page.getByText('nginx').count()).toBe(0);
  });

  it('saves no part of an interrupted download', async () => {
    const page = await openPage(site.origin, { cookie, expectedLog: failure });
    await page.goto('/settings/organization/audit-log');
    await page.route('**/audit-events/export?*', (route) => route.abort('connectionreset'));
    await page.getByRole('link', { name: 'Export NDJSON' }).click();
    await page.getByText('The server did not respond. Try again in a moment.').waitFor();
  });

  it('asks to sign in again if the session has ended, then continues the export', async () => {
    const member = await site.createMember('acme-corp', 'exporter@acme.test', 'ADMIN');
    const own = await site.signIn(member);
    const page = await openPage(site.origin, { cookie: own });
    await page.goto('/settings/organization/audit-log');
    await page.getByRole('button', { name: 'Details' }).first().waitFor();
    await site.send('DELETE', '/api/v1/me/sessions', { cookie: own });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await again.getByRole('button', { name: 'Sign in' }).click();
    expect((await download).suggestedFilename()).toMatch(/^acme-corp-audit-.*\.csv$/);
  });
});

async function answerWith(page: Page, url: string, refusal: Refusal): Promise<void> {
  const { status, code, message } = refusal;
  const headers = 'retryAfter' in refusal ? { 'retry-after': refusal.retryAfter } : {};
  const json = { statusCode: status, error: 'Refused', code, message, requestId: 'req_test' };
  await page.route(url, (route) => route.fulfill({ status, headers, json }));
}
