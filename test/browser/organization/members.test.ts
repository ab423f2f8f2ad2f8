import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { enroll } from '../../support/second-factor.ts';
import { copiedText, createSite, type Site, waitForHeading } from '../../support/site.ts';

describeInBrowser('the members page', () => {
  let site: Site;
  let page: Page;
  beforeEach(async () => {
    site = await createSite();
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto('/settings/organization/members');
    await waitForHeading(page, 'Members');
  });
  afterEach(() => site.close());

  const row = (name: string) => page.getByRole('row').filter({ hasText: `${name}@acme.test` });
  const choose = async (name: string, action: string) => {
    await row(name)
      .getByRole('button', { name: `Actions for ${name}` })
      .click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };
  const userOf = async (id: string) =>
    (await site.send('GET', `/api/v1/users/${id}`, { token: site.adminToken })).body;

  it('invites a member and shows the link once', async () => {
    await page.getByRole('button', { name: 'Invite member' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await dialog.getByText('Enter their email.').waitFor();
    await dialog.getByLabel('Email').fill('tim@acme.test');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await dialog.getByText('A member with the email tim@acme.test already exists.').waitFor();
    await dialog.getByLabel('Email').fill('nora@acme.test');
    await dialog.getByLabel('Name (optional)').fill('Nora');
    await dialog.getByLabel('Customer').check();
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await dialog.getByText('expires 7 days after').waitFor();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    const link = await copiedText(page);
    expect(link).toMatch(new RegExp(`^${site.origin}/invitation#`));
    await dialog.getByRole('button', { name: 'Done' }).click();
    const pending = page.getByRole('table', { name: 'Pending invitations' });
    await pending.getByText('nora@acme.test').waitFor();
    expect(await page.content()).not.toContain(link);

    const theirs = await openPage(site.origin);
    await theirs.goto(link);
    await waitForHeading(theirs, 'Join acme-corp');
    await theirs.getByText('customer').first().waitFor();
  });

  it('creates a new link for an invitation that was created with a token', async () => {
    const body = { email: 'nora@acme.test', role: 'TEAM_MEMBER' };
    await site.send('POST', '/api/v1/organization/invitations', { token: site.adminToken, body });
    await page.reload();
    await page.getByRole('button', { name: 'Create a new link for nora@acme.test' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Create link' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Copy' }).click();
    const link = await copiedText(page);
    await dialog.getByRole('button', { name: 'Done' }).click();
    const theirs = await openPage(site.origin);
    await theirs.goto(link);
    await waitForHeading(theirs, 'Join acme-corp');
  });

  it('revokes an invitation', async () => {
    const body = { email: 'nora@acme.test', role: 'TEAM_MEMBER' };
    const path = '/api/v1/organization/invitations';
    await site.send('POST', path, { token: site.adminToken, body });
    await page.reload();
    await page.getByRole('button', { name: 'Revoke the invitation for nora@acme.test' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke invitation' }).click();
    await page.getByText('The invitation for nora@acme.test was revoked.').waitFor();
    await page.getByRole('heading', { name: 'Pending invitations' }).waitFor({ state: 'detached' });
    expect((await site.send('GET', path, { token: site.adminToken })).body.total).toBe(0);
  });

  it('changes a role', async () => {
    await choose('cora', 'Change role');
    await page.getByRole('dialog').getByLabel('Team member').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click();
    await row('cora').getByText('Team member').waitFor();
    expect((await userOf(site.customer.id)).role).toBe('TEAM_MEMBER');
  });

  it('deactivates a member, whose tokens stop working, and reactivates them', async () => {
    await choose('tim', 'Deactivate');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Deactivate' }).click();
    await row('tim').getByText('Deactivated').waitFor();
    const use = async () => (await site.send('GET', '/api/v1/me', { token: site.teamMemberToken })).status;
    expect(await use()).toBe(401);
    await choose('tim', 'Reactivate');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reactivate' }).click();
    await row('tim').getByText('Active', { exact: true }).waitFor();
    expect(await use()).toBe(200);
  });

  it('removes a member after listing the effects', async () => {
    await choose('tim', 'Remove');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('their sessions and access tokens').waitFor();
    await dialog.getByRole('button', { name: 'Remove member' }).click();
    await page.getByText('tim was removed.').waitFor();
    await row('tim').waitFor({ state: 'detached' });
    expect((await userOf(site.teamMember.id)).code).toBe('not_found');
  });

  it("resets a member's second factor, and says if there is none", async () => {
    const { cookie } = await enroll(site, site.customer);
    await choose('tim', 'Reset two-factor');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Reset two-factor' }).click();
    await dialog.getByText('This member has no second factor.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await choose('cora', 'Reset two-factor');
    await dialog.getByRole('button', { name: 'Reset two-factor' }).click();
    await page.getByText('Two-factor authentication for cora was reset.').waitFor();
    expect((await site.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    expect(await site.signIn(site.customer)).toContain('session');
  });

  it('does not demote, deactivate or remove the last admin, and says why', async () => {
    const why =
      'An organization needs at least one active administrator. Make another member an administrator first.';
    for (const [action, confirm] of [
      ['Remove', 'Remove member'],
      ['Deactivate', 'Deactivate'],
    ] as const) {
      await choose('ada', action);
      const dialog = page.getByRole('alertdialog');
      await dialog.getByRole('button', { name: confirm }).click();
      await dialog.getByText(why).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    }
    await choose('ada', 'Change role');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Customer').check();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await dialog.getByText(why).waitFor();
    expect(await userOf(site.admin.id)).toMatchObject({ role: 'ADMIN', state: 'active' });
  });

  it('lets one of two admins change their own role, who then loses access to the page', async () => {
    await site.createMember('acme-corp', 'eve@acme.test', 'ADMIN');
    await choose('ada', 'Change role');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Team member').check();
    await dialog.getByText('You will lose access to the organization pages.').waitFor();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await waitForHeading(page, 'Only admins can see this page');
  });

  it('sends an admin who removes themselves to sign-in', async () => {
    await site.createMember('acme-corp', 'eve@acme.test', 'ADMIN');
    await choose('ada', 'Remove');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove member' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
  });
});

describeInBrowser('the organization pages', () => {
  it("are only for admins, and hidden from other members' navigation", async () => {
    const site = await createSite();
    const page = await openPage(site.origin, { cookie: await site.signIn(site.teamMember) });
    for (const name of ['members', 'policy', 'tokens', 'audit-log']) {
      await page.goto(`/settings/organization/${name}`);
      await waitForHeading(page, 'Only admins can see this page');
    }
    const links = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    expect(await links.allTextContents()).toEqual(['Access Tokens', 'Connected apps', 'Security']);
    await site.close();
  });
});
