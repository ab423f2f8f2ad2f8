import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { day } from '../../support/clock.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/tokens';

describeInBrowser("the list of every member's tokens", () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await createSite();
    await site.createToken(site.customer, { name: 'Wallboard', expiresAt: site.clock.in(3 * day) });
    await site.createToken(site.teamMember, { name: 'Deploy', expiresAt: site.clock.in(200 * day) });
    const ended = await site.createToken(site.teamMember, { name: 'Deploy of last year' });
    const { tokenId } = (await site.send('GET', '/api/v1/me', { token: ended })).body.authentication;
    await site.send('DELETE', `/api/v1/organization/tokens/${tokenId}`, { token: site.adminToken });
  });
  afterAll(() => site.close());

  const names = () => page.getByRole('rowheader').getByRole('link').allTextContents();
  const query = () => Object.fromEntries(new URL(page.url()).searchParams);
  const search = (text: string) => page.getByRole('searchbox', { name: 'Search' }).fill(text);

  it('searches, sorts and filters by state, and keeps that in the address', async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(path);
    await waitForHeading(page, 'Tokens');
    await expect.poll(names).toHaveLength(5);
    await search('depl');
    await expect.poll(names).toEqual(['Deploy']);
    await search(site.customer.email);
    await expect.poll(async () => (await names()).toSorted()).toEqual(['CI Pipeline', 'Wallboard']);
    await page.getByLabel('Sort by').selectOption('Ends soonest first');
    await expect.poll(names).toEqual(['Wallboard', 'CI Pipeline']);
    expect(query()).toEqual({ search: site.customer.email, sort: 'expiresAt' });
    await page.reload();
    await expect.poll(names).toEqual(['Wallboard', 'CI Pipeline']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(names).toHaveLength(5);
    await search(site.adminToken.slice(-4));
    await expect.poll(names).toEqual(['CI Pipeline']);
    await search('');
    await page.getByRole('link', { name: 'Expiring' }).click();
    await expect.poll(names).toEqual(['Wallboard']);
    expect(await page.getByLabel('Sort by').inputValue()).toBe('expiresAt');
    await page.getByRole('link', { name: 'Unused' }).click();
    await page.getByText('was used or created within the last 90 days').waitFor();
    await page.getByRole('link', { name: 'Inactive' }).click();
    await expect.poll(names).toEqual(['Deploy of last year']);
    const row = page.getByRole('row').filter({ hasText: 'Deploy of last year' });
    await row.getByRole('cell', { name: 'tim@acme.test' }).waitFor();
    await row.getByRole('cell', { name: 'Revoked', exact: true }).waitFor();
    await row.getByRole('cell', { name: 'ada', exact: true }).waitFor();
    await expectAccessible(page);
    await row.getByRole('link').click();
    await page.getByText('This token no longer works').waitFor();
  });

  it('shows the tokens of a deactivated member as paused', async () => {
    const member = await site.newMember();
    await site.createToken(member, { name: 'Kept for later' });
    const body = { state: 'deactivated' };
    await site.send('PATCH', `/api/v1/users/${member.id}`, { token: site.adminToken, body });
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
    await page.goto(`${path}?state=paused`);
    await expect.poll(names).toEqual(['Kept for later']);
    await page.getByRole('row').filter({ hasText: 'Kept for later' }).getByText('Paused').waitFor();
    await page.getByRole('link', { name: 'Kept for later' }).click();
    await page.getByText('Its owner is deactivated').waitFor();
    await page.getByText('This token is paused').waitFor();
  });
});
