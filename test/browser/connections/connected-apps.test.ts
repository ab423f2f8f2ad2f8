import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { setPlan } from '../../../src/organizations/change-organization.ts';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { connect, registerClient } from '../../support/oauth/oauth.ts';
import { createSite, type Site, waitForHeading, waitUntilGone } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

describeInBrowser('the connected apps page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  const open = async (member: Member) => {
    const page = await openPage(site.origin, { cookie: await site.signIn(member) });
    await page.goto('/settings/account/connected-apps');
    await waitForHeading(page, 'Connected apps');
    return page;
  };
  const statusOf = async (token: string) => (await site.send('GET', '/api/v1/me', { token })).status;

  it('shows the address to connect to if there are no apps', async () => {
    const page = await open(await site.newMember());
    await page.getByText('No connected apps').waitFor();
    await page.getByRole('button', { name: 'Copy the address' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${site.origin}/mcp`);
  });

  it('lists apps with their permissions, and revokes access immediately', async () => {
    const member = await site.newMember();
    const client = await registerClient(site, { client_name: '<b>Editor</b>' });
    const { tokens } = await connect(site, member, { client, scope: 'tickets:read profile:read' });
    const other = await connect(site, member, { scope: 'tickets:read', resource: `${site.origin}/mcp` });
    const page = await open(member);
    const editor = page.getByRole('region', { name: '<b>Editor</b>' });
    for (const words of ['Unverified', 'just now', 'Never used', '127.0.0.1'])
      await editor.getByText(words).waitFor();
    await editor.getByRole('button', { name: 'Read tickets +1' }).hover();
    await editor.getByText('profile:read', { exact: true }).waitFor();
    await page.getByText('MCP server only').waitFor();
    expect(await statusOf(tokens.access_token)).toBe(200);
    expect(await page.getByRole('button', { name: 'Revoke all access' }).count()).toBe(0);

    await editor.getByRole('button', { name: 'Revoke access' }).click();
    const question = page.getByRole('alertdialog', { name: "Revoke <b>Editor</b>'s access?" });
    await question.getByText('Its tokens stop working immediately').waitFor();
    await question.getByRole('button', { name: 'Revoke access' }).click();
    await waitUntilGone(editor);
    expect(await statusOf(tokens.access_token)).toBe(401);
    await page.getByRole('region', { name: 'Ticket Helper' }).waitFor();
    expect(other.tokens.scope).toBe('tickets:read');
  });

  it.each([
    { width: 1280, height: 720 },
    { width: 375, height: 740 },
  ])('lists the connections of an app, and revokes one or all of them ($width px)', async (viewport) => {
    const member = await site.newMember();
    const client = await registerClient(site, { client_name: 'Editor' });
    const signIns: string[] = [];
    for (let computer = 0; computer < 3; computer += 1)
      signIns.push((await connect(site, member, { client })).tokens.access_token);
    const other = await connect(site, member);
    const cookie = await site.signIn(member);
    const page = await openPage(site.origin, { cookie, viewport });
    await page.goto('/settings/account/connected-apps');
    const editor = page.getByRole('region', { name: 'Editor' });
    await editor.getByText('3 connections').waitFor();
    const works = async () => {
      const statuses = await Promise.all(signIns.map(statusOf));
      return statuses.filter((status) => status === 200).length;
    };
    await editor.getByRole('button', { name: 'Revoke access' }).first().click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke access' }).click();
    await editor.getByText('2 connections').waitFor();
    expect(await works()).toBe(2);
    await editor.getByRole('button', { name: 'Revoke all access' }).click();
    const question = page.getByRole('alertdialog', { name: "Revoke all of Editor's access?" });
    await question.getByText('This ends 2 connections and all their tokens immediately.').waitFor();
    await question.getByRole('button', { name: 'Revoke all access' }).click();
    await waitUntilGone(editor);
    expect(await works()).toBe(0);
    expect(await statusOf(other.tokens.access_token)).toBe(200);
  });

  it('works on a plan without access tokens, whose notice links here', async () => {
    const member = await site.newMember();
    await connect(site, member);
    const { id } = await site.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
    const operator = ownOrigin('operator', Date.now());
    await setPlan(site.db, id, operator, 'starter');
    try {
      const page = await openPage(site.origin, { cookie: await site.signIn(member) });
      await page.goto('/settings/account/access-tokens');
      await page.getByRole('link', { name: 'Apps connected over OAuth' }).click();
      await waitForHeading(page, 'Connected apps');
      await page.getByRole('region', { name: 'Ticket Helper' }).waitFor();
    } finally {
      await setPlan(site.db, id, operator, 'pro');
    }
  });
});
