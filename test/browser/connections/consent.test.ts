import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noteChanges } from '../../../src/storage/changes/note-changes.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { minute } from '../../support/clock.ts';
import {
  type ClientApp,
  newAuthorizationRequest,
  startClientApp,
  waitForConsent,
} from '../../support/oauth/client-app.ts';
import { sendForm } from '../../support/oauth/oauth.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { type Member, password } from '../../support/world.ts';

describeInBrowser('the consent page', () => {
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

  const open = async (
    member: Member,
    options: { allowedOrigins?: readonly string[]; expectedLog?: RegExp } = {},
  ) => {
    const cookie = await site.signIn(member);
    return openPage(site.origin, { cookie, allowedOrigins: [app.origin], ...options });
  };
  const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const waitForClient = (page: Page) => waitForHeading(page, 'Back in the client');

  it('shows the app, its permissions, the redirect and the account, and connects with Authorize', async () => {
    const member = await site.newMember();
    const page = await open(member);
    const { client, verifier, path } = await newAuthorizationRequest(site, { redirectUri: app.redirectUri });
    await page.goto(path);
    await waitForHeading(page, 'Ticket Helper wants to access your account at acme-corp');
    const text = await page.getByRole('main').textContent();
    for (const words of [
      `You will be redirected to ${new URL(app.origin).host}`,
      'a program on this computer',
      'Unverified app. Anyone can use this name. Authorize it only if you just started it on this computer.',
      'See your name, email and role',
      'Read the tickets and comments on your boards',
      'Create and edit tickets and write comments on your boards',
      'It cannot see your password or tokens',
      'The access ends in 12 months at the latest. You can revoke it at any time under Connected apps.',
      member.email,
    ])
      expect(text).toContain(words);
    await click(page, 'Authorize');
    await waitForClient(page);

    const { code = '', ...rest } = app.redirects.at(-1) ?? {};
    expect(rest).toEqual({ state: 'a state', iss: site.origin });
    const exchanged = await sendForm(site, 'token', {
      grant_type: 'authorization_code',
      client_id: client.client_id,
      code,
      redirect_uri: app.redirectUri,
      code_verifier: verifier,
    });
    const me = await site.send('GET', '/api/v1/me', { token: exchanged.body.access_token });
    expect(me.body.user.id).toBe(member.id);
  });

  it('asks to confirm in place if the member signed in a while ago, and then connects', async () => {
    const member = await site.newMember();
    const page = await open(member, { expectedLog: /403 \(Forbidden\)/ });
    const { path } = await newAuthorizationRequest(site, { redirectUri: app.redirectUri });
    await page.goto(path);
    await waitForConsent(page);
    await inTransaction(site.db, async (trx) => {
      const hourAgo = { confirmed_at: site.clock.now() - 60 * minute };
      await trx.updateTable('sessions').set(hourAgo).where('user_id', '=', member.id).execute();
      await noteChanges(trx, null, [member.id]);
    });
    await click(page, 'Authorize');
    const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Nothing was changed, because you did not confirm').waitFor();
    await click(page, 'Authorize');
    await asked.getByLabel('Current password').fill(password);
    await page.keyboard.press('Enter');
    await waitForClient(page);
  });

  it('lists only the requested scopes', async () => {
    const page = await open(await site.newMember());
    const resource = `${site.origin}/mcp`;
    const asked = { redirectUri: 'https://app.example.com/callback', scope: 'tickets:read', resource };
    await page.goto((await newAuthorizationRequest(site, asked)).path);
    await waitForConsent(page);
    const text = await page.getByRole('main').textContent();
    expect(text).toContain('You will be redirected to app.example.com');
    expect(text).toContain('Through the MCP server only');
    expect(text).not.toContain('on this computer');
    expect(await page.getByRole('listitem').allTextContents()).toEqual([
      'Read the tickets and comments on your boards',
    ]);
  });

  it.each([
    ['ADMIN', ['See your name, email and role', 'Read all boards', 'Create and edit tickets']],
    [
      'CUSTOMER',
      [
        'See your name',
        'Read the tickets',
        'Write comments on your boards',
        'It cannot create or edit tickets',
      ],
    ],
  ] as const)('lists first what the app can do with the role %s', async (role, words) => {
    const member = await site.createMember('acme-corp', `${role.toLowerCase()}@roles.test`, role);
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 375, height: 740 },
    ]) {
      const page = await openPage(site.origin, { cookie: await site.signIn(member), viewport });
      await page.goto(
        (await newAuthorizationRequest(site, { redirectUri: 'https://app.example.com/callback' })).path,
      );
      await waitForConsent(page);
      const items = await page.getByRole('listitem').allTextContents();
      expect(items.map((item, index) => item.startsWith(words[index] ?? '?'))).toEqual(words.map(() => true));
      const first = await page.getByRole('heading', { level: 1 }).boundingBox();
      const list = await page.getByRole('list').boundingBox();
      // Only one line is between the question and the list.
      expect((list?.y ?? 0) - (first?.y ?? 0) - (first?.height ?? 0)).toBeLessThan(150);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  });

  it('names the host of a client that sent an invalid request, with a link to return', async () => {
    const page = await open(await site.newMember(), { allowedOrigins: ['https://app.example.com'] });
    const asked = { redirectUri: 'https://app.example.com/callback', scope: 'everything' };
    await page.goto((await newAuthorizationRequest(site, asked)).path);
    await waitForHeading(page, 'This app cannot be connected');
    await page.getByRole('alert').getByText('everything is not one of').waitFor();
    const link = page.getByRole('link', { name: 'Return to app.example.com' });
    expect(await link.getAttribute('href')).toMatch(
      /^https:\/\/app\.example\.com\/callback\?error=invalid_scope&/,
    );
  });

  it('returns access_denied to the app with Deny, and connects nothing', async () => {
    const member = await site.newMember();
    const page = await open(member);
    await page.goto((await newAuthorizationRequest(site, { redirectUri: app.redirectUri })).path);
    await click(page, 'Deny');
    await waitForClient(page);
    expect(app.redirects.at(-1)).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: 'a state',
      iss: site.origin,
    });
    const cookie = await site.signIn(member);
    expect((await site.send('GET', '/api/v1/me/connected-apps', { cookie })).body.data).toEqual([]);
  });

  it('treats a double-click as one answer, and says on Back that the request was answered', async () => {
    const page = await open(await site.newMember());
    const before = app.redirects.length;
    await page.goto((await newAuthorizationRequest(site, { redirectUri: app.redirectUri })).path);
    const consent = page.url();
    await page.getByRole('button', { name: 'Authorize' }).dblclick();
    await waitForClient(page);
    expect(app.redirects.length - before).toBe(1);
    await page.goto(consent);
    await waitForHeading(page, 'This request was already answered');
  });

  it('opens a private-use scheme and keeps a link to it', async () => {
    // The origin of such an address is null.
    const page = await open(await site.newMember(), { allowedOrigins: ['null'] });
    const redirectUri = 'cursor://anysphere.cursor-mcp/oauth/callback';
    await page.goto((await newAuthorizationRequest(site, { name: 'Cursor', redirectUri })).path);
    await page.getByText('You will be redirected to cursor://anysphere.cursor-mcp').waitFor();
    const handedOver = page.waitForRequest(/^cursor:/);
    await click(page, 'Authorize');
    expect((await handedOver).url()).toMatch(
      /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=spedy_/,
    );
    await waitForHeading(page, 'Returning to Cursor…');
    const link = page.getByRole('link', { name: 'Continue to cursor://anysphere.cursor-mcp' });
    expect(await link.getAttribute('href')).toMatch(
      /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=spedy_/,
    );
  });

  it('shows a hostile name as text', async () => {
    const page = await open(await site.newMember());
    const names = [
      '<script>window.broken = true</script><img src=x onerror="window.broken = true">',
      'gro.elgoog \u05d0\u05e4\u05dc\u05d9\u05e7\u05e6\u05d9\u05d4',
      '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'.repeat(10),
      'x'.repeat(100),
      'a\u0301'.repeat(50),
    ];
    for (const name of names) {
      await page.goto((await newAuthorizationRequest(site, { name, redirectUri: app.redirectUri })).path);
      await waitForConsent(page);
      expect(await page.getByRole('heading', { level: 1 }).locator('bdi').first().textContent()).toBe(name);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
    expect(await page.evaluate('"broken" in window')).toBe(false);
  });

  it('focuses its heading, and works with the keyboard only', async () => {
    const page = await open(await site.newMember());
    await page.goto((await newAuthorizationRequest(site, { redirectUri: app.redirectUri })).path);
    await page.locator('h1:focus').waitFor();
    const passed: string[] = [];
    while (passed.at(-1) !== 'Authorize' && passed.length < 10) {
      await page.keyboard.press('Tab');
      passed.push(await page.evaluate('document.activeElement.textContent'));
    }
    expect(passed).toEqual(['Sign out', 'Deny', 'Authorize']);
    await page.keyboard.press('Enter');
    await waitForClient(page);
    expect(app.redirects.at(-1)).toHaveProperty('code');
  });

  it('disables Authorize until the page has been visible', async () => {
    const page = await open(await site.newMember());
    const hidden = await page.addInitScript(
      "Object.defineProperty(document, 'visibilityState', { get: () => window.isSeen ? 'visible' : 'hidden' })",
    );
    await page.goto((await newAuthorizationRequest(site, { redirectUri: app.redirectUri })).path);
    const button = page.getByRole('button', { name: 'Authorize' });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.evaluate("window.isSeen = true; document.dispatchEvent(new Event('visibilitychange'))");
    await button.click();
    await waitForClient(page);
    await hidden.dispose();
  });

  it('explains what to do with an expired request, one of another session, and an unknown one', async () => {
    const page = await open(site.teamMember);
    const { path } = await newAuthorizationRequest(site, { redirectUri: app.redirectUri });
    const other = await site.send('GET', path, { cookie: await site.signIn(site.teamMember) });
    for (const address of [other.headers.location ?? '', '/consent?request=orq_1', '/consent']) {
      await page.goto(address);
      await waitForHeading(page, 'Start again in the app');
    }
    await page.goto(path);
    await waitForConsent(page);
    site.clock.advance(11 * minute);
    await click(page, 'Authorize');
    await waitForHeading(page, 'Start again in the app');
  });

  it('stays open while the browser is offline', async () => {
    const page = await open(await site.newMember(), { expectedLog: /ERR_INTERNET_DISCONNECTED/ });
    await page.goto((await newAuthorizationRequest(site, { redirectUri: app.redirectUri })).path);
    await waitForConsent(page);
    await page.context().setOffline(true);
    await click(page, 'Authorize');
    await page.getByRole('alert').getByText('You are offline').waitFor();
    await page.context().setOffline(false);
    await click(page, 'Authorize');
    await waitForClient(page);
  });
});
