import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { invite } from '../../support/invitations.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

describeInBrowser('the invitation page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
  });
  afterAll(() => site.close());

  it('creates a member and signs them in', async () => {
    const { link, secret } = await invite(site, 'nora@acme.test', 'CUSTOMER', 'Nora');
    const page = await openPage(site.origin);
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url().split('#')[0] ?? ''));
    await page.goto(link);
    await waitForHeading(page, 'Join acme-corp');
    await page.getByText('You will join as a customer').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('nora@acme.test');
    expect(await page.getByLabel('Name').inputValue()).toBe('Nora');
    await page.getByLabel('Name').fill('Nora Quist');
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('Use a password of 12 to 200 characters.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Join' }).click();
    await waitForHeading(page, 'Home');
    await page.getByRole('button', { name: 'Account of Nora Quist' }).waitFor();
    expect(addresses.filter((address) => address.includes(secret))).toEqual([]);
  });

  it('explains that a link was already used', async () => {
    const { link, secret } = await invite(site, 'olga@acme.test');
    const body = { token: secret, name: 'Olga', password };
    expect((await site.send('POST', '/api/v1/auth/invitation/accept', { body })).status).toBe(200);
    const page = await openPage(site.origin);
    await page.goto(link);
    await waitForHeading(page, 'This invitation cannot be opened');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await waitForHeading(page, 'Sign in to acme-corp');
  });

  it.each([
    ['without a secret', ''],
    ['with a wrong secret', '#nonsense'],
    ['with a long secret', `#${'x'.repeat(500)}`],
  ])('explains that a link %s is not valid', async (_case, fragment) => {
    const page = await openPage(site.origin);
    await page.goto(`/invitation${fragment}`);
    await waitForHeading(page, 'This invitation cannot be opened');
  });

  it('explains in the form that the invitation was revoked while it was open', async () => {
    const { id, link } = await invite(site, 'pia@acme.test');
    const page = await openPage(site.origin);
    await page.goto(link);
    await page.getByLabel('Name').fill('Pia');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await site.send('DELETE', `/api/v1/organization/invitations/${id}`, { token: site.adminToken });
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('alert').filter({ hasText: 'ask for a new one' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Pia');
  });
});
