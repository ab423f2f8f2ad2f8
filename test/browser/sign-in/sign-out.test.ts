import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';

describeInBrowser('signing out', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite();
    await site.createOrganization('globex');
  });
  afterAll(() => site.close());

  it('clears cached data, and keeps the theme and the session at another organization', async () => {
    const hank = await site.createMember('globex', 'hank@globex.test', 'ADMIN');
    const elsewhere = site.origin.replace('acme-corp', 'globex');
    const page = await openPage(site.origin, { allowedOrigins: [elsewhere] });
    await page.goto(`${elsewhere}/sign-in`);
    await submitSignIn(page, hank);
    await waitForHeading(page, 'Home');

    await page.goto(`${site.origin}/sign-in`);
    await submitSignIn(page, site.teamMember);
    await waitForHeading(page, 'Home');
    await page.goto('/settings/account/access-tokens');
    await page.getByRole('rowheader', { name: 'CI Pipeline' }).waitFor();
    await page.evaluate("localStorage.setItem('theme', 'dark')");
    const signedOut = page.waitForResponse((response) => response.url().endsWith('/api/v1/auth/logout'));
    await page.getByRole('button', { name: site.teamMember.email }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    expect(await (await signedOut).headerValue('clear-site-data')).toBe('"cache"');
    await waitForHeading(page, 'Sign in to acme-corp');
    expect(await page.evaluate("localStorage.getItem('theme')")).toBe('dark');

    await page.goBack();
    await waitForHeading(page, 'Sign in to acme-corp');
    expect(await page.getByText('CI Pipeline').count()).toBe(0);
    await page.goto(`${elsewhere}/settings/account/access-tokens`);
    await waitForHeading(page, 'Access Tokens');
    await page.getByText('hank@globex.test').first().waitFor();
  });
});
