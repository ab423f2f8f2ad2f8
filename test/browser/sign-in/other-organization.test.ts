import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { createSite, type Site, submitSignIn, waitForHeading } from '../../support/site.ts';
import type { Member } from '../../support/world.ts';

describeInBrowser('another organization', () => {
  let site: Site;
  let olga: Member;
  let otherOrigin: string;
  beforeAll(async () => {
    // Browsers accept a cookie for all organizations only if the bare domain has a dot.
    site = await createSite({ hostname: 'spedy.localhost' });
    await site.createOrganization('other-corp');
    olga = await site.createMember('other-corp', 'olga@other.test', 'ADMIN');
    otherOrigin = site.origin.replace('acme-corp', 'other-corp');
  });
  afterAll(() => site.close());

  describe.each([
    ['a phone', { width: 375, height: 812 }],
    ['a desktop', { width: 1280, height: 720 }],
  ])('on %s', (_name, viewport) => {
    it('is offered on the sign-in page, with those used on this device first', async () => {
      const page = await openPage(site.origin, {
        viewport,
        allowedOrigins: [site.bareOrigin, otherOrigin],
      });
      await page.goto('/sign-in');
      await submitSignIn(page, site.teamMember);
      await waitForHeading(page, 'Home');
      await page.goto(`${otherOrigin}/sign-in`);
      await waitForHeading(page, 'Sign in to other-corp');
      await page.getByRole('button', { name: 'Other organization' }).click();
      await waitForHeading(page, 'Find your organization');
      const used = page.getByRole('navigation', { name: 'Used on this device' });
      expect(await used.getByRole('link').allTextContents()).toEqual(['acme-corp']);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Back' }).click();
      await submitSignIn(page, olga);
      await waitForHeading(page, 'Home');
      await page.goto(`${site.bareOrigin}/sign-in`);
      expect(await used.getByRole('link').allTextContents()).toEqual(['other-corp', 'acme-corp']);
      await used.getByRole('link', { name: 'acme-corp' }).click();
      await waitForHeading(page, 'Home');
      expect(new URL(page.url()).origin).toBe(site.origin);
    });

    it('can be forgotten', async () => {
      const page = await openPage(site.origin, { viewport, allowedOrigins: [site.bareOrigin] });
      await page.goto('/sign-in');
      await submitSignIn(page, site.teamMember);
      await waitForHeading(page, 'Home');
      await page.goto(`${site.bareOrigin}/sign-in`);
      await page.getByRole('button', { name: 'Forget acme-corp' }).click();
      await page.getByRole('link', { name: 'acme-corp' }).waitFor({ state: 'detached' });
      await page.reload();
      await page.getByLabel('Organization').waitFor();
      expect(await page.getByRole('link', { name: 'acme-corp' }).count()).toBe(0);
    });
  });

  it('is opened by its name from any organization, without the return path of this one', async () => {
    const page = await openPage(site.origin, { allowedOrigins: [otherOrigin] });
    await page.goto('/sign-in?returnTo=/settings/account/security');
    await page.getByRole('button', { name: 'Other organization' }).click();
    await page.getByLabel('Organization').fill('other-corp');
    await page.getByRole('button', { name: 'Continue' }).click();
    await waitForHeading(page, 'Sign in to other-corp');
    expect(page.url()).toBe(`${otherOrigin}/sign-in`);
  });
});
