import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { choosePerson } from '../../support/browser/choose-person.ts';
import { authorizePath, connect, pkce, refresh, registerClient } from '../../support/oauth/oauth.ts';
import { createSite, type Site, waitForHeading, waitUntilGone } from '../../support/site.ts';

const path = '/settings/organization/applications';

describeInBrowser('the apps page', () => {
  let site: Site;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(() => site.close());

  const open = async (query = '') => {
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(`${path}${query}`);
    await waitForHeading(page, 'Apps');
    return page;
  };
  const statusOf = async (token: string) => (await site.send('GET', '/api/v1/me', { token })).status;

  it('blocks an app for all members immediately, and unblocks it', async () => {
    const client = await registerClient(site, { client_name: 'Noisy Sync' });
    const tim = await connect(site, site.teamMember, { client });
    const cora = await connect(site, site.customer, { client });
    const page = await open();
    const row = page.getByRole('row').filter({ hasText: 'Noisy Sync' });
    await row.getByText('app.example.com').waitFor();
    await row.getByRole('link', { name: '2 members connected Noisy Sync' }).waitFor();

    await row.getByRole('button', { name: 'Block', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'Block Noisy Sync?' });
    await question.getByText('It loses access to 2 member accounts immediately.').waitFor();
    await question.getByRole('button', { name: 'Block app' }).click();
    await row.getByText('Blocked').waitFor();
    for (const { tokens } of [tim, cora]) expect(await statusOf(tokens.access_token)).toBe(401);
    expect((await refresh(site, client, tim.tokens.refresh_token)).status).not.toBe(200);

    await row.getByRole('button', { name: 'Unblock' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Unblock app' }).click();
    await waitUntilGone(row.getByText('Blocked'));
    await connect(site, site.teamMember, { client });
  });

  it('verifies an app, for which consent is then not asked again', async () => {
    const client = await registerClient(site, { client_name: 'Reporting' });
    const { cookie } = await connect(site, site.teamMember, { client });
    const path = authorizePath({ client_id: client.client_id, code_challenge: pkce().challenge });
    const next = async () => (await site.send('GET', path, { cookie })).headers.location;
    expect(await next()).toMatch(/^\/consent/);
    const page = await open();
    const row = page.getByRole('row').filter({ hasText: 'Reporting' });
    await row.getByText('Unverified').waitFor();
    await row.getByRole('button', { name: 'Verify', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'Verify Reporting?' });
    await question.getByText('Verify an app only if you know who makes it.').waitFor();
    await question.getByText('app.example.com').waitFor();
    await question.getByRole('button', { name: 'Verify app' }).click();
    await row.getByText('Verified by an admin').waitFor();
    expect(await next()).toMatch(/^https:\/\/app\.example\.com\/callback\?code=/);
    await row.getByRole('button', { name: 'Unverify' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Unverify app' }).click();
    await row.getByText('Unverified').waitFor();
    expect(await next()).toMatch(/^\/consent/);
  });

  it('lists connections by member, and revokes a single one', async () => {
    const helper = await connect(site, site.teamMember);
    const client = await registerClient(site, { client_name: 'Editor' });
    const editor = await connect(site, site.teamMember, { client });
    await connect(site, site.customer, { client });
    const page = await open();
    await page.getByRole('link', { name: 'By member' }).click();
    const shown = (count: number) =>
      page
        .getByRole('rowheader')
        .nth(count - 1)
        .waitFor();
    const notShown = (count: number) => page.getByRole('rowheader').nth(count).waitFor({ state: 'detached' });
    await shown(3);
    await choosePerson(page, 'Member', 'tim');
    await notShown(2);
    await page.getByLabel('App').selectOption({ label: 'Editor' });
    await notShown(1);
    await page.getByRole('button', { name: 'Revoke access' }).click();
    const question = page.getByRole('alertdialog', {
      name: "Revoke Editor's access to tim's account?",
    });
    await question.getByRole('button', { name: 'Revoke access' }).click();
    await page.getByText('No connections match').waitFor();
    await page.getByText('Access revoked.').waitFor();
    expect(await statusOf(editor.tokens.access_token)).toBe(401);
    expect(await statusOf(helper.tokens.access_token)).toBe(200);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shown(2);
  });

  it('has readable audit log entries', async () => {
    const { client } = await connect(site, site.teamMember);
    const granted = await site.send('GET', '/api/v1/organization/connected-apps', { token: site.adminToken });
    await site.send('DELETE', `/api/v1/organization/connected-apps/${granted.body.data[0].id}`, {
      token: site.adminToken,
    });
    await connect(site, site.teamMember, { client });
    const page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/audit-log?action=grant.');
    await page.getByRole('table').waitFor();
    const shown = async () => {
      const rows = page.getByRole('table').locator('tbody > tr');
      return await rows.locator('td:nth-of-type(1)').allTextContents();
    };
    await expect
      .poll(shown)
      .toEqual([
        '“Ticket Helper” got its first tokensgrant.exchanged',
        'Connected “Ticket Helper” with read and write tickets and 1 moregrant.allowed',
        'Ended the access of “Ticket Helper” of timgrant.ended',
        '“Ticket Helper” got its first tokensgrant.exchanged',
        'Connected “Ticket Helper” with read and write tickets and 1 moregrant.allowed',
      ]);
  });
});
