import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { invite } from '../../support/invitations.ts';
import { createSite, type Site, waitForHeading } from '../../support/site.ts';
import { password } from '../../support/world.ts';

/** Covers both color schemes and both sizes. Testing all four combinations would take twice as long. */
const looks = [
  { colorScheme: 'light', size: 'desktop', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', size: 'phone', viewport: { width: 375, height: 700 } },
] as const;

describeInBrowser('accessibility of the account pages', () => {
  let site: Site;
  let cookie: string;
  let link: string;
  beforeAll(async () => {
    site = await createSite();
    const member = await site.newMember();
    cookie = await site.signIn(member);
    await site.signIn(member);
    ({ link } = await invite(site, 'nora@acme.test'));
  });
  afterAll(() => site.close());

  describe.each(looks)('in $colorScheme on a $size', ({ colorScheme, viewport }) => {
    const open = async (path: string, as?: string) => {
      const page = await openPage(site.origin, {
        colorScheme,
        viewport,
        ...(as === undefined ? {} : { cookie: as }),
      });
      await page.goto(path);
      return page;
    };

    it('passes on the sign-in page', async () => {
      const page = await open('/sign-in');
      await waitForHeading(page, 'Sign in to acme-corp');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Enter your email.').waitFor();
      await expectAccessible(page);
    });

    it('passes on the invitation page, with a valid and an invalid link', async () => {
      const page = await open(link);
      await waitForHeading(page, 'Join acme-corp');
      await expectAccessible(page);
      await page.goto('/invitation');
      await waitForHeading(page, 'This invitation cannot be opened');
      await expectAccessible(page);
    });

    it('passes on the security page and its dialogs', async () => {
      const page = await open('/settings/account/security', cookie);
      await page.getByText('This device').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Enter your current password.').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByLabel('Current password').fill(password);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('img', { name: 'QR code' }).waitFor();
      await expectAccessible(page);
    });

    it('passes on the access tokens page', async () => {
      const page = await open('/settings/account/access-tokens', cookie);
      await page.getByText('No tokens yet').waitFor();
      await expectAccessible(page);
    });
  });
});
