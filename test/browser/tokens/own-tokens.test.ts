import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { day } from '../../support/clock.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

const path = '/settings/account/access-tokens';

describeInBrowser("the list of a member's tokens", () => {
  let site: Site;
  let member: Member;
  let cookie: string;
  let page: Page;
  beforeAll(async () => {
    site = await createSite();
    member = await site.newMember();
    cookie = await site.signIn(member);
    for (let count = 1; count <= 51; count += 1) await site.createToken(member, { name: `job ${count}` });
    await site.createToken(member, {
      name: 'Ends soon',
      description: 'Deploys main',
      expiresAt: site.clock.in(3 * day),
    });
  });
  afterAll(() => site.close());

  const open = async (query = '') => {
    page = await openPage(site.origin, { cookie });
    await page.goto(`${path}${query}`);
    await waitForHeading(page, 'Access Tokens');
  };
  const names = () => page.getByRole('rowheader').getByRole('link').allTextContents();
  const query = () => Object.fromEntries(new URL(page.url()).searchParams);

  it('searches, sorts and filters, and keeps that in the address', async () => {
    await open();
    await page.getByText('52 tokens').waitFor();
    await expect.poll(names).toHaveLength(50);
    await page.getByText('Deploys main').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(names).toEqual(['job 2', 'job 1']);
    await page.getByLabel('Sort by').selectOption('Name');
    await expect.poll(names).toHaveLength(50);
    expect((await names()).slice(0, 3)).toEqual(['Ends soon', 'job 1', 'job 2']);
    await page.getByRole('searchbox', { name: 'Search' }).fill(' JOB 5');
    await expect.poll(names).toEqual(['job 5', 'job 50', 'job 51']);
    expect(query()).toEqual({ sort: 'name', search: ' JOB 5' });
    await page.reload();
    await expect.poll(names).toHaveLength(3);
    await expectAccessible(page);
    await page.getByRole('searchbox', { name: 'Search' }).press('Escape');
    await expect.poll(query).toEqual({ sort: 'name' });
    await page.getByRole('link', { name: 'Expiring' }).click();
    await expect.poll(names).toEqual(['Ends soon']);
    await page.getByRole('link', { name: 'Unused' }).click();
    await page.getByText('was used or created within the last 90 days').waitFor();
    await page.getByRole('button', { name: 'Show all tokens' }).click();
    await expect.poll(names).toHaveLength(50);
    expect(query()).toEqual({});
  });

  it('finds a token by its last four characters', async () => {
    const secret = await site.createToken(member, { name: 'By hint' });
    await open(`?search=${secret.slice(-4)}`);
    await expect.poll(names).toEqual(['By hint']);
  });

  it('ignores invalid filters in the address', async () => {
    await open('?state=lost&sort=random&page=99');
    await expect.poll(async () => (await names()).length).toBeGreaterThan(1);
  });

  it('lists inactive tokens with when, why and by whom they ended', async () => {
    const other = await site.newMember();
    cookie = await site.signIn(other);
    const send = async (method: 'POST' | 'DELETE', name: string, action = '') => {
      const token = await site.createToken(other, { name });
      const { tokenId } = (await site.send('GET', '/api/v1/me', { token })).body.authentication;
      await site.send(method, `/api/v1/me/tokens/${tokenId}${action}`, { token });
      return token;
    };
    await send('POST', 'Rotated', '/rotate');
    await send('DELETE', 'Revoked');
    const leaked = await site.createToken(other, { name: 'Leaked' });
    await site.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [leaked] } });
    await open('?state=inactive');
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('Revoked')
      .getByRole('cell', { name: /^member\d+$/ })
      .waitFor();
    await row('Leaked').getByText('Reported as leaked').waitFor();
    await row('Leaked').getByText('just now').waitFor();
    await row('Rotated').getByText('Replaced by a rotation').waitFor();
    await row('Rotated').getByRole('link', { name: 'New token' }).waitFor();
    await expectAccessible(page);
  });
});
