import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { choosePerson } from '../../support/browser/choose-person.ts';
import { day } from '../../support/clock.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';

const path = '/settings/organization/tokens';
const markup = '<script>alert(1)</script>';

describeInBrowser('the tokens page of the organization', () => {
  let site: Site;
  let page: Page;
  beforeEach(async () => {
    site = await createSite();
  });
  afterEach(() => site.close());

  const open = async (query = '', options = {}) => {
    page = await openPage(site.origin, { cookie: await site.signIn(site.admin), ...options });
    await page.goto(`${path}${query}`);
    await waitForHeading(page, 'Tokens');
  };
  const rows = () =>
    page
      .getByRole('table')
      .getByRole('row')
      .filter({ has: page.getByRole('checkbox') });
  const names = async () => {
    const cells = await rows().getByRole('rowheader').allTextContents();
    return cells.map((cell) => cell.split('spedy_pat_')[0]);
  };
  const use = async (token: string) => (await site.send('GET', '/api/v1/me', { token })).status;

  it('filters by owner, last use and expiry, and keeps the filters in the address', async () => {
    site.clock.advance(35 * day);
    await site.createToken(site.customer, { name: 'ends soon', expiresAt: site.clock.in(3 * day) });
    await site.createToken(site.customer, { name: 'ends later', expiresAt: site.clock.in(60 * day) });
    await open();
    await expect.poll(names).toHaveLength(5);
    await choosePerson(page, 'Owner', 'cora');
    await expect.poll(names).toEqual(['ends later', 'ends soon', 'CI Pipeline']);
    await page.getByLabel('Expiry').selectOption('Within 7 days');
    await expect.poll(names).toEqual(['ends soon']);
    await page.getByLabel('Expiry').selectOption('No expiry');
    await expect.poll(names).toEqual(['CI Pipeline']);
    await page.getByLabel('Last used').selectOption('Unused for 30 days');
    const query = () => Object.fromEntries(new URL(page.url()).searchParams);
    await expect.poll(query).toEqual({
      userId: site.customer.id,
      expiry: 'none',
      unusedForDays: '30',
    });
    await page.reload();
    await expect.poll(names).toEqual(['CI Pipeline']);
    await page.getByLabel('Last used').selectOption('Unused for 60 days');
    await page.getByText('No tokens match').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(names).toHaveLength(5);
    expect(new URL(page.url()).search).toBe('');
  });

  it('ignores invalid filters in the address', async () => {
    await open('?userId=nobody&unusedForDays=x&expiry=soon&page=-1');
    await expect.poll(names).toHaveLength(3);
  });

  it('revokes several tokens after listing them', async () => {
    await open();
    await page.getByLabel('Select CI Pipeline (tim)').check();
    await page.getByLabel('Select CI Pipeline (cora)').check();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 2 tokens?' });
    await dialog.getByText('CI Pipeline (tim), never used').waitFor();
    await dialog.getByText('CI Pipeline (cora), never used').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await use(site.teamMemberToken)).toBe(200);
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    await dialog.getByRole('button', { name: 'Revoke 2 tokens' }).click();
    await page.getByText('2 tokens revoked.').waitFor();
    await expect.poll(names).toHaveLength(1);
    expect(await Promise.all([site.teamMemberToken, site.customerToken].map(use))).toEqual([401, 401]);
    expect(await use(site.adminToken)).toBe(200);
  });

  it('selects all tokens, and revokes a single one', async () => {
    await open();
    await page.getByLabel('Select all').check();
    await page.getByText('3 selected').waitFor();
    await page.getByLabel('Select CI Pipeline (ada)').uncheck();
    await page.locator('input:indeterminate').waitFor();
    const tim = rows().filter({ hasText: 'tim@acme.test' });
    await tim.getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 1 token?' });
    await dialog.getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('Token revoked.').waitFor();
    await page.getByText('1 selected').waitFor();
    expect(await use(site.teamMemberToken)).toBe(401);
  });

  it('confirms revoking the last token of a filtered list', async () => {
    await open(`?userId=${site.teamMember.id}`);
    await expect.poll(names).toHaveLength(1);
    await rows().getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('Token revoked.').waitFor();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  });

  it('says how many remain after a failure, and continues there', async () => {
    const owner = await site.newMember();
    for (let count = 1; count <= 101; count += 1) await site.createToken(owner, { name: `token ${count}` });
    await open(`?userId=${owner.id}`, { allowServerErrors: true, expectedLog: /503/ });
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('button', { name: 'Select all 101 that match' }).click();
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 101 tokens?' });
    await dialog.getByText('Keep this page open until all are revoked.').waitFor();
    let requests = 0;
    await page.route('**/organization/tokens/revoke', (route) => {
      requests += 1;
      const json = { code: 'unavailable', message: 'Temporarily unavailable. Try again in a few seconds.' };
      return requests === 2 ? route.fulfill({ status: 503, json }) : route.continue();
    });
    await dialog.getByRole('button', { name: 'Revoke 101 tokens' }).click();
    await dialog.getByText('Temporarily unavailable').waitFor();
    await dialog.getByText('100 of 101 done, 1 remain.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke the other 1' }).click();
    await page.getByText('101 tokens revoked.').waitFor();
    await page.getByText('No tokens match').waitFor();
    expect(requests).toBe(3);
  });

  it('says that a token had already ended', async () => {
    await open();
    const tim = rows().filter({ hasText: 'tim@acme.test' });
    await tim.getByRole('button', { name: 'Revoke' }).click();
    const token = site.teamMemberToken;
    const { tokenId } = (await site.send('GET', '/api/v1/me', { token })).body.authentication;
    await site.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token });
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('The token had already ended.').waitFor();
    await expect.poll(names).toHaveLength(2);
  });

  it('shows the list in pages', async () => {
    for (let count = 0; count < 48; count += 1)
      await site.createToken(site.customer, { name: `token ${count}` });
    await open();
    await page.getByText('1–50 of 51').waitFor();
    await page.getByLabel('Select all on this page').check();
    await page.getByText('50 selected').waitFor();
    await page.getByRole('button', { name: 'Select all 51 that match' }).click();
    await page.getByText('All 51 tokens that match are selected').waitFor();
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await page.getByText('51 tokens').waitFor();
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('51–51 of 51').waitFor();
    await expect.poll(names).toEqual(['CI Pipeline']);
    expect(await page.getByRole('button', { name: 'Revoke selected' }).count()).toBe(0);
    expect(new URL(page.url()).search).toMatch(/^\?page=2&cursor=/);
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('button', { name: 'Select all 51 that match' }).click();
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 51 tokens?' });
    await dialog.getByText('They belong to 3 members. None of them was used in the last 7 days.').waitFor();
    await dialog.getByText('and 41 more').waitFor();
    await dialog.getByRole('button', { name: 'Revoke 51 tokens' }).click();
    await page.getByText('51 tokens revoked.').waitFor();
    const left = await site.send('GET', '/api/v1/organization/tokens', {
      cookie: await site.signIn(site.admin),
    });
    expect(left.body.total).toBe(0);
  });

  it('shows names with markup as text on every page', async () => {
    await site.createToken(site.admin, { name: markup });
    await open();
    page.on('dialog', () => expect.unreachable('the name ran as a script'));
    await page.getByLabel(`Select ${markup} (ada)`).check();
    await page.getByRole('rowheader').getByText(markup).waitFor();
    await page.getByRole('button', { name: 'Revoke selected' }).click();
    await page.getByRole('alertdialog').getByText(markup).waitFor();
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('rowheader').getByText(markup).waitFor();
    await page.goto('/settings/organization/audit-log');
    await page.getByRole('cell', { name: markup }).first().waitFor();
    await page.getByRole('button', { name: 'Details' }).nth(1).click();
    await page.getByRole('definition').getByText(markup).waitFor();
    expect(await page.locator('main script').count()).toBe(0);
  });
});
