import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeInBrowser, openPage } from '../../support/browser/browser.ts';
import { expectAccessible } from '../../support/browser/expect-accessible.ts';
import { invite } from '../../support/invitations.ts';
import { createSite, type Site } from '../../support/site.ts';

/** Covers both color schemes, and lists as tables and as cards. */
const looks = [
  { colorScheme: 'light', size: 'desktop', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', size: 'phone', viewport: { width: 375, height: 700 } },
] as const;
const longName = 'a-token-with-a-very-long-name-and-no-place-to-break-it'.padEnd(100, 'x');

describeInBrowser('accessibility of the organization pages', () => {
  let site: Site;
  let cookie: string;
  beforeAll(async () => {
    site = await createSite();
    cookie = await site.signIn(site.admin);
    await invite(site, `${'long-address-'.repeat(4)}@acme.test`);
    await site.createToken(site.teamMember, { name: longName, scopes: ['tickets:read', 'tickets:write'] });
  });
  afterAll(() => site.close());

  describe.each(looks)('in $colorScheme on a $size', ({ colorScheme, size, viewport }) => {
    const open = async (path: string) => {
      const page = await openPage(site.origin, { colorScheme, viewport, cookie });
      await page.goto(`/settings/organization/${path}`);
      return page;
    };

    it('passes on the members page, its menu and its dialogs', async () => {
      const page = await open('members');
      await page.getByRole('link', { name: 'Invitations (' }).waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Actions for tim' }).click();
      await expectAccessible(page);
      await page.getByRole('menuitem', { name: 'Change role' }).click();
      await page.getByRole('dialog').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Invite members' }).click();
      const dialog = page.getByRole('dialog', { name: 'Invite members' });
      await dialog
        .getByLabel('Emails')
        .fill(`invited-${colorScheme}-${size}@acme.test, tim@acme.test, nobody`);
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Create 3 invitations' }).click();
      await page.getByText('expires in 7 days').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('link', { name: 'Invitations (' }).click();
      await page.getByText('long-address').first().waitFor();
      await expectAccessible(page);
    });

    it('passes on the policy page with a dry run', async () => {
      const page = await open('policy');
      await page.getByLabel('Allow personal access tokens').uncheck();
      await page.getByLabel('Maximum lifetime (days)').fill('soon');
      await page.getByRole('button', { name: 'Review and save' }).click();
      await page.locator('[aria-invalid=true]:focus').waitFor();
      await expectAccessible(page);
      await page.getByLabel('Maximum lifetime (days)').fill('');
      await page.getByRole('button', { name: 'Review and save' }).click();
      await page.getByText('will stop working:').waitFor();
      await expectAccessible(page);
    });

    it('passes on the tokens page, with a confirmation and with an empty list', async () => {
      const page = await open('tokens');
      await page.getByLabel('Select all').check();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Revoke selected' }).click();
      await page.getByRole('alertdialog').waitFor();
      await expectAccessible(page);
      await page.goto('/settings/organization/tokens?expiringWithinDays=7');
      await page.getByText('No tokens match').waitFor();
      await expectAccessible(page);
    });

    it('passes on the audit log with details', async () => {
      const page = await open('audit-log');
      await page.getByRole('button', { name: 'Details' }).first().click();
      await page.getByRole('definition').first().waitFor();
      await expectAccessible(page);
    });
  });
});
