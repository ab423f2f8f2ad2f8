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

  it('invites several people at once, says what became of each, and loses nothing that was typed', async () => {
    await site.createBoard('acme-corp', 'WEB');
    await page.getByRole('button', { name: 'Invite members' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await dialog.getByText('Enter at least one email.').waitFor();
    await dialog.getByLabel('Emails').fill('nora@acme.test, Bo Li <bo@acme.test>\ntim@acme.test; nowhere');
    await dialog.getByLabel('Customer').check();
    await dialog.getByLabel('WEB').check();
    await dialog.getByRole('button', { name: 'Create 4 invitations' }).click();
    const result = (email: string) =>
      dialog.getByRole('list', { name: 'Results' }).getByRole('listitem').filter({ hasText: email });
    await result('tim@acme.test').getByText('Already a member').waitFor();
    await result('nowhere').getByText('This must be an email address.').waitFor();
    await result('bo@acme.test').getByRole('button').waitFor();
    await dialog.getByRole('button', { name: 'Copy the link for nora@acme.test' }).click();
    const link = await copiedText(page);
    expect(link).toMatch(new RegExp(`^${site.origin}/invitation#`));
    await dialog.getByRole('button', { name: 'Correct 1 email' }).click();
    expect(await dialog.getByLabel('Emails').inputValue()).toBe('nowhere');
    expect(await dialog.getByLabel('WEB').isChecked()).toBe(true);
    await dialog.getByLabel('Emails').fill('bo@acme.test');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await result('bo@acme.test').getByText('Already invited').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Invitations (2)' }).click();
    const pending = page.getByRole('table', { name: 'Pending invitations' });
    await pending.getByRole('row').filter({ hasText: 'nora@acme.test' }).getByText('WEB').waitFor();
    expect(await page.content()).not.toContain(link);

    const theirs = await openPage(site.origin);
    await theirs.goto(link);
    await waitForHeading(theirs, 'Join acme-corp');
    await theirs.getByText('customer').first().waitFor();
  });

  it("shows a member's sessions and ends one, then all", async () => {
    const cookies = [await site.signIn(site.teamMember), await site.signIn(site.teamMember)];
    const isOpen = async (cookie = '') => (await site.send('GET', '/api/v1/me', { cookie })).status === 200;
    await choose('tim', 'View sessions');
    const list = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await list.nth(1).waitFor();
    await list.first().getByText('Password only').waitFor();
    await list.first().getByRole('button', { name: 'End session' }).click();
    await list.nth(1).waitFor({ state: 'detached' });
    expect([await isOpen(cookies[0]), await isOpen(cookies[1])]).toEqual([true, false]);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Not signed in anywhere.').waitFor();
    expect(await isOpen(cookies[0])).toBe(false);
  });

  it('creates a new link for an invitation that was created with a token', async () => {
    const body = { email: 'nora@acme.test', role: 'TEAM_MEMBER' };
    await site.send('POST', '/api/v1/organization/invitations', { token: site.adminToken, body });
    await page.goto('/settings/organization/members?view=invitations');
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

  it('says that resending an invitation sends a new link, where the server sends e-mail', async () => {
    const body = { email: 'nora@acme.test', role: 'TEAM_MEMBER' };
    await site.send('POST', '/api/v1/organization/invitations', { token: site.adminToken, body });
    await page.route('**/api/v1/mail', (route) => route.fulfill({ json: { enabled: true } }));
    await page.goto('/settings/organization/members?view=invitations');
    await page.getByRole('button', { name: 'Resend the invitation for nora@acme.test' }).click();
    const question = page.getByRole('alertdialog', { name: 'Resend the invitation to nora@acme.test?' });
    await question.getByText('They get a new link by e-mail').waitFor();
    await question.getByText('The current link stops working.').waitFor();
    await question.getByRole('button', { name: 'Resend' }).click();
    await page.getByRole('dialog', { name: 'New invitation link' }).waitFor();
  });

  it('revokes an invitation', async () => {
    const body = { email: 'nora@acme.test', role: 'TEAM_MEMBER' };
    const path = '/api/v1/organization/invitations';
    await site.send('POST', path, { token: site.adminToken, body });
    await page.goto('/settings/organization/members?view=invitations');
    await page.getByRole('button', { name: 'Revoke the invitation for nora@acme.test' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke invitation' }).click();
    await page.getByText('The invitation for nora@acme.test was revoked.').waitFor();
    await page.getByRole('heading', { name: 'No pending invitations' }).waitFor();
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

  it('removes a member after counting what ends', async () => {
    await site.createBoard('acme-corp', 'WEB', [site.teamMember]);
    await site.signIn(site.teamMember);
    await choose('tim', 'Deactivate');
    const dialog = page.getByRole('alertdialog');
    const ends = dialog.getByRole('list', { name: 'What ends' }).getByRole('listitem');
    await ends.first().waitFor();
    expect(await ends.allTextContents()).toEqual([
      '1 session will end.',
      '1 access token will stop working.',
    ]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await choose('tim', 'Remove');
    await ends.first().waitFor();
    expect(await ends.allTextContents()).toEqual([
      '1 session will end.',
      '1 access token will be revoked.',
      'They leave 1 board.',
    ]);
    await dialog.getByRole('button', { name: 'Remove member' }).click();
    await page.getByText('tim was removed.').waitFor();
    await row('tim').waitFor({ state: 'detached' });
    expect((await userOf(site.teamMember.id)).code).toBe('not_found');
  });

  it("resets a member's second factor", async () => {
    const { cookie } = await enroll(site, site.customer);
    await page.reload();
    await row('cora').getByText('Authenticator app').waitFor();
    await choose('cora', 'Reset two-factor');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Reset two-factor' }).click();
    await page.getByText('Two-factor authentication for cora was reset.').waitFor();
    await row('cora').getByText('Authenticator app').waitFor({ state: 'detached' });
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
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect(await links.allTextContents()).toEqual([
      'Home',
      'Boards',
      'Connect',
      'Access Tokens',
      'Connected apps',
      'Profile',
      'Security',
      'Notifications',
    ]);
    await site.close();
  });
});
