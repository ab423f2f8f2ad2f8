import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { openAuthorization, pkce, registerClient } from '../../support/oauth/oauth.ts';
import { createSite, type Site } from '../../support/site.ts';

/** Used for all names: right-to-left letters after an unclosed override, as older names can have. */
const mark = '\u202eשם';

/** Returns names outside an isolating element, and attributes with direction marks. */
const leaks = `(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const place = node.parentElement;
    if (!node.data.includes('שם') || place.closest('bdi, script, style')) continue;
    if (place.closest('option') && !node.data.includes('\\u202e')) continue;
    found.push(place.outerHTML.slice(0, 200));
  }
  for (const element of document.querySelectorAll('*'))
    for (const { name, value } of element.attributes)
      if (name !== 'value' && value.includes('\\u202e')) found.push(name + '=' + value);
  if (document.title.includes('\\u202e')) found.push(document.title);
  return found;
})()`;
const shown = `document.body.innerText.includes('שם')`;

describeInBrowser('a name that changes the text direction', () => {
  let site: Site;
  let page: Page;
  let tokenId: string;
  beforeEach(async () => {
    site = await createSite();
    const cookie = await site.signIn(site.admin);
    const created = await site.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } });
    tokenId = created.body.id;
    const body = { email: 'new@acme.test', role: 'CUSTOMER', name: 'Nora' };
    await site.send('POST', '/api/v1/organization/invitations', { cookie, body });
    await site.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [site.adminToken] } });
    for (const table of ['users', 'access_tokens', 'organizations', 'invitations'] as const)
      await site.db.updateTable(table).set({ name: mark }).execute();
    await site.db.updateTable('notices').set({ token_name: mark }).execute();
    await site.db
      .updateTable('users')
      .set({ email: `${mark}@acme.test` })
      .where('role', '=', 'CUSTOMER')
      .execute();
    // A new session, because the rows were changed without invalidating caches.
    const fresh = await site.signIn(site.admin);
    page = await openPage(site.origin, { cookie: fresh });
  });
  afterEach(() => site.close());

  const expectContained = async (): Promise<void> => {
    await page.waitForFunction(shown);
    expect(await page.evaluate(leaks)).toEqual([]);
  };

  it.each([
    '/settings/account/access-tokens',
    '/settings/account/connected-apps',
    '/settings/account/security',
    '/settings/organization/members',
    '/settings/organization/general',
    '/settings/organization/policy',
    '/settings/organization/tokens',
    '/settings/organization/audit-log',
    '/settings/organization/applications',
  ])('is isolated at %s', async (path) => {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectContained();
  });

  it('is isolated in the notices', async () => {
    await page.goto('/settings/account/profile');
    await page.getByRole('button', { name: /^Notices, / }).click();
    await page.getByRole('dialog').getByText('was found in a public place').first().waitFor();
    await expectContained();
  });

  it('is isolated in dialogs and toasts', async () => {
    await page.goto('/settings/account/access-tokens');
    for (const action of ['Rotate', 'Revoke']) {
      const described = page.locator(`[aria-describedby~="name-${tokenId}"]`);
      await described.filter({ hasText: action }).first().click();
      await page.getByRole(action === 'Revoke' ? 'alertdialog' : 'dialog').waitFor();
      await expectContained();
      if (action === 'Rotate') await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('was revoked.').waitFor();
    await expectContained();
  });

  it('is isolated on the consent page', async () => {
    const cookie = await site.signIn(site.teamMember);
    const { client_id } = await registerClient(site);
    const id = await openAuthorization(site, cookie, { client_id, code_challenge: pkce().challenge });
    page = await openPage(site.origin, { cookie });
    await page.goto(`/consent?request=${id}`);
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
    await expectContained();
  });

  it('is isolated on the sign-in page', async () => {
    page = await openPage(site.origin);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectContained();
  });
});
