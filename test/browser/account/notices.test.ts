import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { layoutProblemsAtWidths } from '../../support/browser/layout.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

/** Covers both color schemes, and both widths. */
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const;
const profile = '/settings/account/profile';

describeInBrowser('the bell', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  /** Reports a token of a member as leaked, which makes a notice. */
  const leak = async (member: Member, name: string) => {
    const tokens = [await site.createToken(member, { name })];
    expect((await site.send('POST', '/api/v1/leaked-tokens', { body: { tokens } })).status).toBe(202);
    site.clock.advance(1_000);
  };
  /** Opens a page of a member who has a notice of a leaked token and one of a new token. */
  const withTwo = async (options: Parameters<typeof openPage>[1] = {}) => {
    const member = await site.newMember();
    await leak(member, 'Deploy');
    await site.app.background.runOnce();
    const page = await openPage(site.origin, { ...options, cookie: await site.signIn(member) });
    await page.goto(profile);
    return page;
  };
  const bell = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const list = (page: Page) => page.getByRole('dialog', { name: 'Notices' });
  const focused = (page: Page) =>
    page.evaluate<string>(
      "document.activeElement.getAttribute('aria-label') ?? document.activeElement.id ?? ''",
    );

  it.each(looks)('opens the notices on every page, with the keyboard ($colorScheme)', async (look) => {
    const page = await withTwo(look);
    await bell(page, 'Notices, 2 unread').waitFor();
    await expectAccessible(page);
    await bell(page, 'Notices, 2 unread').focus();
    await page.keyboard.press('Enter');
    await list(page).getByText('The token "Deploy" was found in a public place').waitFor();
    await list(page).getByText('The access token "Deploy" was created.').waitFor();
    expect(await list(page).locator('time').count()).toBe(2);
    // A second Enter dismisses nothing.
    await page.keyboard.press('Enter');
    await list(page).getByRole('status').filter({ hasText: '2 unread' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Access Tokens');
    await expectAccessible(page);
    expect(await layoutProblemsAtWidths(page)).toEqual({});
    await page.setViewportSize(look.viewport);
    await page.keyboard.press('Escape');
    await list(page).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Notices, 2 unread');
  });

  it('counts down while notices are dismissed, and keeps the focus in the list', async () => {
    const page = await withTwo();
    await bell(page, 'Notices, 2 unread').click();
    await list(page).getByText('2 unread').waitFor();
    const dismiss = list(page).getByRole('button', { name: 'Dismiss' });
    await dismiss.last().focus();
    await page.keyboard.press('Enter');
    await list(page).getByRole('status').filter({ hasText: '1 unread' }).waitFor();
    expect(await focused(page)).toBe('Dismiss');
    await page.keyboard.press('Enter');
    await list(page).getByText('Nothing new').waitFor();
    expect(await focused(page)).toBe('notices-title');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await bell(page, 'Notices').waitFor();
    await page.reload();
    await waitForHeading(page, 'Profile');
    await bell(page, 'Notices').click();
    await list(page).getByText('Nothing new').waitFor();
  });

  it('shows a notice again that could not be dismissed', async () => {
    const page = await withTwo({ expectedLog: /Failed to load resource/ });
    await bell(page, 'Notices, 2 unread').click();
    await list(page).getByText('2 unread').waitFor();
    await page.route('**/api/v1/me/notices/*', (route) => route.abort());
    await list(page).getByRole('button', { name: 'Dismiss' }).first().click();
    await page.getByText('The server did not respond.').waitFor();
    await list(page).getByText('2 unread').waitFor();
  });

  it('leads to the page of a notice, which gets the focus', async () => {
    const page = await withTwo();
    await bell(page, 'Notices, 2 unread').click();
    await list(page).getByRole('link', { name: 'Access Tokens' }).first().click();
    await waitForHeading(page, 'Access Tokens');
    await list(page).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('main');
    // Only what asks for action is on the first page too.
    await page.getByRole('alert').getByText('The token "Deploy" was found').waitFor();
    expect(await page.getByText('The access token "Deploy" was created.').count()).toBe(0);
    await page.getByRole('main').getByRole('button', { name: 'Dismiss' }).click();
    await bell(page, 'Notices, 1 unread').waitFor();
  });

  it('shows the newest 20 of many', async () => {
    const member = await site.newMember();
    for (let number = 1; number <= 22; number += 1) await leak(member, `Token ${number}`);
    const page = await openPage(site.origin, {
      cookie: await site.signIn(member),
      viewport: looks[1].viewport,
    });
    await page.goto(profile);
    await bell(page, 'Notices, 22 unread').click();
    await list(page).getByText('The newest 20 of 22').waitFor();
    expect(await bell(page, 'Notices, 22 unread').textContent()).toBe('22');
    await list(page).getByRole('button', { name: 'Dismiss' }).first().click();
    await list(page).getByText('The newest 20 of 21').waitFor();
    await expectAccessible(page);
  });

  it('says that the notices could not be loaded', async () => {
    const member = await site.newMember();
    await leak(member, 'Deploy');
    const page = await openPage(site.origin, {
      cookie: await site.signIn(member),
      expectedLog: /Failed to load resource/,
    });
    await page.route('**/api/v1/me/notices?*', (route) => route.abort());
    await page.goto(profile);
    await bell(page, 'Notices').click();
    await list(page).getByText('Could not load your notices').waitFor();
    await expectAccessible(page);
    await page.unroute('**/api/v1/me/notices?*');
    await list(page).getByRole('button', { name: 'Try again' }).click();
    await list(page).getByText('The token "Deploy" was found').waitFor();
  });

  it('is not shown to a session that has to show a second factor first', async () => {
    const at = 'strict-corp';
    await site.createOrganization(at);
    const member = await site.createMember(at, 'sam@strict.test', 'TEAM_MEMBER');
    const cookie = await site.signIn(member);
    await site.setPolicy(at, { twoFactor: 'required' });
    const page = await openPage(site.origin.replace('acme-corp', at), { cookie });
    await page.goto('/settings/account/security');
    await waitForHeading(page, 'Security');
    await bell(page, 'Notices').waitFor({ state: 'detached' });
  });
});
