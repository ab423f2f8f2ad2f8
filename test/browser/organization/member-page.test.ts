import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

describeInBrowser('the list and the pages of members', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await createSite();
  });
  beforeEach(async () => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin) });
  });
  afterAll(() => site.close());

  const names = async () => {
    const links = await page.getByRole('table', { name: 'Members' }).getByRole('link').allTextContents();
    return links.map((text) => text.trim());
  };
  const shows = (...expected: string[]) => expect.poll(names).toEqual(expected);
  const query = () => new URL(page.url()).search;

  it('searches, filters and sorts, with all of it in the address', async () => {
    await page.goto('/settings/organization/members');
    await shows('ada', 'cora', 'tim');
    await page.getByLabel('Sort by').selectOption('Name, Z to A');
    await shows('tim', 'cora', 'ada');
    await page.getByRole('searchbox').fill('cor');
    await shows('cora');
    await page.getByText('1 member', { exact: true }).waitFor();
    expect(query()).toBe('?sort=-name&search=cor');
    await page.reload();
    await shows('cora');
    expect(await page.getByRole('searchbox').inputValue()).toBe('cor');
    await page.getByLabel('Role').selectOption('Admin');
    await page.getByRole('heading', { name: 'No members found' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows('tim', 'cora', 'ada');
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.getByLabel('Role').selectOption('Admin');
    await page.getByLabel('Two-factor').selectOption('None');
    await shows('ada');
    expect(query()).toBe('?sort=-name&role=ADMIN&secondFactor=none');
  });

  it('show what a member has and what happened, and change it', async () => {
    await site.signIn(site.teamMember);
    await page.goto('/settings/organization/members');
    await page.getByRole('link', { name: 'tim' }).click();
    await waitForHeading(page, 'tim');
    await page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first().waitFor();
    await page.getByRole('table', { name: 'Access tokens' }).getByText('CI Pipeline').waitFor();
    await page.getByText('No connected apps.').waitFor();
    await page.getByText('Signed in with a password').first().waitFor();
    await page.getByText('by Operator').waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Change the name of tim' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Tim Okafor');
    await page.getByRole('dialog').getByRole('button', { name: 'Change name' }).click();
    await waitForHeading(page, 'Tim Okafor');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Not signed in anywhere.').waitFor();

    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Reactivate' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reactivate' }).click();
    await page.getByRole('button', { name: 'Deactivate' }).waitFor();

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove member' }).click();
    await waitForHeading(page, 'Members');
    await shows('ada', 'cora');
    await page.goto(`/settings/organization/members/${site.teamMember.id}`);
    await waitForHeading(page, 'Page not found');
  });
});
