import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';

describeInBrowser('the default organization in a browser', () => {
  let site: Site;
  beforeAll(async () => {
    site = await createSite({ defaultOrganization: 'acme-corp' });
  });
  afterAll(() => site.close());

  it('signs in at the bare domain, even from a link to its subdomain', async () => {
    const page = await openPage(site.bareOrigin, { allowedOrigins: [site.origin] });
    await page.goto(`${site.origin}/settings/account/access-tokens`);
    await page.getByText('Sign in to acme-corp').waitFor();
    expect(new URL(page.url()).origin).toBe(site.bareOrigin);
    await expectAccessible(page);
    await submitSignIn(page, site.teamMember);
    await waitForHeading(page, 'Access Tokens');
    expect(new URL(page.url()).origin).toBe(site.bareOrigin);
    await page.goto(`${site.origin}/settings/account/security?x=1`);
    await waitForHeading(page, 'Security');
    expect(page.url()).toBe(`${site.bareOrigin}/settings/account/security?x=1`);
  });

  it('keeps the opener of a popup on the pages of an authorization only', async () => {
    const page = await openPage(site.bareOrigin);
    await page.goto('/sign-in');
    const hasOpener = async (path: string) => {
      const opened = page.waitForEvent('popup');
      // Opened by a page of another origin, as apps do.
      await page.evaluate(`void window.open(${JSON.stringify(`${site.origin}${path}`)})`);
      const popup = await opened;
      await popup.waitForLoadState();
      const result = await popup.evaluate('window.opener !== null');
      await popup.close();
      return result;
    };
    expect(await hasOpener('/sign-in')).toBe(true);
    expect(await hasOpener('/consent?request=orq_x')).toBe(true);
    expect(await hasOpener('/device')).toBe(true);
    expect(await hasOpener('/docs')).toBe(false);
  });
});
